"""Several times are corrected by one event, and no rule of the case is passed over by it."""

from __future__ import annotations

from datetime import timedelta

from sop.engine.decide import Answer
from sop.model.commands import ShiftTimes
from sop.model.events import TimeCorrected
from tests.engine import building as b
from tests.engine.building import MONDAY, Run, accepted, codes, reason

HOUR = timedelta(hours=1)


def night() -> Run:
    """Opened at 8 by a right clock, then two hours behind: two actions, and on to a second step."""
    look = b.step(
        "look",
        b.action("ask", due=b.due("4 hours")),
        b.action("weigh", after=("ask",)),
        b.outcome("on", "keep"),
    )
    keep = b.step("keep", b.action("count", due=b.due("1 hours")), b.outcome("over", "end"))
    run = Run(b.workflow(b.track("find", look, keep, b.step("end"))))
    accepted(run.do("ask"))
    accepted(run.do("weigh"))
    accepted(run.advance("on"))
    run.now = MONDAY + 12 * HOUR
    return run


def shift(run: Run, hours: float, since: int, until: int | None = None) -> Answer:
    act = run.act("lab", "the clock was wrong", None)
    return run.give(ShiftTimes(act, hours * HOUR, since, until))


def test_one_event_moves_all_and_counts_due_times_again() -> None:
    run = night()
    before = run.due("find.keep.count")
    (event,) = accepted(shift(run, 2, 2))
    assert isinstance(event.body, TimeCorrected)
    assert sorted(event.body.times) == [2, 3, 4]
    assert run.visit("find").since == MONDAY + 2 * HOUR
    after = run.due("find.keep.count")
    assert (before, after) == ("2026-03-02 09:00:00 +0000", "2026-03-02 11:00:00 +0000")
    accepted(run.undo(5))
    assert run.due("find.keep.count") == before


def test_an_event_that_stays_behind_is_named_with_what_takes_it_along() -> None:
    run = night()
    run.now = MONDAY + HOUR
    accepted(run.do("count", at=MONDAY))
    run.now = MONDAY + 12 * HOUR
    refused = reason(shift(run, 2, 2, until=4), "event_depended_on")
    assert "Event 5" in refused.what
    assert refused.remedy == "Shift it too: end with event 5 or a later one."


def test_a_reason_is_needed() -> None:
    run = night()
    act = run.act("lab", None, None)
    assert codes(run.give(ShiftTimes(act, 2 * HOUR, 2))) == ["reason_missing"]


def test_nothing_moves_before_the_opening() -> None:
    assert "time_before_step" in codes(shift(night(), -2, 2))
