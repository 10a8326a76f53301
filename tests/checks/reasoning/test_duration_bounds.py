"""The bounds of lengths of time hold for real clocks and calendars, whenever they start."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import get_args

from sop.checks.reasoning.duration_bounds import MEASURES, DurationBounds, Measure
from sop.engine.deadlines import TimeCounter, zone_of
from sop.model.calendar import Calendar
from sop.model.definition import WorkingHours
from sop.model.duration import Duration, Unit
from tests.engine import building as b

OFFICE = WorkingHours(8 * 60, 16 * 60)
TRIALS = 1_000


def holidays(year: int) -> frozenset[date]:
    """A year with a week without work in spring and some days in winter."""
    return frozenset(
        {*(date(year, 5, day) for day in range(1, 8)), date(year, 12, 25), date(year, 12, 26)}
    )


CALENDAR = Calendar(holidays)


def passed(start: datetime, end: datetime, measure: Measure, counting: TimeCounter) -> float:
    """How much of the measure lies between the two moments, counted one by one."""
    first, last = start.astimezone(counting.zone).date(), end.astimezone(counting.zone).date()
    days = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    match measure:
        case "hours":
            return (end.astimezone(UTC) - start.astimezone(UTC)) / timedelta(hours=1)
        case "days":
            return len(days)
        case "working_days":
            return sum(CALENDAR.is_working_day(day) for day in days)
    total = timedelta()
    for day in (first, *days):
        if CALENDAR.is_working_day(day):
            opens = datetime(day.year, day.month, day.day, 8, tzinfo=counting.zone).astimezone(UTC)
            shuts = datetime(day.year, day.month, day.day, 16, tzinfo=counting.zone).astimezone(UTC)
            total += max(
                timedelta(), min(end.astimezone(UTC), shuts) - max(start.astimezone(UTC), opens)
            )
    return total / timedelta(hours=1)


def test_every_length_lies_between_its_bounds_in_every_measure() -> None:
    random = Random(5)
    zones = [
        zone_of(name)
        for name in (
            "Europe/Berlin",
            "Africa/Johannesburg",
            "America/New_York",
            "Australia/Lord_Howe",
        )
    ]
    lengths = DurationBounds(b.workflow(working_hours=OFFICE, calendar="DE"))
    for _ in range(TRIALS):
        counting = TimeCounter(random.choice(zones), CALENDAR, OFFICE)
        start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(
            minutes=random.randrange(2 * 365 * 24 * 60)
        )
        length = Duration(
            random.choice([1, 1, 2, 3, 5, 8, 10, 14, 30]), random.choice(get_args(Unit))
        )
        end = counting.after(start, length)
        for measure in MEASURES:
            real = passed(start, end, measure, counting)
            least, most = lengths.at_least(length, measure), lengths.at_most(length, measure)
            assert least <= real + 0.001, (length, measure, start, end, real, least)
            assert real <= most + 0.001, (length, measure, start, end, real, most)
    print(f"\n{TRIALS} lengths, each by {len(MEASURES)} measures")


def test_the_bounds_of_three_working_days() -> None:
    lengths = DurationBounds(b.workflow(working_hours=OFFICE, calendar="DE"))
    three = Duration(3, "working_days")
    assert [lengths.at_least(three, measure) for measure in MEASURES] == [71, 3, 3, 16]
    assert [lengths.at_most(three, measure) for measure in MEASURES] == [865, 35, 3, 32]


def test_a_longer_length_of_the_same_unit_is_longer_for_certain_in_its_own_measure() -> None:
    lengths = DurationBounds(b.workflow(working_hours=OFFICE, calendar="DE"))
    for unit, measure in (
        ("hours", "hours"),
        ("days", "days"),
        ("working_days", "working_days"),
        ("weeks", "days"),
    ):
        assert lengths.at_least(Duration(4, unit), measure) > lengths.at_most(
            Duration(3, unit), measure
        )  # type: ignore[arg-type]


def test_what_is_due_immediately_has_no_length() -> None:
    lengths = DurationBounds(b.workflow())
    assert {lengths.at_least(None, m) + lengths.at_most(None, m) for m in MEASURES} == {0}
