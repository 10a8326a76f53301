"""Dates and lengths of time as people read them: month in words, 24 hours, the workflow's zone.

>>> from datetime import datetime
>>> now = datetime.fromisoformat("2026-11-23T10:15+02:00")
>>> moment(datetime.fromisoformat("2026-11-20T14:10+00:00"), "Etc/GMT-2", now)
'Fri 20 Nov 16:10'
>>> distance(datetime.fromisoformat("2026-11-22T16:10+02:00"), now)
'18 h late'
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sop.engine.deadlines import END_OF_DAY, zone_of
from sop.engine.decision_context import DAYS, MONTHS

# From here on a length is told in the next larger unit.
HOURS_FROM = timedelta(minutes=90)
DAYS_FROM = timedelta(hours=48)


def day(at: datetime, zone: str, now: datetime, weekday: bool = True) -> str:
    """`Fri 20 Nov`; with the year where it is not the year of `now`."""
    local = at.astimezone(zone_of(zone))
    year = f" {local.year}" if local.year != now.astimezone(zone_of(zone)).year else ""
    return f"{DAYS[local.weekday()] + ' ' if weekday else ''}{local.day} {MONTHS[local.month - 1]}{year}"


def moment(at: datetime, zone: str, now: datetime, weekday: bool = True) -> str:
    """`Fri 20 Nov 16:10`."""
    return f"{day(at, zone, now, weekday)} {clock_time(at, zone)}"


def deadline(at: datetime, zone: str, now: datetime, weekday: bool = True) -> str:
    """A moment; only the day where the whole day is left for it."""
    is_whole_day = at.astimezone(zone_of(zone)).time().replace(microsecond=0) == END_OF_DAY
    return day(at, zone, now, weekday) if is_whole_day else moment(at, zone, now, weekday)


def clock_time(at: datetime, zone: str) -> str:
    """`16:10`."""
    return f"{at.astimezone(zone_of(zone)):%H:%M}"


def zone_name(at: datetime, zone: str) -> str:
    """The short name of the zone at that moment, as `CET`; shown once a screen."""
    return at.astimezone(zone_of(zone)).tzname() or zone


def length(span: timedelta) -> str:
    """`40 min`, `18 h`, `3 days`: rounded down, at least a minute."""
    if span < HOURS_FROM:
        return f"{max(1, span // timedelta(minutes=1))} min"
    if span < DAYS_FROM:
        return f"{span // timedelta(hours=1)} h"
    return f"{span // timedelta(days=1)} days"


def distance(due: datetime, now: datetime) -> str:
    """How far a deadline is: `18 h late`, `in 2 days`."""
    return f"{length(now - due)} late" if now > due else f"in {length(due - now)}"
