"""An action that happened before its track or step began: the refusal names a way, never an end."""

from __future__ import annotations

from datetime import timedelta

from sop.engine.decide import judge
from sop.engine.decide.request import Accepted
from sop.model.commands import Act, CorrectTime, Do
from sop.model.suggestion import Suggestion
from tests.engine import building as b
from tests.engine.building import MONDAY, Run, accepted, codes, helps, reason

HOUR = timedelta(hours=1)


def admission() -> Run:
    """A shelter whose track starts once the intake has handed over; the office works there."""
    first = b.step("first", b.action("ask"), b.outcome("on", "handed_over"))
    intake = b.track("intake", first, b.step("handed_over"))
    admit = b.step(
        "admit",
        b.action("receive", "office", waivable_by=("office",)),
        b.outcome("settle", "stay", "office"),
        responsible="office",
    )
    stay = b.step("stay", b.action("visit", "office"), b.outcome("leave", "gone", "office"))
    shelter = b.track(
        "shelter", admit, stay, b.step("gone"), starts=(b.current("intake.handed_over"),)
    )
    return Run(b.workflow(intake, shelter))


def started() -> Run:
    """The shelter's track started at 10:00; the case was opened at 08:00."""
    run = admission()
    run.now = MONDAY + 2 * HOUR
    run.do("ask")
    accepted(run.advance("on"))
    return run


def test_before_the_track_has_started_the_refusal_says_what_comes_first_and_names_the_note() -> (
    None
):
    run = admission()
    refused = reason(run.do("receive", as_="office"), "track_waiting")
    assert refused.what.startswith("SHELTER has not started. It starts when INTAKE has ended at")
    assert refused.suggest == Suggestion("next", options=(("track", "intake"),))
    assert refused.remedy == (
        'I1 "First" comes first; LAB is responsible. If this has already happened, write a note '
        "now, and record it with the time when it happened once SHELTER has started."
    )
    assert accepted(run.note("She came at 01:00.", as_="office"))


def test_where_nothing_can_come_first_the_note_is_the_command() -> None:
    first = b.track("find", b.step("s", b.outcome("over", "end")), b.step("end"))
    fix = b.step("s", b.action("fix"), b.outcome("over", "end"))
    mend = b.track("mend", fix, b.step("end"), starts=(b.yes("broken"),))
    run = Run(b.workflow(first, mend, facts=(b.flag("broken", at_opening=True),)), broken=False)
    refused = reason(run.do("fix"), "track_waiting")
    assert helps(refused) == "note"
    assert "If this has already happened, write a note now" in (refused.remedy or "")


def test_what_happened_before_the_track_started_is_recorded_with_its_time_and_a_warning() -> None:
    run = started()
    receive = Do(Act("office", at=MONDAY + HOUR), "receive", {})
    decision = judge(run.definition, run.case, receive, now=run.now, history=run.events)
    assert isinstance(decision, Accepted)
    (event,) = decision.events
    assert (event.at, event.recorded) == (MONDAY + HOUR, run.now)
    assert decision.warnings == (
        "Mon 2 Mar 2026 09:00 is before this step began, on Mon 2 Mar 2026 10:00. "
        "It is recorded as given.",
    )


def test_it_did_not_happen_before_the_case_was_opened() -> None:
    run = started()
    refused = reason(run.do("receive", as_="office", at=MONDAY - HOUR), "time_before_step")
    assert refused.what == (
        "Mon 2 Mar 2026 07:00 is before this case was opened, on Mon 2 Mar 2026 08:00."
    )
    assert helps(refused).startswith("case time 1, at 2026-03-02T07:00")
    accepted(run.give(CorrectTime(run.act("lab", "late", None), 1, MONDAY - HOUR)))
    assert accepted(run.do("receive", as_="office", at=MONDAY - HOUR))


def test_a_decision_and_a_step_that_a_person_began_keep_their_order() -> None:
    run = started()
    early = MONDAY + HOUR
    assert codes(run.waive("receive", as_="office", why="x", at=early)) == ["time_before_step"]
    run.do("receive", as_="office")
    assert codes(run.advance("settle", as_="office", at=early)) == ["time_before_step"]
    accepted(run.advance("settle", as_="office"))
    run.now += HOUR
    refused = reason(run.do("visit", as_="office", at=early), "time_before_step")
    assert helps(refused) == "case time 3, at 2026-03-02T09:00:00+00:00, by lab"
    assert refused.remedy == (
        "Give a later time. If the time is right, omit it here and write it in the note or "
        "the reason."
    )


def test_a_later_step_is_named_and_a_past_one_leaves_the_note() -> None:
    run = started()
    later = reason(run.do("visit", as_="office"), "step_not_current")
    assert helps(later).startswith("next")
    assert later.remedy == (
        'S1 "Admit" comes first; OFFICE is responsible. If this has already happened, write a '
        'note now, and record it in S2 "Stay".'
    )
    run.do("receive", as_="office")
    run.advance("settle", as_="office")
    past = reason(run.do("receive", as_="office"), "step_not_current")
    assert (helps(past), past.remedy) == (
        "note",
        "If this has already happened, write a note now.",
    )


def test_what_was_done_before_its_interrupt_was_raised_is_recorded_with_its_time() -> None:
    look = b.step("look", b.action("ask"), b.outcome("on", "end"))
    safe = b.step("safe", b.action("guard", "office"), b.outcome("back_on", "back"))
    alarm = b.interrupt("alarm", "look", "safe")
    run = Run(b.workflow(b.track("find", look, safe, b.step("end"), interrupts=(alarm,))))
    run.now = MONDAY + 2 * HOUR
    run.raise_("alarm")
    guard = Do(Act("office", at=MONDAY + HOUR), "guard", {})
    decision = judge(run.definition, run.case, guard, now=run.now, history=run.events)
    assert isinstance(decision, Accepted)
    assert decision.events[0].at == MONDAY + HOUR
    assert decision.warnings[0].endswith("It is recorded as given.")
    assert codes(run.do("guard", as_="office", at=MONDAY - HOUR)) == ["time_before_step"]


def held() -> Run:
    """A track that was put on hold at 10:00."""
    look = b.step("look", b.action("ask"), b.outcome("over", "end"))
    find = b.track("find", look, b.step("end"), hold=(b.yes("alarm"),))
    run = Run(b.workflow(find, facts=(b.flag("alarm", anytime=("shop",)),)))
    run.now = MONDAY + 2 * HOUR
    run.set("shop", alarm=True)
    run.now += HOUR
    return run


def test_what_happened_before_a_hold_is_kept_as_a_note_and_no_untrue_record_is_suggested() -> None:
    """The refusal suggested what answers the danger, and it was recorded to get past it."""
    refused = reason(held().do("ask", at=MONDAY + HOUR), "on_hold")
    assert helps(refused) == "note"
    assert refused.remedy == (
        "What happened before the hold began is recorded with its time once the hold has ended. "
        "Until then keep it as a note. Never record what was not done in order to end the hold."
    )


def test_once_the_hold_has_ended_it_is_recorded_with_its_time() -> None:
    run = held()
    run.set("shop", alarm=False)
    (event,) = accepted(run.do("ask", at=MONDAY + HOUR))
    assert event.at == MONDAY + HOUR


def test_without_a_time_the_refusal_says_what_answers_the_hold() -> None:
    assert reason(held().do("ask"), "on_hold").remedy is None
