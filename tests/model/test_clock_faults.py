"""Events that a wrong clock recorded are found; what was corrected is not named again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sop.model.clock_faults import (
    MOST_DRIFT,
    ClockFault,
    ClockMarks,
    describe_clock_fault,
    describe_clock_faults,
    find_clock_faults,
    read_clock_marks,
)
from sop.model.events import Body, Event, EventUndone, NoteWritten, TimeCorrected

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
YEAR = timedelta(days=365)


def event(number: int, recorded: datetime, body: Body | None = None) -> Event:
    return Event(number, recorded, recorded, "lab", body or NoteWritten("x"))


def test_an_event_ahead_of_the_clock_is_found_beyond_the_drift_of_clocks() -> None:
    sound = event(1, NOON + MOST_DRIFT)
    wrong = event(2, NOON + YEAR)
    assert find_clock_faults((sound, wrong), NOON) == (ClockFault(2, "ahead", NOON + YEAR, NOON),)
    assert find_clock_faults((sound, wrong), NOON + YEAR) == ()


def test_an_event_that_a_clock_behind_recorded_is_found() -> None:
    events = (event(1, NOON), event(2, NOON - YEAR), event(3, NOON + timedelta(hours=1)))
    (fault,) = find_clock_faults(events, NOON + YEAR)
    assert fault == ClockFault(2, "behind", NOON - YEAR, NOON, 1)
    assert describe_clock_fault(fault) == (
        "Event 2 was recorded on 2025-03-02 12:00, and event 1 before it on 2026-03-02 12:00: "
        "a clock was wrong."
    )


def test_what_is_ahead_is_named_first_and_says_nothing_about_the_others() -> None:
    events = (event(1, NOON), event(2, NOON + YEAR), event(3, NOON), event(4, NOON - YEAR))
    found = find_clock_faults(events, NOON)
    assert [(fault.event, fault.kind) for fault in found] == [(2, "ahead"), (4, "behind")]
    assert describe_clock_faults(found).endswith(
        "ahead of this computer's clock. 1 more event of this kind."
    )


def test_a_corrected_or_undone_event_is_not_named_again() -> None:
    wrong = (event(1, NOON), event(2, NOON + YEAR), event(3, NOON + YEAR))
    corrected = (*wrong, event(4, NOON, TimeCorrected(2, NOON)), event(5, NOON, EventUndone(3)))
    assert len(find_clock_faults(wrong, NOON)) == 2
    assert find_clock_faults(corrected, NOON) == ()
    assert read_clock_marks(corrected) == ClockMarks(NOON)
    again = (*corrected, event(6, NOON, EventUndone(4)))
    assert [fault.event for fault in find_clock_faults(again, NOON)] == [2]


def test_the_marks_of_a_case_do_not_depend_on_the_clock() -> None:
    events = (event(1, NOON), event(2, NOON - YEAR), event(3, NOON + YEAR))
    assert read_clock_marks(events) == ClockMarks(NOON + YEAR, 2)
    assert read_clock_marks(()) == ClockMarks()
