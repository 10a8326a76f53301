"""Conditions have three values: true, false and unknown (Kleene)."""

from __future__ import annotations

import pytest

from sop.engine.evaluate import evaluate_condition
from sop.model.condition import Condition
from sop.model.definition import Definition, Switch, Term
from tests.engine import building as b
from tests.engine.building import Run


def thing(*facts: object, **rest: object) -> Definition:
    track = b.track(
        "find", b.step("look", b.action("ask", again=True), b.outcome("o", "end")), b.step("end")
    )
    return b.workflow(track, facts=facts, **rest)  # type: ignore[arg-type]


A, B = b.yes("a"), b.yes("b")


@pytest.mark.parametrize(
    ("condition", "a", "bb", "expected"),
    [
        (b.both(A, B), None, False, False),
        (b.both(A, B), None, True, None),
        (b.both(A, B), True, True, True),
        (b.either(A, B), None, True, True),
        (b.either(A, B), None, False, None),
        (b.either(A, B), False, False, False),
        (b.negated(A), None, None, None),
        (b.negated(A), True, None, False),
        (b.known("a"), None, None, False),
        (b.unknown("a"), None, None, True),
        (b.known("a"), False, None, True),
        (b.switch("on"), None, None, True),
        (b.switch("off"), None, None, False),
        (b.term("both"), None, False, False),
        (b.term("both"), True, None, None),
    ],
)
def test_conditions_are_judged_by_kleenes_three_values(
    condition: Condition, a: bool | None, bb: bool | None, expected: bool | None
) -> None:
    facts = (b.flag("a", at_opening=True), b.flag("b", at_opening=True))
    definition = thing(
        *facts,
        switches=(Switch("on", True), Switch("off", False)),
        terms=(Term("both", b.both(A, B), "both"),),
    )
    given = {name: value for name, value in (("a", a), ("b", bb)) if value is not None}
    assert evaluate_condition(definition, Run(definition, **given).case, condition) is expected


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        (b.at_least("tests", 2), 2, True),
        (b.at_least("tests", 2), 1, False),
        (b.at_most("tests", 2), 2, True),
        (b.at_most("tests", 2), 3, False),
        (b.is_("tests", 0), 0, True),
        (b.is_("tests", 1, 3), 2, False),
    ],
)
def test_whole_numbers_are_compared_with_the_limit_included(
    condition: Condition, value: int, expected: bool
) -> None:
    definition = thing(b.number("tests", 0, 3, at_opening=True))
    assert evaluate_condition(definition, Run(definition, tests=value).case, condition) is expected
