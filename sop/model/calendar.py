"""Which days are worked: Monday to Friday less public holidays. The holidays come from outside; this stays pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sop.model.value import dataclass

HolidaysOf = Callable[[int], frozenset[date]]
"""The public holidays of a year. Must answer for every year; equal answers for equal years."""


def no_holidays(year: int) -> frozenset[date]:
    """The calendar of a workflow that names none."""
    return frozenset()


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days of one place."""

    holidays: HolidaysOf = no_holidays

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.holidays(day.year)
