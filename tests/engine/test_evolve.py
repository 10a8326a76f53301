"""The case as the fold of its events: starts of tracks, visits of steps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sop.model.definition import Definition, Track
from tests.engine import building as b
from tests.engine.building import Run, accepted, chain_of_two, codes, helps, reason


def chain() -> Definition:
    """`find` runs at once; `inform`, which is first, starts after `mend`, `mend` at an alarm."""

    def simple(name: str, **rest: Any) -> Track:
        return b.track(name, b.step("s1", b.outcome("over", "end")), b.step("end"), **rest)

    inform = simple("inform", starts=(b.status("mend", "running"),))
    mend = simple("mend", starts=(b.yes("alarm"),))
    quiet = simple("quiet", starts=(b.no("alarm"),))
    facts = (b.flag("alarm", anytime=("lab",)),)
    return b.workflow(simple("find"), inform, mend, quiet, facts=facts)  # type: ignore[arg-type]


def test_tracks_without_a_condition_start_when_the_case_opens() -> None:
    run = Run(chain())
    assert {name: state.status for name, state in run.case.tracks.items()} == {
        "find": "running",
        "inform": "waiting",
        "mend": "waiting",
        "quiet": "waiting",
    }


def test_one_event_starts_a_chain_of_tracks_until_nothing_changes() -> None:
    run = Run(chain())
    run.now += timedelta(hours=1)
    events = accepted(run.set(alarm=True))
    assert len(events) == 1
    assert [run.case.tracks[t].status for t in ("mend", "inform", "quiet")] == [
        "running",
        "running",
        "waiting",
    ]
    assert run.visit("inform").since == run.now
    assert run.visit("inform").event == events[0].id


def test_a_track_starts_at_the_time_when_the_event_happened() -> None:
    run = Run(chain())
    run.now += timedelta(hours=5)
    run.set(alarm=True, at=b.MONDAY + timedelta(hours=2))
    assert run.visit("mend").since == b.MONDAY + timedelta(hours=2)


def test_a_running_track_runs_on_when_its_starts_no_longer_holds() -> None:
    run = Run(chain())
    run.set(alarm=True)
    run.set(alarm=False)
    assert run.case.tracks["mend"].status == "running"
    assert run.case.tracks["quiet"].status == "running"


def test_a_track_that_ended_never_starts_again() -> None:
    run = Run(chain())
    run.set(alarm=True)
    run.advance("mend.s1.over")
    run.set(alarm=False)
    run.set(alarm=True)
    assert (run.case.tracks["mend"].status, run.step("mend")) == ("ended", "end")
    assert codes(run.advance("mend.s1.over")) == ["track_ended"]


def test_nothing_can_be_done_in_a_track_that_has_not_started() -> None:
    run = Run(chain())
    waits = reason(run.advance("mend.s1.over"), "track_waiting")
    assert waits.what == (
        'MEND has not started. It starts when "alarm" is yes. Now: alarm is not yet known.'
    )
    assert (waits.ask, helps(waits), waits.fact) == ("Is it alarm?", "set, asks alarm", "alarm")


def test_entering_a_step_again_opens_its_actions_again() -> None:
    run = Run(chain_of_two())
    run.do("find.look.ask")
    run.advance("on")
    run.do("find.weigh.ask")
    run.advance("return")
    assert run.action("find.look.ask").state == "open"
    assert run.visit("find").number == 2
    assert codes(run.advance("on")) == ["action_open"]


def test_facts_keep_their_values_when_a_step_is_entered_again() -> None:
    look = b.step(
        "look",
        b.action("ask", records=("agreed",)),
        b.outcome("again", "look"),
        b.outcome("over", "end"),
    )
    run = Run(b.workflow(b.track("find", look, b.step("end")), facts=(b.flag("agreed"),)))
    run.do("ask", agreed=True)
    run.advance("again")
    assert run.case.value("agreed") is True
    assert codes(run.do("ask")) == ["fact_unknown"]  # the new visit must record it anew


def test_done_is_asked_of_the_latest_visit_only() -> None:
    look = b.step("look", b.action("ask"), b.outcome("again", "look"), b.outcome("over", "end"))
    other = b.track(
        "mend",
        b.step("s1", b.action("fix", only_if=(b.done("find.look.ask"),)), b.outcome("o", "end")),
        b.step("end"),
    )
    run = Run(b.workflow(b.track("find", look, b.step("end")), other))
    run.do("ask")
    run.advance("again")
    closed = reason(run.do("fix"), "gate_closed")
    assert closed.what == "M1.1 is allowed only if F1.1 is done."
    assert (closed.who, helps(closed)) == (("lab",), "do F1.1")
    run.do("ask")
    assert accepted(run.do("fix"))
