"""When a deadline that has passed is called overdue."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sop.engine.build_checklist import build_checklist
from sop.engine.checklist_lines import ActionLine
from sop.engine.lateness import GRACE
from sop.model.value import replace
from tests.engine import building as b
from tests.engine.building import Run

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def alarm(*, hold: str | None = None) -> Run:
    """Two actions due at once: one needed from the start, one later and after another."""
    look = b.step(
        "look",
        b.action("call", due=b.due(None)),
        b.action("inspect"),
        b.action("report", after=("inspect",), when=(b.yes("child"),), due=b.due(None)),
        b.action("file", when=(b.yes("child"),), due=b.due("1 hours")),
        b.outcome("over", "end"),
        due=b.due(None),
    )
    pause = b.step("pause", b.outcome("resume", "back"))
    interrupts = (b.interrupt("stop", "look", "pause"),)
    gate = (b.yes(hold),) if hold else None
    track = b.track("find", look, pause, b.step("end"), interrupts=interrupts, hold=gate)
    facts = (
        b.flag("child", anytime=("lab",)),
        b.flag("danger", anytime=("lab",), initially=False),
    )
    return Run(b.workflow(track, facts=facts))


def seen(run: Run, path: str) -> ActionLine:
    """The line of an action on a screen, which knows when each event was recorded."""
    shown = build_checklist(run.definition, run.case, run.now, history=run.events)
    return next(line for line in shown.actions() if line.path == f"find.look.{path}")


def test_an_action_due_at_once_is_late_only_when_a_person_can_have_acted() -> None:
    run = alarm()
    assert seen(run, "call").due == b.MONDAY
    for passed, is_late in ((SECOND, False), (GRACE, False), (GRACE + SECOND, True)):
        run.now = b.MONDAY + passed
        assert seen(run, "call").overdue is is_late
        assert run.line("find").overdue is is_late  # the step is due at once too


def test_a_late_entry_is_known_when_it_is_recorded() -> None:
    run = alarm()
    opening = replace(run.events[0], recorded=b.MONDAY + 5 * HOUR)
    run.events, run.now = (opening,), b.MONDAY + 5 * HOUR + GRACE
    assert seen(run, "call").overdue is False
    run.now += SECOND
    assert seen(run, "call").overdue is True
    assert run.action("find.look.call").overdue is True  # without history: when it happened


def test_a_record_of_a_wrong_clock_hides_no_lateness() -> None:
    run = alarm()
    run.events = (replace(run.events[0], recorded=b.MONDAY + 999 * HOUR),)
    run.now = b.MONDAY + HOUR
    assert seen(run, "call").overdue is True


def test_nothing_is_overdue_before_it_is_needed() -> None:
    run = alarm()
    run.now += 2 * HOUR
    assert [(seen(run, name).state, seen(run, name).overdue) for name in ("report", "file")] == [
        ("unknown", False),
        ("unknown", False),
    ]
    run.set(child=True)
    # A counted deadline has passed; what is due at once cannot be done before the inspection.
    assert [(seen(run, name).state, seen(run, name).overdue) for name in ("report", "file")] == [
        ("waiting", False),
        ("open", True),
    ]


def test_what_is_due_at_once_is_late_a_while_after_it_became_possible() -> None:
    run = alarm()
    run.set(child=True)
    run.now += 3 * HOUR
    run.do("inspect")
    assert seen(run, "report").overdue is False
    run.now += GRACE + SECOND
    assert seen(run, "report").overdue is True


def test_telling_a_fact_again_takes_no_lateness_away() -> None:
    run = alarm()
    run.set(child=True)
    run.do("inspect")
    run.now += HOUR
    run.set(child=True)
    assert seen(run, "report").overdue is True


def test_a_step_that_is_resumed_gives_time_to_act_again() -> None:
    run = alarm()
    run.now += timedelta(minutes=1)
    run.raise_("stop")
    run.now += HOUR
    run.advance("resume")
    assert seen(run, "call").overdue is False
    assert run.line("find").since == b.MONDAY + HOUR + timedelta(minutes=1)
    run.now += GRACE + SECOND
    assert seen(run, "call").overdue is True


@pytest.mark.parametrize(("after", "is_late"), [(timedelta(minutes=5), False), (HOUR, True)])
def test_a_hold_keeps_what_was_late_late_and_makes_nothing_late(
    after: timedelta, is_late: bool
) -> None:
    run = alarm(hold="danger")
    run.now += after
    run.set(danger=True)
    run.now += 5 * HOUR
    line = seen(run, "call")
    assert (line.state, line.held, line.overdue) == ("waiting", True, is_late)
    run.set(danger=False)
    assert seen(run, "call").overdue is False  # nobody could act meanwhile
    run.now += GRACE + SECOND
    assert seen(run, "call").overdue is True


def test_a_counted_deadline_runs_on_while_held() -> None:
    run = alarm(hold="danger")
    run.set(child=True)
    run.set(danger=True)
    run.now = b.MONDAY + HOUR + SECOND
    line = seen(run, "file")
    assert (line.held, line.overdue, line.due) == (True, True, b.MONDAY + HOUR)


def test_a_moment_told_late_gives_time_to_act() -> None:
    look = b.step(
        "look", b.action("call", due=b.due(None, from_fact="found")), b.outcome("over", "end")
    )
    run = Run(
        b.workflow(
            b.track("find", look, b.step("end")), facts=(b.moment("found", anytime=("lab",)),)
        )
    )
    run.now += 9 * HOUR
    run.set(found=(b.MONDAY - HOUR).isoformat())
    line = seen(run, "call")
    assert (line.due, line.overdue) == (b.MONDAY - HOUR, False)
    run.now += GRACE + SECOND
    assert seen(run, "call").overdue is True
    assert isinstance(line.due, datetime)
