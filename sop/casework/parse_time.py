"""When something happened, as people write it: ISO 8601, `09:30`, `yesterday 16:00`, `-2h`."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sop.model.refusal import UsageError

ACCEPTED = "write 2026-03-02T09:30, 2026-03-02T09:30+02:00, 09:30, yesterday 16:00 or -2h"

_AGO = re.compile(r"-(\d{1,6})\s*(m|min|h|d|w)", re.IGNORECASE)
_CLOCK = re.compile(r"(?:(today|yesterday)\s+)?(\d{1,2}:\d{2}(?::\d{2})?)", re.IGNORECASE)
_MINUTES = {"m": 1, "min": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}


def parse_time(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment that the text names, in the zone. Without an offset it is local time of the zone.

    Misuse when it cannot be read, when the day has no time of day, or when the clocks skipped that hour.
    """
    wanted = text.strip()
    if ago := _AGO.fullmatch(wanted):
        return _minutes_ago(int(ago[1]) * _MINUTES[ago[2].lower()], now, zone, text)
    if clock := _CLOCK.fullmatch(wanted):
        day = now.astimezone(zone).date() - timedelta(
            days=1 if (clock[1] or "").lower() == "yesterday" else 0
        )
        return _local(day, _time_of_day(clock[2], text), zone, text)
    return _iso(wanted, zone, text)


def parse_clock(text: str) -> datetime:
    """The moment of SOP_NOW: ISO 8601 with an offset."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UsageError(
            f"SOP_NOW '{text}' is no time with an offset.",
            "write SOP_NOW=2026-03-02T09:30:00+02:00",
        )
    return moment


def is_relative(text: str) -> bool:
    """Whether the same text names another moment each time that it is read (`-2h`)."""
    return _AGO.fullmatch(text.strip()) is not None


def _minutes_ago(minutes: int, now: datetime, zone: ZoneInfo, text: str) -> datetime:
    try:
        return (now.astimezone(UTC) - timedelta(minutes=minutes)).astimezone(zone)
    except OverflowError as too_far:
        raise UsageError(f"the time '{text}' lies before all calendars.", ACCEPTED) from too_far


def _time_of_day(clock: str, text: str) -> time:
    try:
        return time.fromisoformat(clock if clock.index(":") == 2 else f"0{clock}")
    except ValueError as unreadable:
        raise UsageError(f"the time '{text}' has no such hour or minute.", ACCEPTED) from unreadable


def _iso(wanted: str, zone: ZoneInfo, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(wanted)
        if moment.tzinfo is not None:
            return moment.astimezone(zone)
    except (ValueError, OverflowError) as unreadable:
        raise UsageError(f"the time '{text}' cannot be read.", ACCEPTED) from unreadable
    if not re.search(r"[T ]", wanted, re.IGNORECASE):
        raise UsageError(
            f"the time '{text}' names a day without a time of day.", f"write {wanted}T09:30"
        )
    return _local(moment.date(), moment.time(), zone, text)


def _local(day: date, clock: time, zone: ZoneInfo, text: str) -> datetime:
    moment = datetime.combine(day, clock, zone)
    try:
        back = moment.astimezone(UTC).astimezone(zone)
    except OverflowError as too_far:
        raise UsageError(f"the time '{text}' lies outside all calendars.", ACCEPTED) from too_far
    if back.replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise UsageError(f"the clocks of {zone.key} skip '{text}'.", "add the offset that is meant")
    return moment
