"""How long a length of time is at least and at most, counted by four measures.

Units differ: three working days are three days in one week and six in another, and a day of the calendar can have 23
or 25 hours. Each measure counts exactly what is written in its own unit and bounds everything else safely, so that
"longer" by any one measure is longer for certain:
- hours that pass: a day is 24 hours, less or more the one by which clocks are moved in spring and autumn;
- dates (midnights): exact for days and weeks; n months are 30.4 n days, less or more 3;
- working dates: exact for working and court days; other days may hold none, but not for more than two weeks beyond one
  working day a week (this is the only assumption about public holidays);
- working hours: exact for working hours; a working day has those of the workflow's `working_hours`.
A length that is a deadline ends with its last day, so in hours it is a day longer at most than its number of days.
"""

from __future__ import annotations

from typing import Literal

from sop.model.definition import Definition, Duration

Measure = Literal["hours", "days", "working_days", "working_hours"]
MEASURES: tuple[Measure, ...] = ("hours", "days", "working_days", "working_hours")
CLOCK_CHANGE = 1
DAYS_WITHOUT_WORK = 14
OWN_MEASURE: dict[str, Measure] = {
    "hours": "hours",
    "working_hours": "working_hours",
    "days": "days",
    "weeks": "days",
    "months": "days",
    "working_days": "working_days",
    "court_days": "working_days",
}


class DurationBounds:
    """The bounds of lengths of time in one workflow."""

    def __init__(self, definition: Definition) -> None:
        hours = definition.working_hours
        self._office = (
            24 * 60 if hours is None else max(1, hours.end - hours.start)
        )  # minutes of work in a day

    def at_least(self, length: Duration | None, measure: Measure) -> int:
        """The fewest of the measure that pass before the length is over; 0 for `immediately`."""
        if length is None:
            return 0
        if OWN_MEASURE[length.unit] == measure and length.unit not in ("weeks", "months"):
            return length.amount
        match measure:
            case "hours":
                return self._least_hours(length)
            case "days":
                return self._least_days(length)
            case "working_days":
                return self._least_working_days(length)
        return max(0, self._least_working_days(length) - 1) * self._office // 60

    def at_most(self, length: Duration | None, measure: Measure) -> int:
        """The most of the measure that can have passed at the end of the length; 0 for `immediately`."""
        if length is None:
            return 0
        if OWN_MEASURE[length.unit] == measure and length.unit not in ("weeks", "months"):
            return length.amount
        if measure == "working_hours" and length.unit == "hours":
            return length.amount
        days = self._most_days(length)
        match measure:
            case "hours":
                return 24 * (days + 1) + CLOCK_CHANGE
            case "days":
                return days
            case "working_days":
                return self._most_working_days(length, days)
        return -(-(self._most_working_days(length, days) + 1) * self._office // 60)

    def _least_hours(self, length: Duration) -> int:
        if length.unit == "working_hours":
            return length.amount
        return max(0, 24 * self._least_days(length) - CLOCK_CHANGE)

    def _least_days(self, length: Duration) -> int:
        amount = length.amount
        match length.unit:
            case "hours":
                return max(0, amount - CLOCK_CHANGE) // 24
            case "working_hours":
                return self._office_days(amount) - 1
            case "working_days" | "court_days":
                return amount + 2 * ((amount - 1) // 5)
            case "weeks":
                return 7 * amount
            case "months":
                return amount * 30436 // 1000 - 3
        return amount

    def _most_days(self, length: Duration) -> int:
        amount = length.amount
        match length.unit:
            case "hours":
                return (amount + CLOCK_CHANGE) // 24 + 1
            case "working_hours":
                return 7 * self._office_days(amount) + DAYS_WITHOUT_WORK
            case "working_days" | "court_days":
                return 7 * amount + DAYS_WITHOUT_WORK
            case "weeks":
                return 7 * amount
            case "months":
                return amount * 30437 // 1000 + 4
        return amount

    def _least_working_days(self, length: Duration) -> int:
        if length.unit == "working_hours":
            return self._office_days(length.amount) - 1
        if length.unit in ("working_days", "court_days"):
            return length.amount
        return max(0, self._least_days(length) - DAYS_WITHOUT_WORK) // 7

    def _most_working_days(self, length: Duration, days: int) -> int:
        if length.unit == "working_hours":
            return self._office_days(length.amount)
        if length.unit in ("working_days", "court_days"):
            return length.amount
        weeks, rest = divmod(days, 7)
        return 5 * weeks + min(5, rest)

    def _office_days(self, hours: int) -> int:
        """The working days on which so many working hours lie, at least."""
        return -(-hours * 60 // self._office)
