"""When clocks run out, each case counted by hand."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from sop.engine.deadlines import TimeCounter, is_overdue, months_from, say_length
from sop.model.calendar import Calendar
from sop.model.definition import WorkingHours
from sop.model.duration import Due, Duration, Wait
from tests.engine import building as b
from tests.engine.building import Run, accepted, codes, due, length, reason, said, wait

JOBURG = ZoneInfo("Africa/Johannesburg")
LONDON = ZoneInfo("Europe/London")
EASTER = frozenset({date(2026, 4, 3), date(2026, 4, 6)})  # Good Friday and Easter Monday of 2026


def holidays(year: int) -> frozenset[date]:
    return EASTER if year == 2026 else frozenset()


def office(zone: ZoneInfo = JOBURG, start: int = 8, end: int = 16) -> TimeCounter:
    return TimeCounter(zone, Calendar(holidays), WorkingHours(start * 60, end * 60))


def after(start: str, words: str, counting: TimeCounter | None = None) -> str | None:
    counting = counting or office()
    return said(
        counting.after(datetime.fromisoformat(start).replace(tzinfo=counting.zone), length(words))
    )


def before(end: str, words: str, counting: TimeCounter | None = None) -> str | None:
    counting = counting or office()
    return said(
        counting.before(datetime.fromisoformat(end).replace(tzinfo=counting.zone), length(words))
    )


@pytest.mark.parametrize(
    ("start", "words", "expected"),
    [
        # hours run through the night and the weekend
        ("2026-03-06 22:30", "10 hours", "2026-03-07 08:30:00 +0200"),
        ("2026-03-06 22:30", "48 hours", "2026-03-08 22:30:00 +0200"),
        # days exclude the first and include the last
        ("2026-03-02 00:00", "1 days", "2026-03-03 23:59:59 +0200"),
        ("2026-03-02 23:59", "1 days", "2026-03-03 23:59:59 +0200"),
        ("2026-03-02 10:00", "14 days", "2026-03-16 23:59:59 +0200"),
        ("2026-03-02 10:00", "6 weeks", "2026-04-13 23:59:59 +0200"),
        # a month is the same day number, or the month's last day
        ("2026-01-31 10:00", "1 months", "2026-02-28 23:59:59 +0200"),
        ("2028-01-31 10:00", "1 months", "2028-02-29 23:59:59 +0200"),
        ("2028-02-29 10:00", "12 months", "2029-02-28 23:59:59 +0200"),
        ("2026-01-15 10:00", "3 months", "2026-04-15 23:59:59 +0200"),
        ("2026-11-30 10:00", "3 months", "2027-02-28 23:59:59 +0200"),
        # working days skip weekends and holidays; the first day never counts
        ("2026-03-02 10:00", "3 working_days", "2026-03-05 23:59:59 +0200"),
        ("2026-03-06 10:00", "1 working_days", "2026-03-09 23:59:59 +0200"),
        ("2026-03-07 10:00", "1 working_days", "2026-03-09 23:59:59 +0200"),
        ("2026-04-02 10:00", "1 working_days", "2026-04-07 23:59:59 +0200"),
        ("2026-04-01 10:00", "3 working_days", "2026-04-08 23:59:59 +0200"),
        ("2026-04-02 10:00", "1 court_days", "2026-04-07 23:59:59 +0200"),
        ("2026-03-06 10:00", "2 court_days", "2026-03-10 23:59:59 +0200"),
        # working hours count only inside the working hours of working days
        ("2026-03-02 09:15", "2 working_hours", "2026-03-02 11:15:00 +0200"),
        ("2026-03-02 08:00", "8 working_hours", "2026-03-02 16:00:00 +0200"),
        ("2026-03-02 15:00", "2 working_hours", "2026-03-03 09:00:00 +0200"),
        ("2026-03-02 05:00", "1 working_hours", "2026-03-02 09:00:00 +0200"),
        ("2026-03-02 17:00", "1 working_hours", "2026-03-03 09:00:00 +0200"),
        ("2026-03-06 15:30", "10 working_hours", "2026-03-10 09:30:00 +0200"),
        ("2026-03-07 12:00", "1 working_hours", "2026-03-09 09:00:00 +0200"),
        ("2026-04-02 15:00", "2 working_hours", "2026-04-07 09:00:00 +0200"),
    ],
)
def test_a_length_of_time_ends_when_a_clerk_would_say_so(
    start: str, words: str, expected: str
) -> None:
    assert after(start, words) == expected


@pytest.mark.parametrize(
    ("end", "words", "expected"),
    [
        ("2026-03-06 22:30", "24 hours", "2026-03-05 22:30:00 +0200"),
        ("2026-03-31 10:00", "30 days", "2026-03-01 23:59:59 +0200"),
        ("2026-03-31 10:00", "1 months", "2026-02-28 23:59:59 +0200"),
        ("2026-03-16 10:00", "2 weeks", "2026-03-02 23:59:59 +0200"),
        ("2026-04-07 10:00", "1 working_days", "2026-04-02 23:59:59 +0200"),
        ("2026-03-09 10:00", "2 court_days", "2026-03-05 23:59:59 +0200"),
        ("2026-03-03 09:00", "2 working_hours", "2026-03-02 15:00:00 +0200"),
        ("2026-03-09 07:00", "1 working_hours", "2026-03-06 15:00:00 +0200"),
        ("2026-04-07 08:30", "1 working_hours", "2026-04-02 15:30:00 +0200"),
    ],
)
def test_counting_backwards_mirrors_counting_forwards(end: str, words: str, expected: str) -> None:
    assert before(end, words) == expected


def test_hours_are_elapsed_hours_when_the_clocks_change() -> None:
    # On 29 March 2026 London has no 01:00 to 02:00, on 25 October it has it twice.
    assert after("2026-03-28 20:00", "10 hours", office(LONDON)) == "2026-03-29 07:00:00 +0100"
    assert after("2026-10-24 20:00", "10 hours", office(LONDON)) == "2026-10-25 05:00:00 +0000"
    assert before("2026-03-29 07:00", "10 hours", office(LONDON)) == "2026-03-28 20:00:00 +0000"


def test_days_end_at_midnight_of_the_place_when_the_clocks_change() -> None:
    assert after("2026-03-28 20:00", "1 days", office(LONDON)) == "2026-03-29 23:59:59 +0100"
    assert after("2026-10-24 20:00", "1 days", office(LONDON)) == "2026-10-25 23:59:59 +0000"


def test_working_hours_through_a_change_of_the_clocks_are_elapsed_hours() -> None:
    all_day = TimeCounter(LONDON, Calendar(), WorkingHours(0, 24 * 60))
    # Friday 27 March 20:00, 4 hours to midnight; the weekend does not count; Monday from 00:00
    assert after("2026-03-27 20:00", "5 working_hours", all_day) == "2026-03-30 01:00:00 +0100"
    assert before("2026-03-30 01:00", "5 working_hours", all_day) == "2026-03-27 20:00:00 +0000"
    sunday_too = TimeCounter(ZoneInfo("Asia/Amman"), Calendar(), WorkingHours(0, 24 * 60))
    assert after("2026-03-02 22:00", "3 working_hours", sunday_too) == "2026-03-03 01:00:00 +0300"


def test_the_day_is_that_of_the_workflows_zone_not_of_the_one_who_writes() -> None:
    start = datetime.fromisoformat("2026-03-02T23:30:00+00:00")  # 01:30 on the 3rd in Johannesburg
    assert said(office().after(start, Duration(1, "days"))) == "2026-03-04 23:59:59 +0200"


def test_a_month_is_the_same_day_number_or_that_months_last_day() -> None:
    assert months_from(date(2026, 12, 31), 2) == date(2027, 2, 28)
    assert months_from(date(2026, 3, 31), -13) == date(2025, 2, 28)
    assert months_from(date(2024, 2, 29), -48) == date(2020, 2, 29)


def test_a_length_of_thousands_of_years_ends_with_the_calendar() -> None:
    assert after("2026-03-02 10:00", "99999 months") == "9998-06-02 23:59:59 +0200"
    assert months_from(date(2026, 3, 2), -99999) == date(2, 12, 2)


def test_a_length_is_said_in_the_singular_for_one() -> None:
    assert say_length(Duration(1, "court_days")) == "1 court day"
    assert say_length(Duration(2, "working_hours")) == "2 working hours"


def test_a_deadline_is_missed_after_its_moment_and_never_when_there_is_none() -> None:
    moment = b.MONDAY
    assert not is_overdue(moment, moment)
    assert is_overdue(moment, moment.replace(minute=1))
    assert not is_overdue(None, moment)


def hearing(**changes: object) -> Run:
    """A step with every kind of clock on one datetime fact, which its own action may record."""
    look = b.step(
        "look",
        b.action("ask", records=("found_at",), again=True),
        b.action("answer", due=due("2 days", from_fact="found_at")),
        b.action("warn", due=due("1 days", before_fact="found_at")),
        b.action("at_once", due=due(None)),
        b.action("soon", due=due("3 hours")),
        b.action("from_told", due=due("1 weeks", from_fact="told_at")),
        b.outcome("again", "look", skips_actions=True),
        b.outcome("later", "weigh", skips_actions=True, wait=wait("2 days", "found_at")),
        due=due("1 weeks"),
    )
    weigh = b.step(
        "weigh",
        b.action("sum", due=due("2 days", from_fact="found_at")),
        b.outcome("return", "look"),
        b.outcome("over", "end"),
    )
    pause = b.step("pause", b.outcome("resume", "back"))
    track = b.track(
        "find",
        look,
        weigh,
        pause,
        b.step("end"),
        interrupts=(b.interrupt("stop", "look weigh", "pause"),),
    )
    facts = (b.moment("found_at"), b.moment("told_at", anytime=("lab",)))
    return Run(b.workflow(track, facts=facts, **changes), now=b.MONDAY)


def test_clocks_of_a_step_start_when_it_is_entered() -> None:
    run = hearing()
    assert run.due("find.look") == "2026-03-09 23:59:59 +0000"
    assert run.due("find.look.soon") == "2026-03-02 11:00:00 +0000"
    assert run.due("find.look.at_once") == "2026-03-02 08:00:00 +0000"


def test_due_immediately_is_not_overdue_at_that_moment() -> None:
    run = hearing()
    assert run.action("find.look.at_once").overdue is False
    # A person must be able to read it and to act: 15 minutes (tests/engine/test_lateness.py).
    run.now = run.now.replace(minute=15)
    assert run.action("find.look.at_once").overdue is False
    run.now = run.now.replace(second=1)
    assert run.action("find.look.at_once").overdue is True


def test_a_clock_whose_start_is_unknown_does_not_run_and_names_the_fact() -> None:
    run = hearing()
    line = run.action("find.look.answer")
    assert (line.due, line.due_not_running) == (None, "found_at")
    assert "find.look.answer" not in run.events[0].dues


def test_a_fact_recorded_in_this_visit_starts_its_clocks() -> None:
    run = hearing()
    run.do("ask", found_at="2026-03-01T10:00:00+00:00")
    assert run.due("find.look.answer") == "2026-03-03 23:59:59 +0000"
    assert run.due("find.look.warn") == "2026-02-28 23:59:59 +0000"
    assert run.way("find.look.later").opens_at == datetime.fromisoformat(
        "2026-03-03T23:59:59+00:00"
    )
    assert set(run.events[-1].dues) == {"find.look.answer", "find.look.warn", "find.look.later"}


def test_a_fact_recorded_again_moves_its_clocks() -> None:
    run = hearing()
    run.do("ask", found_at="2026-03-01T10:00:00+00:00")
    run.do("ask", found_at="2026-03-05T10:00:00+00:00")
    assert run.due("find.look.answer") == "2026-03-07 23:59:59 +0000"


def test_a_value_of_an_earlier_visit_of_the_same_step_does_not_start_the_clock() -> None:
    run = hearing()
    run.do("ask", found_at="2026-03-01T10:00:00+00:00")
    run.advance("look.again", why="once more")
    assert run.due("find.look.answer") is None
    assert run.action("find.look.answer").due_not_running == "found_at"
    assert run.due("find.look.soon") == "2026-03-02 11:00:00 +0000"


def test_a_value_recorded_in_another_step_starts_the_clock_on_entering() -> None:
    run = hearing()
    run.do("ask", found_at="2026-03-01T10:00:00+00:00")
    run.now = datetime.fromisoformat("2026-03-04T08:00:00+00:00")
    run.advance("look.later", why="waited")
    assert run.due("find.weigh.sum") == "2026-03-03 23:59:59 +0000"
    assert run.action("find.weigh.sum").overdue is True


def test_a_fact_told_at_any_moment_starts_the_clock() -> None:
    run = hearing()
    run.set(told_at="2026-03-02T07:00:00+00:00")
    assert run.due("find.look.from_told") == "2026-03-09 23:59:59 +0000"


def test_a_correction_recomputes_and_keeps_the_visit_that_recorded_it() -> None:
    run = hearing()
    run.do("ask", found_at="2026-03-01T10:00:00+00:00")
    run.set(found_at="2026-03-04T10:00:00+00:00", why="misread")
    assert run.due("find.look.answer") == "2026-03-06 23:59:59 +0000"
    assert run.case.facts["found_at"].origin == ("find", "look", 1)
    run.advance("look.again", why="once more")
    assert run.due("find.look.answer") is None


def test_undoing_the_record_stops_its_clocks() -> None:
    run = hearing()
    run.do("ask", found_at="2026-03-01T10:00:00+00:00")
    run.undo(2)
    assert run.due("find.look.answer") is None
    assert run.due("find.look.soon") == "2026-03-02 11:00:00 +0000"


def test_undoing_a_correction_brings_the_earlier_due_time_back() -> None:
    run = hearing()
    run.do("ask", found_at="2026-03-01T10:00:00+00:00")
    run.set(found_at="2026-03-04T10:00:00+00:00", why="misread")
    run.undo(3)
    assert run.due("find.look.answer") == "2026-03-03 23:59:59 +0000"


def test_clocks_run_on_while_the_track_is_interrupted() -> None:
    run = hearing()
    run.now = run.now.replace(hour=10)
    run.raise_("stop")
    run.set(told_at="2026-03-02T07:00:00+00:00")
    run.now = run.now.replace(hour=20)
    run.advance("resume")
    assert run.due("find.look.soon") == "2026-03-02 11:00:00 +0000"
    assert run.due("find.look.from_told") == "2026-03-09 23:59:59 +0000"
    assert run.action("find.look.soon").overdue is True


def test_a_fact_that_changed_while_the_track_was_interrupted_moves_the_clock_on_resuming() -> None:
    run = hearing()
    run.set(told_at="2026-03-01T07:00:00+00:00")
    run.raise_("stop")
    run.set(told_at="2026-03-05T07:00:00+00:00")
    run.advance("resume")
    assert run.due("find.look.from_told") == "2026-03-12 23:59:59 +0000"


def test_a_back_dated_event_starts_clocks_at_its_own_time() -> None:
    run = hearing()
    run.now = run.now.replace(hour=20)
    run.advance("look.again", why="once more", at=run.now.replace(hour=12))
    assert run.due("find.look.soon") == "2026-03-02 15:00:00 +0000"


def test_a_calendar_that_changes_later_moves_no_due_time() -> None:
    look = b.step("look", b.action("ask"), b.outcome("over", "end"), due=due("2 working_days"))
    run = Run(b.workflow(b.track("find", look, b.step("end"))))
    assert run.due("find.look") == "2026-03-04 23:59:59 +0000"
    run.calendar = Calendar(lambda year: frozenset({date(2026, 3, 3)}))
    run.do("ask")
    assert run.due("find.look") == "2026-03-04 23:59:59 +0000"
    run.undo(2)
    assert run.due("find.look") == "2026-03-04 23:59:59 +0000"
    assert run.line("find").due == datetime.fromisoformat("2026-03-04T23:59:59+00:00")


def test_a_wait_counts_from_the_steps_start_and_is_judged_when_it_happened() -> None:
    look = b.step("look", b.outcome("over", "end", wait=wait("4 hours")))
    run = Run(b.workflow(b.track("find", look, b.step("end"))))
    run.now = b.MONDAY.replace(hour=11, minute=59)
    early = reason(run.advance("over"), "too_early")
    assert early.what == (
        'The outcome "over" is possible from Mon 2 Mar 2026 12:00, 4 hours after this step began.'
    )
    run.now = b.MONDAY.replace(hour=20)
    assert codes(run.advance("over", at=b.MONDAY.replace(hour=11))) == ["too_early"]
    assert codes(run.advance("over", at=b.MONDAY.replace(hour=12))) == []


def test_a_wait_whose_start_is_unknown_is_a_fact_to_be_asked() -> None:
    run = hearing()
    assert reason(run.advance("look.later", why="x"), "fact_unknown").fact == "found_at"


def started_by(fact: str) -> Run:
    """A track that starts if `fact` is true and no `late` is; with a deadline and a wait."""
    first = b.track("find", b.step("look", b.outcome("over", "end")), b.step("end"))
    mend = b.step("mend", b.outcome("over", "end", wait=wait("2 hours")), due=due("5 hours"))
    pause = b.step("pause", b.outcome("resume", "back"))
    stop = b.interrupt("stop", "mend", "pause")
    second = b.track(
        "mend", mend, pause, b.step("end"), starts=(b.yes(fact), b.no("late")), interrupts=(stop,)
    )
    facts = (b.flag(fact, anytime=("lab",)), b.flag("late", anytime=("lab",), initially=False))
    return Run(b.workflow(first, second, facts=facts))


def test_a_clock_that_starts_earlier_without_the_undone_event_is_counted_anew() -> None:
    run = started_by("alarm")
    run.set(late=True)
    run.set(alarm=True)  # does not start the track, because it is late
    run.now = run.now.replace(hour=12)
    run.set(late=False)  # starts it
    assert run.due("mend.mend") == "2026-03-02 17:00:00 +0000"
    run.undo(2)  # now the alarm started it
    assert run.visit("mend").since == b.MONDAY
    assert run.due("mend.mend") == "2026-03-02 13:00:00 +0000"


def test_the_clock_of_an_interrupted_step_is_counted_anew_too() -> None:
    run = started_by("alarm")
    run.set(late=True)
    run.set(alarm=True)
    run.now = run.now.replace(hour=12)
    run.set(late=False)
    run.raise_("stop")
    run.undo(2)
    run.advance("resume")
    assert run.due("mend.mend") == "2026-03-02 13:00:00 +0000"


def test_a_clock_that_starts_later_without_the_undone_event_is_counted_anew() -> None:
    run = started_by("alarm")
    run.set(alarm=True)
    run.now = run.now.replace(hour=12)
    run.set(alarm=False)
    run.set(alarm=True)
    assert run.due("mend.mend") == "2026-03-02 13:00:00 +0000"
    run.undo(2)
    assert run.due("mend.mend") == "2026-03-02 17:00:00 +0000"


def test_undoing_an_interrupt_counts_from_the_fact_that_was_told_meanwhile() -> None:
    run = hearing()
    run.set(told_at="2026-03-01T07:00:00+00:00")
    run.raise_("stop")
    run.set(told_at="2026-03-02T07:00:00+00:00")
    run.undo(3)
    assert run.due("find.look.from_told") == "2026-03-09 23:59:59 +0000"


def test_the_fold_of_all_events_has_the_due_times_that_were_written() -> None:
    run = started_by("alarm")
    run.set(alarm=True)
    assert said(run.events[-1].dues["mend.mend"]) == run.due("mend.mend")
    assert said(run.events[-1].dues["mend.mend.over"]) == "2026-03-02 10:00:00 +0000"


def found_on(day: str, *, at_least: str = "2 days", within: str = "2 days") -> Run:
    """A case in which only the day, the month or the year of the finding is known."""
    look = b.step(
        "look",
        b.action("ask", records=("found_on",)),
        b.action("answer", due=Due(length(within), "found_on")),
        b.action("warn", due=Due(length("5 hours"), None, "found_on")),
        b.outcome("later", "end", wait=Wait(length(at_least), "found_on")),
    )
    fact = b.day("found_on", precision="about", may_be_not_known=True)
    run = Run(b.workflow(b.track("find", look, b.step("end")), facts=(fact,)))
    run.do("ask", found_on=day)
    return run


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


def test_a_day_counts_as_any_moment_of_it_and_hours_from_its_end() -> None:
    run = found_on("2026-03-01")
    line = run.action("find.look.answer")
    assert (line.due, line.at_latest) == (utc("2026-03-03T23:59:59"), None)
    hours = found_on("2026-03-01", within="5 hours").action("find.look.answer")
    assert (hours.due, hours.at_latest) == (utc("2026-03-02T04:59:59"), None)


def test_hours_before_a_day_count_from_its_beginning() -> None:
    run = found_on("2026-03-10")
    assert run.action("find.look.warn").due == utc("2026-03-09T19:00:00")


def test_a_deadline_from_a_month_has_an_earliest_and_a_latest_due_time() -> None:
    run = found_on("2026-02")
    line = run.action("find.look.answer")
    assert (line.due, line.at_latest) == (utc("2026-02-03T23:59:59"), utc("2026-03-02T23:59:59"))
    assert (line.possibly_overdue, line.overdue) == (True, False)
    run.now = utc("2026-03-03T00:00:00")
    line = run.action("find.look.answer")
    assert (line.possibly_overdue, line.overdue) == (False, True)
    run.do("answer")
    line = run.action("find.look.answer")
    assert (line.possibly_overdue, line.overdue) == (False, False)


def test_a_wait_from_a_year_counts_from_its_last_day() -> None:
    run = found_on("2025", at_least="3 months")
    run.do("answer")
    run.do("warn")
    opens = utc("2026-03-31T23:59:59")
    assert run.way("find.look.later").opens_at == opens
    assert codes(run.advance("later")) == ["too_early"]
    run.now = opens
    assert accepted(run.advance("later"))


@pytest.mark.parametrize(
    ("answer", "uncertain", "what"),
    [
        ("about_2025", "about", "Its year is uncertain, so no time counts from it."),
        ("not_known", "not_known", 'It was answered "not known".'),
    ],
)
def test_an_uncertain_answer_starts_no_clock_and_the_reason_says_so(
    answer: str, uncertain: str, what: str
) -> None:
    run = found_on(answer)
    line = run.action("find.look.answer")
    assert (line.due, line.due_not_running, line.uncertain_start) == (None, "found_on", uncertain)
    refused = run.advance("later")
    assert what in reason(refused, "fact_unknown").what
    run.set(found_on="2026-02-01", why="found the papers")
    assert run.action("find.look.answer").due == utc("2026-02-03T23:59:59")
