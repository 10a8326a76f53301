"""Working days: Monday to Friday without public holidays.

The holidays are passed in, so that this module stays pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from sop.model.value import value

HolidaysOf = Callable[[int], frozenset[date]]
"""Returns the public holidays of a year: for every year, and always the same for one year."""
HolidaysOfCountry = Callable[[str], HolidaysOf]
"""Returns the holidays of a country or region by its code."""

WEEKEND: Mapping[int, str] = {5: "Saturdays", 6: "Sundays"}
"""Days of the week without work, by `date.weekday()` (Monday is 0)."""


def no_holidays(year: int) -> frozenset[date]:
    """Return no holidays: the calendar of a workflow that names none."""
    return frozenset()


@value
class Calendar:
    """The working days of one country or region."""

    holidays: HolidaysOf = no_holidays

    def is_working_day(self, day: date) -> bool:
        return day.weekday() not in WEEKEND and day not in self.holidays(day.year)
