"""Dates as far as they are known: `2008-05-12`, `2008-05`, `2008` or `about_2008`.

This is also how such a date is written in an event. The first and the last day that it can be are
equal for a date that is known to the day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Literal

from sop.model.value import value

Precision = Literal["day", "month", "year", "about"]
PRECISIONS: tuple[Precision, ...] = ("day", "month", "year", "about")
"""From the finest to the coarsest."""
DATE_EXAMPLES: Mapping[Precision, str] = {
    "day": "2008-05-12",
    "month": "2008-05",
    "year": "2008",
    "about": "about_2008",
}
"""How a date of each precision is written."""
ABOUT = "about_"
YEARS = range(1800, 2300)
"""A year outside is a typing error, and deadlines near the first or last year cannot be counted."""

_FORM = r"(?P<about>about_)?(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?"


@value
class CoarseDate:
    """A date that is known to its `precision`; it is between `first` and `last`, both included.

    With precision `about` the year itself is uncertain, so no length of time counts from it.
    """

    precision: Precision
    first: date
    last: date

    @property
    def starts_clock(self) -> bool:
        """Whether a deadline or a wait can count from it."""
        return self.precision != "about"


def parse_coarse_date(text: str) -> CoarseDate | None:
    """Return the date of a text in the form of events; None for any other text.

    >>> parse_coarse_date("2008-02").last
    datetime.date(2008, 2, 29)
    """
    found = re.fullmatch(_FORM, text)
    if found is None or not text.isascii() or int(found["year"]) not in YEARS:
        return None
    year = int(found["year"])
    if found["about"]:
        if found["month"]:
            return None
        return CoarseDate("about", date(year, 1, 1), date(year, 12, 31))
    if not found["month"]:
        return CoarseDate("year", date(year, 1, 1), date(year, 12, 31))
    return _parse_month(year, int(found["month"]), found["day"])


def _parse_month(year: int, month: int, day: str | None) -> CoarseDate | None:
    if not 1 <= month <= 12:
        return None
    from calendar import monthrange  # late: start-up; few texts are a month

    days = monthrange(year, month)[1]
    if day is None:
        return CoarseDate("month", date(year, month, 1), date(year, month, days))
    if not 1 <= int(day) <= days:
        return None
    only = date(year, month, int(day))
    return CoarseDate("day", only, only)
