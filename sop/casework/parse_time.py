"""Reads times as people write them: ISO 8601, `09:30`, `yesterday 16:00`, `-2h`."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sop.model.refusal import UsageError

ACCEPTED = "Write 2026-03-02T09:30, 2026-03-02T09:30+02:00, 09:30, yesterday 16:00 or -2h."

_AGO = re.compile(r"-(\d{1,6})\s*(m|min|h|d|w)", re.IGNORECASE)
_CLOCK = re.compile(r"(?:(today|yesterday)\s+)?(\d{1,2}:\d{2}(?::\d{2})?)", re.IGNORECASE)
_MINUTES = {"m": 1, "min": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}


def parse_time(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment of the text, in the zone. Without an offset it is local time of the zone.

    Raises UsageError for another form, a day without a time of day, or an hour that the clocks
    skipped.
    """
    wanted = text.strip()
    if ago := _AGO.fullmatch(wanted):
        return _minutes_ago(int(ago[1]) * _MINUTES[ago[2].lower()], now, zone=zone, text=text)
    if clock := _CLOCK.fullmatch(wanted):
        day = now.astimezone(zone).date()
        if (clock[1] or "").lower() == "yesterday":
            day -= timedelta(days=1)
        return _local(day, _time_of_day(clock[2], text), zone=zone, text=text)
    return _iso(wanted, zone, text)


def parse_clock(text: str) -> datetime:
    """Return the moment of SOP_NOW: ISO 8601 with an offset."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UsageError(
            f"SOP_NOW '{text}' is not a time with an offset.",
            "Write SOP_NOW=2026-03-02T09:30:00+02:00",
        )
    return moment


def is_relative(text: str) -> bool:
    """Whether the text names another moment each time that it is read (`-2h`)."""
    return _AGO.fullmatch(text.strip()) is not None


def _minutes_ago(minutes: int, now: datetime, *, zone: ZoneInfo, text: str) -> datetime:
    try:
        return (now.astimezone(UTC) - timedelta(minutes=minutes)).astimezone(zone)
    except OverflowError as too_far:
        raise UsageError(f"The time '{text}' is before all calendars.", ACCEPTED) from too_far


def _time_of_day(clock: str, text: str) -> time:
    try:
        return time.fromisoformat(clock if clock.index(":") == 2 else f"0{clock}")
    except ValueError as unreadable:
        raise UsageError(
            f"The hour or the minute of '{text}' does not exist.", ACCEPTED
        ) from unreadable


def _iso(wanted: str, zone: ZoneInfo, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(wanted)
        if moment.tzinfo is not None:
            return moment.astimezone(zone)
    except (ValueError, OverflowError) as unreadable:
        raise UsageError(f"'{text}' is not a valid time.", ACCEPTED) from unreadable
    if not re.search(r"[T ]", wanted, re.IGNORECASE):
        raise UsageError(
            f"'{text}' is a day without a time of day.", f"Write for example {wanted}T09:30"
        )
    return _local(moment.date(), moment.time(), zone=zone, text=text)


def _local(day: date, clock: time, *, zone: ZoneInfo, text: str) -> datetime:
    """Return the moment in the zone; raise UsageError where its clocks skip it."""
    moment = datetime.combine(day, clock, zone)
    try:
        back = moment.astimezone(UTC).astimezone(zone)
    except OverflowError as too_far:
        raise UsageError(f"The time '{text}' is outside all calendars.", ACCEPTED) from too_far
    if back.replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise UsageError(f"The clocks of {zone.key} skip '{text}'.", "Add the offset from UTC.")
    return moment
