"""What follows from a condition that is true, and from one that is false."""

from __future__ import annotations

import pytest

from sop.checks.reasoning.consequences import Consequences, find_consequences
from sop.model.condition import And, Condition, FactIs, Not, Or, Question

A, B = FactIs("a", (True,), "a"), FactIs("b", (True,), "b")


def answer(question: Question) -> Consequences[str]:
    return Consequences(question.text, f"no {question.text}")


@pytest.mark.parametrize(
    ("condition", "true", "false"),
    [
        (A, "a", "no a"),
        (Not(A, ""), "no a", "a"),
        (And((A, B), ""), "all(a, b)", "any(no a, no b)"),
        (Or((A, B), ""), "any(a, b)", "all(no a, no b)"),
        (Not(And((A, Not(B, "")), ""), ""), "any(no a, b)", "all(a, no b)"),
    ],
)
def test_and_needs_all_parts_to_be_true_and_one_to_be_false(
    condition: Condition, true: str, false: str
) -> None:
    found = find_consequences(
        condition,
        on_question=answer,
        if_all=lambda parts: f"all({', '.join(parts)})",
        if_any=lambda parts: f"any({', '.join(parts)})",
    )
    assert found == Consequences(true, false)
