"""How long a length of time is at least and at most, counted by four measures.

Units differ: three working days are three days in one week and six in another, and a day of the
calendar can have 23 or 25 hours. Each measure counts its own unit exactly and bounds all other
units safely, so that "longer" by any one measure is longer for certain:
- hours that pass: a day is 24 hours, less or more the hour by which clocks are moved in spring and
  autumn;
- dates (midnights): exact for days and weeks; n months are 30.4 n days, less 3 or more 4;
- working dates: exact for working and court days. Other days have at least one working day per
  week, less at most two weeks: this is the only assumption about public holidays;
- working hours: exact for working hours; a working day has those of the workflow's `working_hours`.

A length that is a deadline ends with its last day, so in hours it is at most one day longer than
its number of days.
"""

from __future__ import annotations

from typing import Literal

from sop.model.definition import Definition
from sop.model.duration import Duration

Measure = Literal["hours", "days", "working_days", "working_hours"]
MEASURES: tuple[Measure, ...] = ("hours", "days", "working_days", "working_hours")
CLOCK_CHANGE = 1  # hours by which clocks are moved in spring and autumn
DAYS_WITHOUT_WORK = 14  # the longest run of public holidays that is assumed, in days

# A year has 365.2425 days, a month 30.436875: rounded down for the least, up for the most. The
# days of n months differ from n such months by less than the margins.
LEAST_DAYS_OF_1000_MONTHS = 30436
MOST_DAYS_OF_1000_MONTHS = 30437
MONTH_MARGIN_BELOW = 3
MONTH_MARGIN_ABOVE = 4

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
    """The bounds of lengths of time in one workflow; they depend on its working hours."""

    def __init__(self, definition: Definition) -> None:
        hours = definition.working_hours
        self._minutes_of_work_a_day = 24 * 60
        if hours is not None:
            self._minutes_of_work_a_day = max(1, hours.end - hours.start)

    def at_least(self, length: Duration | None, measure: Measure) -> int:
        """Return the least amount of the measure that passes before the length is over.

        0 for None (`immediately`).
        """
        if length is None:
            return 0
        if _is_exact(length, measure):
            return length.amount
        match measure:
            case "hours":
                return self._least_hours(length)
            case "days":
                return self._least_days(length)
            case "working_days":
                return self._least_working_days(length)
        full_days = max(0, self._least_working_days(length) - 1)
        return full_days * self._minutes_of_work_a_day // 60

    def at_most(self, length: Duration | None, measure: Measure) -> int:
        """Return the largest amount of the measure that can have passed at the end of the length.

        0 for None (`immediately`).
        """
        if length is None:
            return 0
        if _is_exact(length, measure):
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
        touched_days = self._most_working_days(length, days) + 1
        return -(-touched_days * self._minutes_of_work_a_day // 60)

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
                return self._days_of_work(amount) - 1
            case "working_days" | "court_days":
                return amount + 2 * ((amount - 1) // 5)
            case "weeks":
                return 7 * amount
            case "months":
                return amount * LEAST_DAYS_OF_1000_MONTHS // 1000 - MONTH_MARGIN_BELOW
        return amount

    def _most_days(self, length: Duration) -> int:
        amount = length.amount
        match length.unit:
            case "hours":
                return (amount + CLOCK_CHANGE) // 24 + 1
            case "working_hours":
                return 7 * self._days_of_work(amount) + DAYS_WITHOUT_WORK
            case "working_days" | "court_days":
                return 7 * amount + DAYS_WITHOUT_WORK
            case "weeks":
                return 7 * amount
            case "months":
                return amount * MOST_DAYS_OF_1000_MONTHS // 1000 + MONTH_MARGIN_ABOVE
        return amount

    def _least_working_days(self, length: Duration) -> int:
        if length.unit == "working_hours":
            return self._days_of_work(length.amount) - 1
        if length.unit in ("working_days", "court_days"):
            return length.amount
        return max(0, self._least_days(length) - DAYS_WITHOUT_WORK) // 7

    def _most_working_days(self, length: Duration, days: int) -> int:
        if length.unit == "working_hours":
            return self._days_of_work(length.amount)
        if length.unit in ("working_days", "court_days"):
            return length.amount
        weeks, rest = divmod(days, 7)
        return 5 * weeks + min(5, rest)

    def _days_of_work(self, hours: int) -> int:
        """Return the least number of working days that contain this number of working hours."""
        return -(-hours * 60 // self._minutes_of_work_a_day)


def _is_exact(length: Duration, measure: Measure) -> bool:
    """Return whether the measure counts the unit one to one; weeks and months become days."""
    return OWN_MEASURE[length.unit] == measure and length.unit not in ("weeks", "months")
