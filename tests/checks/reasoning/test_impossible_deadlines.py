"""Which deadlines of a small workflow cannot be met, worked out by hand."""

from __future__ import annotations

import pytest

from sop.checks.reasoning.duration_bounds import DurationBounds
from sop.checks.reasoning.impossible_deadlines import find_impossible_deadlines
from sop.checks.reasoning.timing_constraints import Timing
from sop.model.definition import Definition
from sop.model.duration import Due, Takes
from tests.engine import building as b


def find(definition: Definition) -> list[tuple[str, str, int, int]]:
    found = find_impossible_deadlines(definition, Timing(definition), DurationBounds(definition))
    return [
        (late.deadline.name, late.certainty, late.overrun.amount, late.overrun.limit)
        for late in found
    ]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(2, []), (1, [("the end of step 'sort'", "certain", 2, 1)])],
)
def test_a_step_that_takes_longer_than_its_deadline_cannot_meet_it(
    hours: int, expected: list[tuple[str, str, int, int]]
) -> None:
    step = b.step(
        "sort",
        b.outcome("sorted", "over"),
        takes=Takes(b.length("2 hours")),
        due=Due(b.length(f"{hours} hours")),
    )
    assert find(b.workflow(b.track("recall", step, b.step("over")))) == expected


def test_a_deadline_from_a_date_that_may_be_in_the_future_is_not_certain() -> None:
    # The date can be recorded at the end of `sort`, so only the two hours of `ship` count.
    sort = b.step(
        "sort",
        b.action("write", records=("found_at",)),
        b.outcome("sorted", "ship"),
        takes=Takes(b.length("3 hours")),
    )
    ship = b.step(
        "ship",
        b.outcome("shipped", "over"),
        takes=Takes(b.length("2 hours")),
        due=Due(b.length("1 hours"), "found_at"),
    )
    track = b.track("recall", sort, ship, b.step("over"))
    definition = b.workflow(track, facts=(b.moment("found_at"),))
    assert find(definition) == [("the end of step 'ship'", "unless_ahead", 2, 1)]
