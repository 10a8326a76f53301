"""Can these conditions hold together? Answered by trying every small world that they distinguish.

Values of a fact between which no question distinguishes count once (value_classes.py), and
requirements that share no slot are judged apart. The answer is exact, or None if there are too many
worlds to try; rules report nothing then. Callers import all that they need for a question from
this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, product
from math import prod
from typing import NamedTuple

from sop.checks.reasoning.possible_worlds import (
    OTHER_RUNNING,
    WAITING,
    Given,
    Slot,
    World,
    action_slot,
    at_slot,
    evaluate_in_world,
    fact_slot,
    slot_of,
)
from sop.checks.reasoning.track_worlds import list_track_worlds
from sop.checks.reasoning.value_classes import (
    SOME_VALUE,
    answer_for_value,
    classify_values,
    fact_classes,
    list_values,
)
from sop.engine.evaluate import Truth, negate
from sop.model.condition import (
    And,
    Condition,
    FactBetween,
    FactIs,
    Gate,
    Not,
    Or,
    Question,
    TermHolds,
)
from sop.model.definition import Definition
from sop.proof.read_conditions import expand_questions

__all__ = [
    "FAILS",
    "HOLDS",
    "NOT_FALSE",
    "NOT_TRUE",
    "OTHER_RUNNING",
    "SOME_VALUE",
    "UNKNOWN",
    "WAITING",
    "Conjunct",
    "Given",
    "Requirement",
    "Slot",
    "action_slot",
    "are_parts_possible",
    "at_slot",
    "fact_classes",
    "fact_slot",
    "is_possible",
    "parts_of",
    "require_lines",
]

MOST_WORLDS = 20_000  # trying them takes about 0.1 s; real gates need a few hundred at most

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
            questions = tuple(expand_questions(definition, condition))
            yield Conjunct(condition, allowed, questions, frozenset(map(slot_of, questions)))


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
        values = list_values(fact, [question])
        if fact.initially is None:
            values = (*values, None)
    return any(answer_for_value(question, value) in allowed for value in values)


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
        worlds = list_track_worlds(definition.tracks[name], questions, given)
        return list(islice(worlds, MOST_WORLDS + 1))
    if slot in given:
        return [{slot: value} for value in given[slot]]
    # One value stands for its whole class.
    return [{slot: values[0]} for values in classify_values(definition.facts[name], questions)]
