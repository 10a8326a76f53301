"""Dates and lengths of time for people: month in words, 24 hours, the workflow's zone.

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

# From these lengths on the next larger unit is used: "1 h" is not exact enough to act on.
HOURS_FROM = timedelta(minutes=90)
DAYS_FROM = timedelta(hours=48)
MINUTES_BELOW = timedelta(hours=10)
"""Below it minutes count: "1 h" for 1 h 59 min would be read as half of the time."""


def day(at: datetime, zone: str, now: datetime, weekday: bool = True) -> str:
    """Return `Fri 20 Nov`; with the year where it is not the year of `now` in the zone."""
    local = at.astimezone(zone_of(zone))
    parts = [str(local.day), MONTHS[local.month - 1]]
    if weekday:
        parts.insert(0, DAYS[local.weekday()])
    if local.year != now.astimezone(zone_of(zone)).year:
        parts.append(str(local.year))
    return " ".join(parts)


def moment(at: datetime, zone: str, now: datetime, weekday: bool = True) -> str:
    """Return `Fri 20 Nov 16:10`."""
    return f"{day(at, zone, now, weekday)} {clock_time(at, zone)}"


def deadline(at: datetime, zone: str, now: datetime, weekday: bool = True) -> str:
    """Return the moment; only its day where the deadline is the end of that day."""
    if at.astimezone(zone_of(zone)).time().replace(microsecond=0) == END_OF_DAY:
        return day(at, zone, now, weekday)
    return moment(at, zone, now, weekday)


def clock_time(at: datetime, zone: str) -> str:
    """Return `16:10`."""
    return f"{at.astimezone(zone_of(zone)):%H:%M}"


def zone_name(at: datetime, zone: str) -> str:
    """Return the short name of the zone at that moment, as `CET`; shown once on a screen."""
    return at.astimezone(zone_of(zone)).tzname() or zone


def length(span: timedelta) -> str:
    """Return `40 min`, `1 h 59 min`, `18 h`, `3 days`: rounded down, at least a minute."""
    if span < HOURS_FROM:
        return f"{max(1, span // timedelta(minutes=1))} min"
    hours, rest = divmod(span, timedelta(hours=1))
    minutes = rest // timedelta(minutes=1)
    if minutes and span < MINUTES_BELOW:
        return f"{hours} h {minutes} min"
    if span < DAYS_FROM:
        return f"{hours} h"
    return f"{span // timedelta(days=1)} days"


def distance(due: datetime, now: datetime) -> str:
    """Return how far a deadline is: `18 h late`, `in 2 days`."""
    if now > due:
        return f"{length(now - due)} late"
    return f"in {length(due - now)}"
