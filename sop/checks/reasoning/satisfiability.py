"""Can these conditions hold together? Answered by trying every small world that they distinguish.

A world gives a value to each slot that the conditions ask about: a fact (None while unknown), a
switch, where a track is, whether a step was visited, whether an action is done. Values of a fact
between which no question distinguishes count once, so an integer up to a thousand is a handful of
classes. Requirements that share no slot are judged apart. The answer is exact, or None if there are
too many worlds to try; rules report nothing then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, product
from math import prod
from typing import NamedTuple

from sop.engine.evaluate import Truth, negate
from sop.model.condition import (
    ActionIsDone,
    And,
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    Gate,
    Not,
    Or,
    Question,
    StepCurrent,
    StepVisited,
    SwitchOn,
    TermHolds,
    TrackIs,
    TrackStatus,
    iterate_questions,
)
from sop.model.definition import Definition, Track
from sop.model.fact import Fact

Slot = tuple[str, ...]
World = Mapping[Slot, object]
Given = Mapping[Slot, frozenset[object]]
"""What is certain beforehand: slot -> the values it can have."""

# Values of slots that no step, fact or switch can have as its id.
WAITING = "(waiting)"
OTHER_RUNNING = "(another step)"
OTHER_ENDED = "(another end)"
SOME_VALUE = "(some value)"

MOST_WORLDS = 20_000  # trying them takes about 0.1 s; real gates need a few hundred at most
WIDEST_RANGE = (
    1_000  # of more integers only those at which a question can change its answer are tried
)

HOLDS: frozenset[Truth] = frozenset({True})
FAILS: frozenset[Truth] = frozenset({False})
NOT_TRUE: frozenset[Truth] = frozenset({False, None})
NOT_FALSE: frozenset[Truth] = frozenset({True, None})
UNKNOWN: frozenset[Truth] = frozenset({None})


class Requirement(NamedTuple):
    """The condition has one of these truth values."""

    condition: Condition
    allowed: frozenset[Truth] = HOLDS


def require_lines(lines: Gate) -> tuple[Requirement, ...]:
    """Return that each line holds."""
    return tuple(Requirement(line) for line in lines)


def fact_slot(fact: str) -> Slot:
    return ("fact", fact)


def at_slot(track: str) -> Slot:
    return ("at", track)


def action_slot(track: str, step: str, action: str) -> Slot:
    return ("done", track, step, action)


class Conjunct(NamedTuple):
    """One part of a requirement: its condition has an allowed value. Terms are opened."""

    condition: Condition
    allowed: frozenset[Truth]
    questions: tuple[Question, ...]
    slots: frozenset[Slot]


def is_possible(
    definition: Definition, requirements: Iterable[Requirement], given: Given | None = None
) -> bool | None:
    """Return whether some world meets all requirements; None if there are too many to decide."""
    return are_parts_possible(definition, parts_of(definition, requirements), given or {})


def parts_of(definition: Definition, requirements: Iterable[Requirement]) -> tuple[Conjunct, ...]:
    """Return the requirements in small parts, which callers can keep and use again."""
    parts: list[Conjunct] = []
    for requirement in requirements:
        parts += _split(definition, *requirement)
    return tuple(parts)


def are_parts_possible(
    definition: Definition, parts: Iterable[Conjunct], given: Given
) -> bool | None:
    """Return whether some world meets all parts; None if there are too many worlds to decide."""
    answer: bool | None = True
    for group in _group_by_slots(parts, given):
        found = _is_group_possible(definition, group, given)
        if found is False:
            return False
        answer = answer and found
    return answer


def evaluate_in_world(definition: Definition, world: World, condition: Condition) -> Truth:
    """Return the condition's value in the world, terms opened.

    Tests of the exact type instead of `match`: this runs once for each world and costs most of a
    check.
    """
    kind = type(condition)
    if kind is And or kind is Or:
        return _evaluate_parts(definition, world, condition.parts, decides=kind is Or)  # type: ignore[union-attr]
    if kind is Not:
        return negate(evaluate_in_world(definition, world, condition.part))  # type: ignore[union-attr]
    if kind is TermHolds:
        return evaluate_in_world(definition, world, definition.terms[condition.term].when)  # type: ignore[union-attr]
    return _answer(definition, world, condition)  # type: ignore[arg-type]


def _evaluate_parts(definition: Definition, world: World, parts: Gate, decides: bool) -> Truth:
    """Return Kleene's `and` (where False decides) or `or` (where True does)."""
    value: Truth = not decides
    for part in parts:
        found = evaluate_in_world(definition, world, part)
        if found is decides:
            return decides
        if found is None:
            value = None
    return value


def list_questions(definition: Definition, condition: Condition) -> list[Question]:
    """Return every question of the condition, with those of its terms in their place."""
    found: list[Question] = []
    for question in iterate_questions(condition):
        if type(question) is TermHolds:
            found += list_questions(definition, definition.terms[question.term].when)
        else:
            found.append(question)
    return found


def fact_classes(
    definition: Definition, fact: str, conditions: Iterable[Condition]
) -> tuple[tuple[object, ...], ...]:
    """Return the fact's values in groups between which no question of the conditions distinguishes.

    Unknown is the group (None,).
    """
    questions: list[Question] = []
    for condition in conditions:
        questions += list_questions(definition, condition)
    return _classify_values(definition.facts[fact], questions)


def _classify_values(fact: Fact, questions: Iterable[Question]) -> tuple[tuple[object, ...], ...]:
    own = _select_value_questions(fact, questions)
    groups: dict[tuple[Truth, ...], list[object]] = {}
    for value in _list_values(fact, own):
        answers = tuple([_answer_for_value(question, value) for question in own])
        groups.setdefault(answers, []).append(value)
    classes = tuple(map(tuple, groups.values()))
    return classes if fact.initially is not None else (*classes, (None,))


def _select_value_questions(
    fact: Fact, questions: Iterable[Question]
) -> list[FactIs | FactBetween]:
    asked = [question for question in questions if isinstance(question, FactIs | FactBetween)]
    return [question for question in asked if question.fact == fact.id]


def _answer_for_value(question: FactIs | FactBetween, value: object) -> Truth:
    """Return what the question answers for a value of its fact."""
    if value is None:
        return None
    if isinstance(question, FactIs):
        return value in question.values
    return question.includes(value) if isinstance(value, int) else None


def _list_values(fact: Fact, questions: list[FactIs | FactBetween]) -> Iterable[object]:
    """Return the fact's values; of a wide range only those next to a limit of a question."""
    if fact.type != "integer":
        return fact.domain() or (SOME_VALUE,)
    least, most = fact.min or 0, fact.max or 0
    if most - least < WIDEST_RANGE:
        return range(least, most + 1)
    limits = {least, most}
    for question in questions:
        for limit in _list_limits(question):
            limits |= {limit - 1, limit, limit + 1}
    return sorted(limit for limit in limits if least <= limit <= most)


def _list_limits(question: FactIs | FactBetween) -> list[int]:
    """Return the integers at which the question can change its answer."""
    values = question.values if isinstance(question, FactIs) else (question.low, question.high)
    return [int(value) for value in values if value is not None]


def _split(
    definition: Definition, condition: Condition, allowed: frozenset[Truth]
) -> Iterator[Conjunct]:
    """Yield the requirement as several smaller ones that are equivalent together."""
    match condition:
        case TermHolds(term):
            yield from _split(definition, definition.terms[term].when, allowed)
        case Not(part):
            yield from _split(definition, part, frozenset(negate(value) for value in allowed))
        case And(parts) if allowed in (HOLDS, NOT_FALSE):
            for part in parts:
                yield from _split(definition, part, allowed)
        case Or(parts) if allowed in (FAILS, NOT_TRUE):
            for part in parts:
                yield from _split(definition, part, allowed)
        case _:
            questions = tuple(list_questions(definition, condition))
            yield Conjunct(condition, allowed, questions, frozenset(map(_slot_of, questions)))


def _group_by_slots(parts: Iterable[Conjunct], given: Given) -> list[list[Conjunct]]:
    """Return the parts in groups that share no slot which is still free."""
    groups: list[tuple[set[Slot], list[Conjunct]]] = []
    for part in parts:
        slots = {slot for slot in part.slots if not _is_settled(slot, given)}
        connected = [part]
        separate: list[tuple[set[Slot], list[Conjunct]]] = []
        for group in groups:
            if slots.isdisjoint(group[0]):
                separate.append(group)
            else:
                slots, connected = slots | group[0], connected + group[1]
        groups = [*separate, (slots, connected)]
    return [connected for _, connected in groups]


def _is_settled(slot: Slot, given: Given) -> bool:
    return slot[0] == "fact" and slot in given and len(given[slot]) == 1


def _slot_of(question: Question) -> Slot:
    """Return what the question varies with: one fact, one switch, or everything about one track."""
    if isinstance(question, FactIs | FactBetween | FactKnown):
        return ("fact", question.fact)
    if isinstance(question, SwitchOn):
        return ("switch", question.switch)
    if isinstance(question, ActionIsDone | StepCurrent | StepVisited | TrackIs):
        return ("track", question.track)
    raise AssertionError(f"Terms are opened before: {question}")


def _is_group_possible(definition: Definition, group: list[Conjunct], given: Given) -> bool | None:
    question = group[0].condition
    # Most lines of most gates are one question about a fact: no world is needed for it.
    if len(group) == 1 and isinstance(question, FactIs | FactBetween):
        return _is_question_possible(definition, question, group[0].allowed, given)
    questions: list[Question] = []
    slots: dict[Slot, None] = {}
    for part in group:
        questions += part.questions
        slots |= dict.fromkeys(part.slots)
    choices = [_list_choices(definition, slot, questions, given) for slot in slots]
    if prod(map(len, choices)) > MOST_WORLDS:
        return None
    return any(_is_met_in(definition, partial, group) for partial in product(*choices))


def _is_question_possible(
    definition: Definition, question: FactIs | FactBetween, allowed: frozenset[Truth], given: Given
) -> bool:
    fact = definition.facts[question.fact]
    values: Iterable[object] = given.get(fact_slot(fact.id), ())
    if not values:
        values = _list_values(fact, [question])
        if fact.initially is None:
            values = (*values, None)
    return any(_answer_for_value(question, value) in allowed for value in values)


def _is_met_in(
    definition: Definition, partial_worlds: tuple[World, ...], group: list[Conjunct]
) -> bool:
    """Return whether the world that consists of these parts meets all conjuncts."""
    world: dict[Slot, object] = {}
    for part in partial_worlds:
        world.update(part)
    return all(
        evaluate_in_world(definition, world, conjunct.condition) in conjunct.allowed
        for conjunct in group
    )


def _list_choices(
    definition: Definition, slot: Slot, questions: list[Question], given: Given
) -> list[World]:
    """Return the possibilities for one fact, switch or track."""
    kind, name = slot
    if kind == "switch":
        return [{slot: True}, {slot: False}]
    if kind == "track":
        worlds = _list_track_worlds(definition.tracks[name], questions, given)
        return list(islice(worlds, MOST_WORLDS + 1))
    if slot in given:
        return [{slot: value} for value in given[slot]]
    # One value stands for its whole class.
    return [{slot: values[0]} for values in _classify_values(definition.facts[name], questions)]


def _list_track_worlds(track: Track, questions: list[Question], given: Given) -> Iterator[World]:
    """Yield where the track can be, with what it can have visited and done before."""
    named: set[str] = set()
    visits: dict[str, None] = {}
    actions: dict[tuple[str, str], None] = {}
    for question in questions:
        if not isinstance(question, ActionIsDone | StepCurrent | StepVisited):
            continue
        if question.track != track.id:
            continue
        named.add(question.step)
        if not isinstance(question, StepCurrent):
            visits[question.step] = None
        if isinstance(question, ActionIsDone):
            actions[question.step, question.action] = None
    for at in _list_positions(track, named, given.get(at_slot(track.id))):
        options = [_find_visit_values(track, at, step) for step in visits]
        for chosen in product(*options):
            visited = dict(zip(visits, chosen, strict=True))
            for done in _list_done(track, list(actions), visited, given):
                yield _build_track_world(track, at, visited, done)


def _list_positions(
    track: Track, named: set[str], certain: frozenset[object] | None
) -> Iterator[str]:
    """Yield the places to distinguish: waiting, each named step, any other step, any other end."""
    if certain is not None and OTHER_RUNNING not in certain:
        named = named | {step for step in track.steps if step in certain}
    positions = [WAITING, *(step for step in track.steps if step in named)]
    others = [step for step in track.steps.values() if step.id not in named]
    if any(not step.end for step in others):
        positions.append(OTHER_RUNNING)
    if any(step.end for step in others):
        positions.append(OTHER_ENDED)
    yield from (at for at in positions if certain is None or at in certain)


def _find_visit_values(track: Track, at: str, step: str) -> tuple[bool, ...]:
    """Return whether the step can, and must, have been visited when the track is there."""
    if at == WAITING:
        return (False,)
    return (True,) if step in (at, track.first.id) else (True, False)


def _list_done(
    track: Track, actions: list[tuple[str, str]], visited: Mapping[str, bool], given: Given
) -> Iterator[Mapping[tuple[str, str], bool]]:
    """Yield which of the actions can be done; only an action of a visited step can."""
    options: list[list[bool]] = []
    for action in actions:
        certain = given.get(action_slot(track.id, *action), frozenset({True, False}))
        values = (True, False) if visited[action[0]] else (False,)
        options.append([value for value in values if value in certain])
    for chosen in product(*options):
        yield dict(zip(actions, chosen, strict=True))


def _build_track_world(
    track: Track, at: str, visited: Mapping[str, bool], done: Mapping[tuple[str, str], bool]
) -> World:
    world: dict[Slot, object] = {at_slot(track.id): at}
    for step, value in visited.items():
        world["visited", track.id, step] = value
    for action, value in done.items():
        world[action_slot(track.id, *action)] = value
    return world


def _answer(definition: Definition, world: World, question: Question) -> Truth:
    # Most questions ask about a fact, so these come before `match`, which is slower.
    if isinstance(question, FactIs | FactBetween):
        return _answer_for_value(question, world[("fact", question.fact)])
    match question:
        case FactKnown(fact):
            return world[fact_slot(fact)] is not None
        case SwitchOn(switch):
            return bool(world["switch", switch])
        case StepVisited(track, step):
            return bool(world["visited", track, step])
        case ActionIsDone(track, step, action):
            return bool(world[action_slot(track, step, action)])
        case StepCurrent(track, step):
            return world[at_slot(track)] == step
        case TrackIs(track, status):
            at = str(world[at_slot(track)])
            return _find_status(definition.tracks[track], at) == status
    raise AssertionError(f"Terms are opened before: {question}")


def _find_status(track: Track, at: str) -> TrackStatus:
    if at == WAITING:
        return "waiting"
    if at == OTHER_ENDED or (at in track.steps and track.steps[at].end):
        return "ended"
    return "running"
