"""Reads days as people write them: `yesterday`, `30 Nov`, `30/11/2026`, `2026-11-30`."""

from __future__ import annotations

import re
from datetime import date, timedelta

NOT_A_DAY: tuple[date, ...] = ()
AMBIGUOUS_DAY = 2
"""How many days a text has whose day and month can be exchanged."""

_RELATIVE = {"yesterday": -1, "today": 0, "tomorrow": 1}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)

# Patterns are compiled where a day is read: most commands read none, and each costs 0.3 ms.
# 30 Nov, 30 November 2026, 30th of Nov, Mon 30 Nov; and Nov 30, November 30 2026.
_WEEKDAY = r"(?:(mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|s|rs|rsday|urday)?\.?,?\s+)?"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMED = rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?([a-z]{{3,9}})\.?(?:,?\s+(\d{{4}}))?"
_MONTH_FIRST = rf"{_WEEKDAY}([a-z]{{3,9}})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(\d{{4}}))?"
_YEAR_FIRST = r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})"
_NUMBERS = r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})"


def parse_day(text: str, today: date) -> tuple[date, ...]:
    """Return the days that the text can name: one, none, or two if day and month can be exchanged.

    A day without a year is the nearest one to `today`. A day of the week has to fit its date.
    """
    wanted = " ".join(text.lower().split())
    if wanted in _RELATIVE:
        return (today + timedelta(days=_RELATIVE[wanted]),)
    if named := re.fullmatch(_NAMED, wanted):
        days = _day_of_month(named[2], named[3], named[4], today=today)
        return _select_weekday(days, named[1])
    if named := re.fullmatch(_MONTH_FIRST, wanted):
        days = _day_of_month(named[3], named[2], named[4], today=today)
        return _select_weekday(days, named[1])
    if dated := re.fullmatch(_YEAR_FIRST, wanted):
        return _make_days((int(dated[1]), int(dated[3]), int(dated[4])))
    if dated := re.fullmatch(_NUMBERS, wanted):
        first, second, year = int(dated[1]), int(dated[3]), int(dated[4])
        return _make_days((year, second, first), (year, first, second))
    return NOT_A_DAY


def _day_of_month(day: str, month: str, year: str | None, *, today: date) -> tuple[date, ...]:
    number = _month_number(month)
    if number is None:
        return NOT_A_DAY
    if year is not None:
        return _make_days((int(year), number, int(day)))
    around = (today.year - 1, today.year, today.year + 1)
    near = _make_days(*((one, number, int(day)) for one in around))
    if not near:
        return NOT_A_DAY
    return (min(near, key=lambda one: abs(one - today)),)


def _select_weekday(days: tuple[date, ...], weekday: str | None) -> tuple[date, ...]:
    """Return the days that are this day of the week; all of them where none is given."""
    if weekday is None:
        return days
    return tuple(day for day in days if _WEEKDAYS[day.weekday()] == weekday)


def _month_number(word: str) -> int | None:
    """Return 1 to 12 for a month's name or its first letters, at least three; None for others."""
    if word == "sept":
        return 9
    if word in _MONTHS:
        return _MONTHS.index(word) + 1
    return _MONTH_NAMES.index(word) + 1 if word in _MONTH_NAMES else None


def _make_days(*dates: tuple[int, int, int]) -> tuple[date, ...]:
    """Return those (year, month, day) that exist, each once, in their order."""
    found: list[date] = []
    for year, month, day in dates:
        try:
            made = date(year, month, day)
        except ValueError:
            continue
        if made not in found:
            found.append(made)
    return tuple(found)
