"""Whether a gate that held once can ever become unknown again: its truth table, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod

from sop.engine.evaluate import Truth, all_of, any_of, negation
from sop.model.condition import (
    And,
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    Gate,
    Not,
    Or,
    Question,
    TermHolds,
    Value,
    questions,
)
from sop.model.definition import Definition
from sop.model.value import replace

MOST_ROWS = 20_000
"""A gate whose table is longer counts as one that may become unknown."""

Row = Mapping[object, Value | None]
"""A value of each fact, None where it is unknown; an answer to each question that is not about a fact."""


def stays_known(definition: Definition, gate: Gate, classes: Mapping[str, tuple[tuple[Value, ...], ...]]) -> bool:
    """Whether the gate, once it was true, is true or false ever after, whatever is recorded next.

    A fact that is known stays known, with any value; where tracks are may change at will. So no row in which at least
    the facts are known that are known in a row where the gate is true may leave it undecided.
    """
    asked = tuple(question for line in gate for question in _asked(definition, line))
    facts = dict.fromkeys(q.fact for q in asked if isinstance(q, FactIs | FactBetween | FactKnown))
    places = dict.fromkeys(_key(q) for q in asked if not isinstance(q, FactIs | FactBetween | FactKnown))
    columns: dict[object, tuple[Value | None, ...]] = {
        **{fact: (None, *(values[0] for values in classes[fact])) for fact in facts},
        **dict.fromkeys(places, (False, True)),
    }
    if prod(len(values) for values in columns.values()) > MOST_ROWS:
        return False
    true: set[frozenset[str]] = set()
    undecided: set[frozenset[str]] = set()
    for values in product(*columns.values()):
        row = dict(zip(columns, values, strict=True))
        known = frozenset(fact for fact in facts if row[fact] is not None)
        value = all_of(_truth(definition, line, row) for line in gate)
        if value is not False:
            (undecided if value is None else true).add(known)
    return not any(then <= later for then in true for later in undecided)


def _asked(definition: Definition, condition: Condition) -> Iterator[Question]:
    for question in questions(condition):
        if isinstance(question, TermHolds):
            yield from _asked(definition, definition.terms[question.term].when)
        else:
            yield question


def _key(question: Question) -> Question:
    """The question whatever its words are."""
    return replace(question, text="")


def _truth(definition: Definition, condition: Condition, row: Row) -> Truth:
    match condition:
        case And(parts):
            return all_of(_truth(definition, part, row) for part in parts)
        case Or(parts):
            return any_of(_truth(definition, part, row) for part in parts)
        case Not(part):
            return negation(_truth(definition, part, row))
        case TermHolds(term):
            return _truth(definition, definition.terms[term].when, row)
        case FactKnown(fact):
            return row[fact] is not None
        case FactIs(fact, values):
            value = row[fact]
            return None if value is None else value in values
        case FactBetween(fact, low, high):
            number = row[fact]
            return None if number is None else _between(int(number), low, high)
    return bool(row[_key(condition)])


def _between(number: int, low: int | None, high: int | None) -> bool:
    return (low is None or number >= low) and (high is None or number <= high)
