"""Can these conditions hold together? Answered by trying every small world that they can tell apart.

A world gives a value to each slot that the conditions ask about: a fact (None while unknown), a switch, where a track
is, whether a step was visited, whether an action is done. Values of a fact that no question tells apart count once, so
an integer up to a thousand is a handful of classes. Requirements that share no slot are judged apart.
The answer is exact, or None where the worlds are too many to try; rules then stay silent.
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
    iterate_questions,
)
from sop.model.definition import Definition, Fact, Track

Slot = tuple[str, ...]
World = Mapping[Slot, object]
Given = Mapping[Slot, frozenset[object]]
"""What is certain beforehand: slot -> the values it can have."""

WAITING = "(waiting)"
OTHER_RUNNING = "(another step)"
OTHER_ENDED = "(another end)"
SOME_VALUE = "(some value)"
MOST_WORLDS = 20_000

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
    """Each line holds."""
    return tuple(Requirement(line) for line in lines)


def fact_slot(fact: str) -> Slot:
    return ("fact", fact)


def at_slot(track: str) -> Slot:
    return ("at", track)


def action_slot(track: str, step: str, action: str) -> Slot:
    return ("done", track, step, action)


class Conjunct(NamedTuple):
    """One thing that must be so: the condition has an allowed value. With all that it asks, terms opened."""

    condition: Condition
    allowed: frozenset[Truth]
    questions: tuple[Question, ...]
    slots: frozenset[Slot]


def is_possible(
    definition: Definition, requirements: Iterable[Requirement], given: Given | None = None
) -> bool | None:
    """Whether some world meets all requirements; None when there are too many worlds to tell."""
    return are_parts_possible(definition, parts_of(definition, requirements), given or {})


def parts_of(definition: Definition, requirements: Iterable[Requirement]) -> tuple[Conjunct, ...]:
    """The requirements in small parts, for those who ask about the same ones again and again."""
    return tuple(part for requirement in requirements for part in _split(definition, *requirement))


def are_parts_possible(
    definition: Definition, parts: Iterable[Conjunct], given: Given
) -> bool | None:
    """Whether some world meets all parts; None when there are too many worlds to tell."""
    answer: bool | None = True
    for group in _groups(parts, given):
        found = _is_group_possible(definition, group, given)
        if found is False:
            return False
        answer = answer and found
    return answer


def evaluate_in_world(definition: Definition, world: World, condition: Condition) -> Truth:
    """The condition's value in the world, terms opened."""
    kind = type(condition)
    if kind is And or kind is Or:
        return _evaluate_parts(definition, world, condition.parts, decides=kind is Or)  # type: ignore[union-attr]
    if kind is Not:
        return negate(evaluate_in_world(definition, world, condition.part))  # type: ignore[union-attr]
    if kind is TermHolds:
        return evaluate_in_world(definition, world, definition.terms[condition.term].when)  # type: ignore[union-attr]
    return _answer(definition, world, condition)  # type: ignore[arg-type]


def _evaluate_parts(definition: Definition, world: World, parts: Gate, decides: bool) -> Truth:
    """Kleene's `and` (where False decides) and `or` (where True does)."""
    value: Truth = not decides
    for part in parts:
        found = evaluate_in_world(definition, world, part)
        if found is decides:
            return decides
        if found is None:
            value = None
    return value


def list_questions(definition: Definition, condition: Condition) -> list[Question]:
    """Every question of the condition, those of its terms in their place."""
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
    """The fact's values in groups that no question of the conditions tells apart, unknown as (None,) by itself."""
    return _classes(
        definition,
        fact,
        (q for condition in conditions for q in list_questions(definition, condition)),
    )


def _classes(
    definition: Definition, fact: str, every: Iterable[Question]
) -> tuple[tuple[object, ...], ...]:
    its = [q for q in every if isinstance(q, FactIs | FactBetween) and q.fact == fact]
    groups: dict[tuple[Truth, ...], list[object]] = {}
    for value in _values(definition.facts[fact], its):
        groups.setdefault(tuple([_of_value(q, value) for q in its]), []).append(value)
    unknown = () if definition.facts[fact].initially is not None else ((None,),)
    return (*map(tuple, groups.values()), *unknown)


def _of_value(question: FactIs | FactBetween, value: object) -> Truth:
    """What the question answers for a value of its fact."""
    if value is None:
        return None
    if isinstance(question, FactIs):
        return value in question.values
    return _between(value, question.low, question.high) if isinstance(value, int) else None


def _values(fact: Fact, its: list[FactIs | FactBetween]) -> Iterable[object]:
    """The fact's values; of a long range of numbers only those at which a question can change its answer."""
    if fact.type != "integer":
        return fact.domain() or (SOME_VALUE,)
    least, most = fact.min or 0, fact.max or 0
    if most - least < 1_000:
        return range(least, most + 1)
    asked_for = [
        value for q in its for value in (q.values if isinstance(q, FactIs) else (q.low, q.high))
    ]
    named = {int(value) for value in asked_for if value is not None}
    return sorted(
        n
        for n in {least, most} | {n + by for n in named for by in (-1, 0, 1)}
        if least <= n <= most
    )


def _split(
    definition: Definition, condition: Condition, allowed: frozenset[Truth]
) -> Iterator[Conjunct]:
    """The requirement as several smaller ones that mean the same together."""
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
            its = tuple(list_questions(definition, condition))
            yield Conjunct(condition, allowed, its, frozenset(map(_dimension, its)))


def _groups(parts: Iterable[Conjunct], given: Given) -> list[list[Conjunct]]:
    """The parts in groups that share no slot which is still free."""
    groups: list[tuple[set[Slot], list[Conjunct]]] = []
    for part in parts:
        slots, together = {slot for slot in part.slots if not _is_settled(slot, given)}, [part]
        apart = []
        for group in groups:
            if slots.isdisjoint(group[0]):
                apart.append(group)
            else:
                slots, together = slots | group[0], together + group[1]
        groups = [*apart, (slots, together)]
    return [together for _, together in groups]


def _is_settled(slot: Slot, given: Given) -> bool:
    return slot[0] == "fact" and slot in given and len(given[slot]) == 1


def _dimension(question: Question) -> Slot:
    """What the question varies with: one fact, one switch, or everything about one track."""
    if isinstance(question, FactIs | FactBetween | FactKnown):
        return ("fact", question.fact)
    if isinstance(question, SwitchOn):
        return ("switch", question.switch)
    if isinstance(question, ActionIsDone | StepCurrent | StepVisited | TrackIs):
        return ("track", question.track)
    raise AssertionError(f"terms are opened before: {question}")


def _is_group_possible(definition: Definition, group: list[Conjunct], given: Given) -> bool | None:
    if len(group) == 1 and isinstance(question := group[0].condition, FactIs | FactBetween):
        return _is_question_possible(definition, question, group[0].allowed, given)
    every = [question for part in group for question in part.questions]
    slots = dict.fromkeys(slot for part in group for slot in part.slots)
    choices = [_choices(definition, slot, every, given) for slot in slots]
    if prod(map(len, choices)) > MOST_WORLDS:
        return None
    return any(_has_meeting_world(definition, worlds, group) for worlds in product(*choices))


def _is_question_possible(
    definition: Definition, question: FactIs | FactBetween, allowed: frozenset[Truth], given: Given
) -> bool:
    """The same of a single question about a fact, which most lines of most gates are: no world is needed."""
    fact = definition.facts[question.fact]
    values: Iterable[object] = given.get(fact_slot(fact.id), ())
    if not values:
        values = (*_values(fact, [question]), *(() if fact.initially is not None else (None,)))
    return any(_of_value(question, value) in allowed for value in values)


def _has_meeting_world(
    definition: Definition, worlds: tuple[World, ...], group: list[Conjunct]
) -> bool:
    whole: dict[Slot, object] = {}
    for world in worlds:
        whole.update(world)
    return all(
        evaluate_in_world(definition, whole, part.condition) in part.allowed for part in group
    )


def _choices(
    definition: Definition, slot: Slot, every: list[Question], given: Given
) -> list[World]:
    """What can be the case about one fact, switch or track."""
    kind, name = slot
    if kind == "switch":
        return [{slot: True}, {slot: False}]
    if kind == "track":
        return list(islice(_track_worlds(definition.tracks[name], every, given), MOST_WORLDS + 1))
    if slot in given:
        return [{slot: value} for value in given[slot]]
    return [{slot: values[0]} for values in _classes(definition, name, every)]


def _track_worlds(track: Track, every: list[Question], given: Given) -> Iterator[World]:
    """Where the track can be, with what it can have visited and done on the way there."""
    its = [
        q
        for q in every
        if isinstance(q, ActionIsDone | StepCurrent | StepVisited) and q.track == track.id
    ]
    visits = list(dict.fromkeys(q.step for q in its if not isinstance(q, StepCurrent)))
    actions = list(dict.fromkeys((q.step, q.action) for q in its if isinstance(q, ActionIsDone)))
    for at in _list_positions(track, {q.step for q in its}, given.get(at_slot(track.id))):
        for visited in product(*(_find_visit_values(track, at, step) for step in visits)):
            been = dict(zip(visits, visited, strict=True))
            for done in product(
                *(_find_done_values(track, action, been, given) for action in actions)
            ):
                yield _track_world(track, at, been, dict(zip(actions, done, strict=True)))


def _list_positions(
    track: Track, named: set[str], certain: frozenset[object] | None
) -> Iterator[str]:
    """The places to tell apart: waiting, each step that is named, and any other step or end."""
    if certain is not None and OTHER_RUNNING not in certain:
        named = named | {step for step in track.steps if step in certain}
    rest = [step for step in track.steps.values() if step.id not in named]
    others = [OTHER_RUNNING] * any(not step.end for step in rest) + [OTHER_ENDED] * any(
        step.end for step in rest
    )
    stands = (WAITING, *(step for step in track.steps if step in named), *others)
    yield from (stand for stand in stands if certain is None or stand in certain)


def _find_visit_values(track: Track, at: str, step: str) -> tuple[bool, ...]:
    """Whether the step can and must have been visited when the track is there."""
    if at == WAITING:
        return (False,)
    return (True,) if step in (at, track.first.id) else (True, False)


def _find_done_values(
    track: Track, action: tuple[str, str], been: Mapping[str, bool], given: Given
) -> tuple[bool, ...]:
    certain = given.get(action_slot(track.id, *action), frozenset({True, False}))
    return tuple(
        value for value in (True, False) if value in certain and (been[action[0]] or not value)
    )


def _track_world(
    track: Track, at: str, been: Mapping[str, bool], done: Mapping[tuple[str, str], bool]
) -> World:
    world: dict[Slot, object] = {at_slot(track.id): at}
    world |= {("visited", track.id, step): value for step, value in been.items()}
    return world | {action_slot(track.id, *action): value for action, value in done.items()}


def _answer(definition: Definition, world: World, question: Question) -> Truth:
    if isinstance(question, FactIs | FactBetween):
        return _of_value(question, world[("fact", question.fact)])
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
            return _status(definition.tracks[track], str(world[at_slot(track)])) == status
    raise AssertionError(f"terms are opened before: {question}")


def _between(number: int, low: int | None, high: int | None) -> bool:
    return (low is None or number >= low) and (high is None or number <= high)


def _status(track: Track, at: str) -> str:
    if at == WAITING:
        return "waiting"
    return (
        "ended" if at == OTHER_ENDED or (at in track.steps and track.steps[at].end) else "running"
    )
