"""Reads times as people write them: `now`, `11h40`, `30 Nov 11:40`, `5 minutes ago`, ISO 8601.

A text that can name two moments is never guessed: AmbiguousTime has both.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sop.casework.parse_day import AMBIGUOUS_DAY, NOT_A_DAY, parse_day
from sop.model.refusal import UsageError

ACCEPTED = (
    "Write now, noon, 09:30, 09h30, yesterday 16:00, 30 Nov 11:40, 30/11/2026 11:40, "
    "2026-03-02T09:30, 5 minutes ago or -2h."
)

# Patterns are compiled where a time is read: most commands read none, and each costs 0.3 ms.
_SHORT_AGO = r"(?i)-(\d{1,6})\s*(m|min|h|d|w)"
_AGO = r"(?i)(\d{1,6}|an?)\s*(m|min|minutes?|h|hours?|d|days?|w|weeks?)\s+ago"
_AHEAD = r"(?i)\+\s*\d|in\s+(\d|an?\s)"
_MINUTES = {"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}
_PARTS_OF_AN_HOUR = {
    "half an hour": 30,
    "half hour": 30,
    "a half hour": 30,
    "half a hour": 30,
    "a quarter of an hour": 15,
    "quarter of an hour": 15,
    "three quarters of an hour": 45,
    "an hour and a half": 90,
    "one and a half hours": 90,
    "1.5 hours": 90,
    "1 1/2 hours": 90,
}
"""Lengths in words, in minutes."""
_FIRST_NUMBERS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_TENS = {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_NUMBERS = {name: number for number, name in enumerate(_FIRST_NUMBERS, 1)} | _TENS

# 09:30, 9:30:15, 09h30, 9.30, 9:30 pm, 9pm; alone or after a day. 2h is neither 02:00 nor -2h.
_CLOCK = (
    r"(?i)(?:(?P<day>.+?)(?:\s*,\s*|\s+)(?:at\s+)?|T)??"
    r"(?P<hour>\d{1,2})(?:(?P<sign>[:.h])(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?"
)
# noon, midnight; alone or after a day.
_NAMED_HOUR = r"(?i)(?:(?P<day>.+?)(?:\s*,\s*|\s+)(?:at\s+)?|at\s+)??(?P<name>noon|midday|midnight)"
_NAMED_HOURS = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}
_ANY_DAY = date(2000, 6, 15)  # to see whether a text is a day at all
NOON = 12  # hours; 12:30 am is half past midnight, 12:30 pm half past noon


class AmbiguousTime(UsageError):
    """A text that names two moments or days. `readings` has each: what it says, and the value."""

    def __init__(self, text: str, problem: str, readings: tuple[tuple[str, date], ...]) -> None:
        self.text = text
        self.readings = readings
        either = " or ".join(moment.isoformat() for _, moment in readings)
        super().__init__(f"'{text}' {problem}", f"Write {either}.")


def parse_time(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment of the text, in the zone. Without an offset it is local time of the zone.

    A day without a year is the nearest one to `now`.

    Raises:
        UsageError: The text is of another form, begins with `+`, is a day without a time of day,
            or names an hour that the clocks skipped.
        AmbiguousTime: Day and month could be exchanged, the hour comes twice, or it is midnight.
    """
    wanted = text.strip()
    if wanted.lower() == "now":
        return now.astimezone(zone)
    if (minutes := _read_minutes_ago(wanted)) is not None:
        return _minutes_ago(minutes, now, zone=zone, text=text)
    if re.match(_AHEAD, wanted):
        raise UsageError(
            f"'{text}' is in the future.",
            "For what has happened, write an earlier time; for an appointment, its day and time.",
        )
    named = re.fullmatch(_NAMED_HOUR, wanted)
    if named is not None:
        return _parse_named_hour(named, now, zone=zone, text=text)
    clock = re.fullmatch(_CLOCK, wanted)
    if clock is not None and _has_time_of_day(clock):
        return _parse_local(clock, now, zone=zone, text=text)
    return _parse_iso(wanted, zone, text)


def clock_of_name(text: str) -> str:
    """Return `00:00` for `midnight` alone and `12:00` for `noon`; any other text as it is.

    For a time of which it is clear whether it is past or to come: only one midnight fits then.
    """
    return _NAMED_HOURS.get(text.strip().lower().removeprefix("at "), text)


def _parse_named_hour(
    named: re.Match[str], now: datetime, *, zone: ZoneInfo, text: str
) -> datetime:
    """Return noon of the day; a midnight is the beginning or the end of the day."""
    name = named["name"].lower()
    written = f"{named['day'] or 'today'} {_NAMED_HOURS[name]}"
    clock = re.fullmatch(_CLOCK, written)
    assert clock is not None  # a time of day ends the text
    moment = _parse_local(clock, now, zone=zone, text=text)
    if name != "midnight":
        return moment
    after = _local(moment.date() + timedelta(days=1), moment.time(), zone=zone, text=text)
    readings = tuple((f"{one:%d %B %Y %H:%M}", one) for one in (moment, after))
    raise AmbiguousTime(text, "can be the beginning or the end of the day.", readings)


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
    """Whether the text names another moment each time that it is read (`now`, `-2h`)."""
    wanted = text.strip()
    return wanted.lower() == "now" or _read_minutes_ago(wanted) is not None


def _read_minutes_ago(wanted: str) -> int | None:
    """Return how many minutes ago the text says; None for another text."""
    in_words = " ".join(wanted.lower().split())
    length = in_words.removesuffix(" ago")
    if length != in_words and length in _PARTS_OF_AN_HOUR:
        return _PARTS_OF_AN_HOUR[length]
    first, _, rest = in_words.partition(" ")
    if first in _NUMBERS:
        wanted = f"{_NUMBERS[first]} {rest}"
    ago = re.fullmatch(_SHORT_AGO, wanted) or re.fullmatch(_AGO, wanted)
    if ago is None:
        return None
    number = 1 if ago[1].lower().startswith("a") else int(ago[1])
    return number * _MINUTES[ago[2][0].lower()]


def _minutes_ago(minutes: int, now: datetime, *, zone: ZoneInfo, text: str) -> datetime:
    try:
        return (now.astimezone(UTC) - timedelta(minutes=minutes)).astimezone(zone)
    except OverflowError as too_far:
        raise UsageError(f"The time '{text}' is before all calendars.", ACCEPTED) from too_far


def _has_time_of_day(clock: re.Match[str]) -> bool:
    """Whether the match is a time of day; a lone number is not."""
    return bool(clock["minute"] or clock["half"])


def _parse_local(clock: re.Match[str], now: datetime, *, zone: ZoneInfo, text: str) -> datetime:
    today = now.astimezone(zone).date()
    days = parse_day(clock["day"], today) if clock["day"] else (today,)
    if days == NOT_A_DAY:
        raise UsageError(f"'{text}' is not a valid time.", ACCEPTED)
    hour = _time_of_day(clock, text)
    moments = [_local(day, hour, zone=zone, text=text) for day in days]
    if len(days) == AMBIGUOUS_DAY:
        readings = [(f"{moment:%d %B %Y %H:%M}", moment) for moment in moments]
        raise AmbiguousTime(text, "can be read as two days.", tuple(readings))
    return moments[0]


def _time_of_day(clock: re.Match[str], text: str) -> time:
    hour, minute, second = (int(clock[part] or 0) for part in ("hour", "minute", "second"))
    half = (clock["half"] or "")[:1].lower()
    if half and not 1 <= hour <= NOON:
        raise UsageError(f"The hour of '{text}' does not exist.", ACCEPTED)
    if half:
        hour = hour % NOON + (NOON if half == "p" else 0)
    try:
        return time(hour, minute, second)
    except ValueError as unreadable:
        raise UsageError(
            f"The hour or the minute of '{text}' does not exist.", ACCEPTED
        ) from unreadable


def _parse_iso(wanted: str, zone: ZoneInfo, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(wanted)
        if moment.tzinfo is not None:
            return moment.astimezone(zone)
    except (ValueError, OverflowError) as unreadable:
        if parse_day(wanted, _ANY_DAY):
            raise _without_time_of_day(text) from unreadable
        raise UsageError(f"'{text}' is not a valid time.", ACCEPTED) from unreadable
    if not re.search(r"[T ]", wanted, re.IGNORECASE):
        raise _without_time_of_day(text)
    return _local(moment.date(), moment.time(), zone=zone, text=text)


def _without_time_of_day(text: str) -> UsageError:
    return UsageError(
        f"'{text}' is a day without a time of day.", f"Write for example {text.strip()} 09:30"
    )


def _local(day: date, clock: time, *, zone: ZoneInfo, text: str) -> datetime:
    """Return the moment in the zone.

    Raise UsageError where its clocks skip it, AmbiguousTime where they show it twice.
    """
    moment = datetime.combine(day, clock, zone)
    try:
        back = moment.astimezone(UTC).astimezone(zone)
    except OverflowError as too_far:
        raise UsageError(f"The time '{text}' is outside all calendars.", ACCEPTED) from too_far
    if back.replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise UsageError(f"The clocks of {zone.key} skip '{text}'.", "Add the offset from UTC.")
    again = moment.replace(fold=1)
    if again.utcoffset() != moment.utcoffset():
        first, second = f"{moment:%H:%M}, the first time", f"{again:%H:%M}, the second time"
        raise AmbiguousTime(
            text,
            f"comes twice: the clocks of {zone.key} are set back.",
            ((first, moment), (second, again)),
        )
    return moment
