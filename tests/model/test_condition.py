"""Limits of a number, and the one fold over the tree of a condition."""

from __future__ import annotations

import pytest

from sop.model.condition import And, Condition, FactBetween, FactKnown, Not, Or, fold_condition


@pytest.mark.parametrize(
    ("low", "high", "inside"),
    [(None, None, [0, 5, 9]), (5, None, [5, 9]), (None, 5, [0, 5]), (5, 5, [5]), (6, 8, [])],
)
def test_a_limit_is_included(low: int | None, high: int | None, inside: list[int]) -> None:
    between = FactBetween("n", low, high, "")
    assert [number for number in (0, 5, 9) if between.includes(number)] == inside


def test_a_fold_visits_every_part_from_the_leaves_up() -> None:
    a, b, c = (FactKnown(name, name) for name in "abc")
    tree: Condition = And((a, Not(Or((b, c), ""), "")), "")
    shown = fold_condition(
        tree,
        on_question=lambda question: question.text,
        on_not=lambda part: f"not {part}",
        on_and=lambda parts: f"({' and '.join(parts)})",
        on_or=lambda parts: f"({' or '.join(parts)})",
    )
    assert shown == "(a and not (b or c))"
