"""Which days are worked: Monday to Friday less public holidays. The holidays come from outside; this stays pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from sop.model.value import value

HolidaysOf = Callable[[int], frozenset[date]]
"""The public holidays of a year. Must answer for every year; equal answers for equal years."""

WEEKEND: Mapping[int, str] = {5: "Saturdays", 6: "Sundays"}
"""The days of the week that are never worked, by `date.weekday()`."""


def no_holidays(year: int) -> frozenset[date]:
    """The calendar of a workflow that names none."""
    return frozenset()


@value
class Calendar:
    """Working days of one place."""

    holidays: HolidaysOf = no_holidays

    def is_working_day(self, day: date) -> bool:
        return day.weekday() not in WEEKEND and day not in self.holidays(day.year)
