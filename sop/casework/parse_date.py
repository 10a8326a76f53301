"""Reads dates as people know them: `12 May 2008`, `May 2008`, `2008`, `about 2008`.

The answer has the form of events (`2008-05-12`, `2008-05`, `2008`, `about_2008`). A date of which
day and month can be exchanged is never guessed: AmbiguousTime has both.
"""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from sop.casework.parse_day import AMBIGUOUS_DAY, parse_day
from sop.casework.parse_time import AmbiguousTime
from sop.engine.fact_values import check_value, is_later, refuse_value
from sop.model.coarse_date import ABOUT, parse_coarse_date
from sop.model.condition import Value
from sop.model.fact import Fact
from sop.model.refusal import UsageError

# Compiled where a date is read, as in parse_time.py.
_ABOUT = r"(?i)(?:about|around|approximately|approx\.?|ca?\.?|~)[\s_]*(\d{4})"
_MONTH = r"(?i)([a-z]{3,9})\.?,?\s+(\d{4})|(\d{1,2})/(\d{4})"
_YEAR = r"\d{4}"
_RELATIVE = ("today", "yesterday")


def parse_date(fact: Fact, text: str, now: datetime, zone: ZoneInfo) -> Value:
    """Return the date of the text for this fact, in the form of events.

    Raises:
        UsageError: The text is not a date, is coarser than the fact accepts, does not name the
            year, or is in the future where the fact forbids it.
        AmbiguousTime: Day and month could be exchanged.
    """
    found = check_value(fact, _read_date(fact, text.strip(), now, zone))
    if fact.past_only and is_later(found, now, zone):
        shown = "That" if fact.sensitive else f"{text!r}"
        raise UsageError(
            f"{shown} is in the future, and {fact.id} may not be.", "Write an earlier date."
        )
    return found


def _read_date(fact: Fact, wanted: str, now: datetime, zone: ZoneInfo) -> str:
    about = re.fullmatch(_ABOUT, wanted)
    if about is not None:
        return f"{ABOUT}{about[1]}"
    if parse_coarse_date(wanted.lower()) is not None:
        return wanted.lower()
    month = _read_month(wanted, now)
    if month is not None:
        return month
    return _read_day(fact, wanted, now, zone)


def _read_month(wanted: str, now: datetime) -> str | None:
    """Return the month of `May 2008` or `05/2008`; None for any other text."""
    found = re.fullmatch(_MONTH, wanted)
    if found is None:
        return None
    if found[3]:
        return f"{found[4]}-{int(found[3]):02}"
    days = parse_day(f"1 {found[1]} {found[2]}", now.date())
    return f"{days[0]:%Y-%m}" if days else None


def _read_day(fact: Fact, wanted: str, now: datetime, zone: ZoneInfo) -> str:
    if wanted.lower() not in _RELATIVE and not re.search(_YEAR, wanted):
        raise refuse_value(fact, wanted)  # a day without its year would be guessed
    days = parse_day(wanted, now.astimezone(zone).date())
    if not days:
        raise refuse_value(fact, wanted)
    if len(days) == AMBIGUOUS_DAY:
        readings = tuple((f"{day:%d %B %Y}", day) for day in days)
        raise AmbiguousTime(wanted, "can be read as two days.", readings)
    return days[0].isoformat()
