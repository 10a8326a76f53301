"""Times of events are corrected, and a wrong clock never shuts a case."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sop.engine.decide import Answer
from sop.model.commands import Close, CorrectTime
from sop.model.definition import Closing
from sop.model.events import TimeCorrected
from sop.model.value import replace
from tests.engine import building as b
from tests.engine.building import MONDAY, Run, accepted, codes, helps, reason

HOUR = timedelta(hours=1)
AHEAD = MONDAY + timedelta(days=4 * 365)


def two_steps() -> Run:
    """Opened on Monday at 8: an action due 4 hours from its step, a second step with a wait."""
    look = b.step(
        "look",
        b.action("ask", due=b.due("4 hours"), again=True),
        b.action("weigh", after=("ask",), waivable_by=("lab",)),
        b.outcome("on", "keep"),
    )
    keep = b.step("keep", b.action("count"), b.outcome("over", "end", wait=b.wait("2 hours")))
    halt = b.step("halt", b.action("calm", required=False), b.outcome("back_on", "back"))
    alarm = b.interrupt("alarm", "look keep", "halt")
    track = b.track("find", look, keep, halt, b.step("end"), interrupts=(alarm,))
    facts = (b.flag("alert", anytime=("lab",)), b.number("tests", 0, 9, at_opening=True))
    return Run(b.workflow(track, facts=facts, closing=Closing(by=("lab",))), tests=1)


def correct(
    run: Run, event: int, to: datetime, as_: str = "lab", why: str | None = "entered late"
) -> Answer:
    return run.give(CorrectTime(run.act(as_, why, None), event, to))


def test_what_happened_before_the_opening_is_refused_with_the_way_to_record_it() -> None:
    run = two_steps()
    early = MONDAY - 3 * HOUR
    refused = reason(run.do("ask", at=early), "time_before_step")
    assert helps(refused) == f"case time 1, at {early.isoformat()}"
    (event,) = accepted(correct(run, 1, early))
    assert event.body == TimeCorrected(1, early)
    assert accepted(run.do("ask", at=early))
    assert run.case.opened_at == run.visit("find").since == early


def test_due_times_that_count_from_the_event_are_counted_again() -> None:
    run = two_steps()
    assert run.due("find.look.ask") == "2026-03-02 12:00:00 +0000"
    correct(run, 1, MONDAY - 3 * HOUR)
    assert run.due("find.look.ask") == "2026-03-02 09:00:00 +0000"
    accepted(run.undo(2))
    assert run.due("find.look.ask") == "2026-03-02 12:00:00 +0000"
    assert run.case.times == {}


def test_the_step_that_has_to_begin_earlier_first_is_the_one_that_is_named() -> None:
    run = two_steps()
    run.now = MONDAY + 2 * HOUR
    run.do("ask")
    run.do("weigh")
    accepted(run.advance("look.on"))
    early = MONDAY - HOUR
    refused = reason(run.do("count", at=early), "time_before_step")
    assert helps(refused).startswith("case time 1, at")
    accepted(correct(run, 1, early))
    refused = reason(run.do("count", at=early), "time_before_step")
    assert helps(refused).startswith("case time 4, at")
    accepted(correct(run, 4, early))
    assert accepted(run.do("count", at=early))


def test_a_correction_needs_a_reason_a_past_time_and_who_may() -> None:
    run = two_steps()
    assert codes(correct(run, 1, MONDAY - HOUR, why=None)) == ["reason_missing"]
    assert codes(correct(run, 1, MONDAY + HOUR)) == ["time_in_future"]
    assert codes(correct(run, 1, MONDAY - HOUR, as_="office")) == ["not_yours"]
    accepted(correct(run, 1, MONDAY - HOUR))
    assert correct(run, 1, MONDAY - HOUR) == ()


def test_a_time_that_a_later_event_rules_out_is_refused_and_named() -> None:
    run = two_steps()
    run.now = MONDAY + 2 * HOUR
    accepted(run.do("ask", at=MONDAY + HOUR))
    refused = reason(correct(run, 1, MONDAY + 2 * HOUR), "event_depended_on")
    assert "Event 2" in refused.what
    accepted(correct(run, 1, MONDAY + HOUR))


def test_a_correction_that_later_events_rest_on_is_not_undone() -> None:
    run = two_steps()
    accepted(correct(run, 1, MONDAY - HOUR))
    accepted(run.do("ask", at=MONDAY - HOUR))
    assert codes(run.undo(2)) == ["event_depended_on"]


ASKED = {
    "raise": lambda run, at: run.raise_("alarm", at=at),
    "set": lambda run, at: run.set(alert=True, at=at),
    "correct": lambda run, at: run.set(tests=2, why="misread", at=at),
    "note": lambda run, at: run.note("seen"),
}


@pytest.mark.parametrize("verb", ASKED)
def test_the_order_of_times_never_shuts_out_an_interrupt_a_fact_or_a_note(verb: str) -> None:
    run = two_steps()
    assert accepted(ASKED[verb](run, MONDAY - 5 * HOUR))


WORK = {
    "do": lambda run: run.do("ask"),
    "waive": lambda run: run.waive("weigh", why="not needed"),
    "raise": lambda run: run.raise_("alarm"),
    "set": lambda run: run.set(alert=True),
    "correct": lambda run: run.set(tests=2, why="misread"),
    "note": lambda run: run.note("the clock was wrong"),
    "undo": lambda run: run.undo(2),
}


@pytest.mark.parametrize("verb", WORK)
def test_a_case_with_events_ahead_of_the_clock_takes_everything(verb: str) -> None:
    run = two_steps()
    run.now = AHEAD
    accepted(run.raise_("alarm"))
    accepted(run.advance("halt.back_on"))
    accepted(run.do("ask"))
    run.now = MONDAY + HOUR
    if verb == "undo":
        assert accepted(run.undo(4))
        return
    (event, *_) = accepted(WORK[verb](run))
    assert (event.at, event.recorded) == (MONDAY + HOUR, MONDAY + HOUR)


def test_a_case_that_was_opened_ahead_of_the_clock_goes_on_to_its_end() -> None:
    run = Run(two_steps().definition, AHEAD, tests=1)
    run.now = MONDAY
    accepted(run.do("ask"))
    accepted(run.do("weigh"))
    accepted(run.advance("look.on"))
    accepted(run.do("count"))
    run.now = MONDAY + 3 * HOUR
    accepted(run.advance("keep.over"))
    assert accepted(run.give(Close(run.act("lab", None, None))))


def test_two_remedies_about_time_never_exclude_each_other() -> None:
    """Neither "give an earlier time" nor "give a later time" is said of the time now."""
    run = Run(two_steps().definition, AHEAD, tests=1)
    run.now = MONDAY
    for at in (None, MONDAY):
        assert not set(codes(run.do("weigh", at=at))) & {"time_in_future", "time_before_step"}
    refused = reason(run.do("ask", at=MONDAY - HOUR), "time_before_step")
    assert (refused.remedy or "").startswith("Leave the time out, or correct when it began")
    assert accepted(run.do("ask", at=MONDAY))
    assert helps(refused).startswith("case time 1, at")
    accepted(correct(run, 1, MONDAY - HOUR))
    assert accepted(run.do("ask", at=MONDAY - HOUR))


def test_a_wait_that_a_wrong_clock_began_is_opened_by_correcting_the_time() -> None:
    run = two_steps()
    run.now = AHEAD
    for work in (run.do("ask"), run.do("weigh"), run.advance("look.on"), run.do("count")):
        accepted(work)
    run.now = MONDAY + 3 * HOUR
    refused = reason(run.advance("keep.over"), "too_early")
    assert (refused.remedy or "").endswith("Correct the time of event 4.")
    accepted(correct(run, 4, MONDAY + HOUR / 2))
    assert accepted(run.advance("keep.over"))


def test_from_meaning_2_an_action_did_not_happen_before_the_one_that_it_comes_after() -> None:
    new = two_steps()
    old = Run(replace(new.definition, meaning=1), tests=1)
    for run in (old, new):
        run.now = MONDAY + 2 * HOUR
        run.do("ask", at=MONDAY + HOUR)
    assert accepted(old.do("weigh", at=MONDAY))
    refused = reason(new.do("weigh", at=MONDAY), "out_of_order")
    assert refused.remedy == (
        "It is Mon 2 Mar 2026 10:00 by this computer. Is the clock, and the day, right? "
        "If this time is wrong, give a later one. If it is right, correct the time of event 2 "
        "first."
    )
    assert helps(refused) == f"case time 2, at {MONDAY.isoformat()}"
    accepted(correct(new, 2, MONDAY))
    assert accepted(new.do("weigh", at=MONDAY))


def test_a_time_ahead_of_the_clock_orders_no_actions() -> None:
    run = Run(replace(two_steps().definition, meaning=2), tests=1)
    run.now = AHEAD
    accepted(run.do("ask"))
    run.now = MONDAY + HOUR
    assert accepted(run.do("weigh"))


def test_what_depends_on_the_time_is_for_those_who_may_correct_it() -> None:
    run = two_steps()
    run.now = MONDAY + 2 * HOUR
    accepted(run.do("ask"))
    accepted(run.do("weigh"))
    accepted(run.advance("on"))
    before_the_opening = MONDAY - 2 * HOUR
    assert codes(correct(run, 4, before_the_opening)) == ["time_before_step"]
    assert codes(correct(run, 4, before_the_opening, "shop")) == ["not_yours"]
