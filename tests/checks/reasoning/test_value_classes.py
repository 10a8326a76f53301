"""The values of a fact in classes: those that the questions of some conditions distinguish."""

from __future__ import annotations

import pytest

from sop.checks.reasoning.value_classes import (
    SOME_VALUE,
    answer_for_value,
    fact_classes,
)
from sop.model.condition import Condition, FactBetween, FactIs, FactKnown, TermHolds
from sop.model.definition import Definition, Term
from sop.model.fact import Fact

ADULT = FactIs("age", ("adult",), "age is adult")
MANY = FactBetween("visits", 3, None, "")
FACTS = (
    Fact("age", "choices", choices=("adult", "child", "disputed")),
    Fact("visits", "integer", min=0, max=5),
    Fact("money", "integer", min=0, max=1_000_000),
    Fact("met", "datetime"),
    Fact("asked", "boolean", initially=False),
)
DEFINITION = Definition(
    "w",
    "1.0.0",
    "W",
    {},
    {fact.id: fact for fact in FACTS},
    {},
    {"grown": Term("grown", ADULT)},
    {},
    {},
    {},
    {},
)


@pytest.mark.parametrize(
    ("fact", "conditions", "classes"),
    [
        ("visits", [MANY], ((0, 1, 2), (3, 4, 5), (None,))),
        ("age", [TermHolds("grown", "")], (("adult",), ("child", "disputed"), (None,))),
        ("age", [MANY], (("adult", "child", "disputed"), (None,))),
        ("met", [FactKnown("met", "")], ((SOME_VALUE,), (None,))),
        ("asked", [], ((True, False),)),
    ],
)
def test_values_that_no_question_distinguishes_are_one_class(
    fact: str, conditions: list[Condition], classes: tuple[tuple[object, ...], ...]
) -> None:
    assert fact_classes(DEFINITION, fact, conditions) == classes


def test_of_a_wide_range_only_the_values_next_to_a_limit_are_tried() -> None:
    rich = FactBetween("money", 500, None, "")
    classes = fact_classes(DEFINITION, "money", [rich])
    assert classes == ((0, 499), (500, 501, 1_000_000), (None,))


@pytest.mark.parametrize(
    ("value", "answer"), [(2, False), (3, True), (None, None), (SOME_VALUE, None)]
)
def test_a_question_about_an_unknown_value_is_unknown(value: object, answer: bool | None) -> None:
    assert answer_for_value(MANY, value) is answer
