"""Times as people write them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sop.casework.parse_time import (
    AmbiguousTime,
    clock_of_name,
    is_relative,
    parse_clock,
    parse_time,
)
from sop.model.refusal import UsageError

JOHANNESBURG, BERLIN = ZoneInfo("Africa/Johannesburg"), ZoneInfo("Europe/Berlin")
NOW = datetime.fromisoformat("2026-03-02T08:15:00+00:00")  # 10:15 in Johannesburg


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-03-01T09:30", "2026-03-01T09:30:00+02:00"),
        ("2026-03-01 09:30:15", "2026-03-01T09:30:15+02:00"),
        ("2026-03-01T09:30Z", "2026-03-01T11:30:00+02:00"),
        ("2026-03-01T09:30-05:00", "2026-03-01T16:30:00+02:00"),
        ("09:30", "2026-03-02T09:30:00+02:00"),
        ("9:30", "2026-03-02T09:30:00+02:00"),
        ("today 09:30", "2026-03-02T09:30:00+02:00"),
        ("Yesterday 16:00", "2026-03-01T16:00:00+02:00"),
        ("now", "2026-03-02T10:15:00+02:00"),
        ("Now", "2026-03-02T10:15:00+02:00"),
        ("09h30", "2026-03-02T09:30:00+02:00"),
        ("9.30", "2026-03-02T09:30:00+02:00"),
        ("9:30 pm", "2026-03-02T21:30:00+02:00"),
        ("12:30am", "2026-03-02T00:30:00+02:00"),
        ("30 Nov 11:40", "2025-11-30T11:40:00+02:00"),  # the nearest one
        ("Sun 1 March, 11h40", "2026-03-01T11:40:00+02:00"),
        ("1st of March 2026 at 11:40", "2026-03-01T11:40:00+02:00"),
        ("28/02/2026 11:40", "2026-02-28T11:40:00+02:00"),
        ("2/28/2026 11:40", "2026-02-28T11:40:00+02:00"),
        ("03/03/2026 11:40", "2026-03-03T11:40:00+02:00"),
        ("2026/02/28 11:40", "2026-02-28T11:40:00+02:00"),
        ("tomorrow 09:00", "2026-03-03T09:00:00+02:00"),
        ("5 minutes ago", "2026-03-02T10:10:00+02:00"),
        ("an hour ago", "2026-03-02T09:15:00+02:00"),
        ("half an hour ago", "2026-03-02T09:45:00+02:00"),
        ("Half  an hour ago", "2026-03-02T09:45:00+02:00"),
        ("an hour and a half ago", "2026-03-02T08:45:00+02:00"),
        ("three quarters of an hour ago", "2026-03-02T09:30:00+02:00"),
        ("ten minutes ago", "2026-03-02T10:05:00+02:00"),
        ("two hours ago", "2026-03-02T08:15:00+02:00"),
        ("-2h", "2026-03-02T08:15:00+02:00"),
        ("-90m", "2026-03-02T08:45:00+02:00"),
        ("-1d", "2026-03-01T10:15:00+02:00"),
        (" -1w ", "2026-02-23T10:15:00+02:00"),
    ],
)
def test_it_is_read_in_the_zone(text: str, meant: str) -> None:
    assert parse_time(text, NOW, JOHANNESBURG).isoformat() == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "teatime",
        "25:00",
        "09:60",
        "2026-02-30T10:00",
        "2026-03-01",
        "30 Nov",
        "31 Feb 10:00",
        "Tue 1 March 10:00",  # a Sunday
        "28/02/26 11:40",
        "13:30 pm",
        "+1h",
        "in 2 hours",
        "11",
        "2h",
        "-2y",
        "-999999w",
        "2026-03-29T02:30+99:00",
        "0001-01-01T00:00+14:00",
        "0001-01-01T00:00",
    ],
)
def test_what_cannot_be_read_says_what_can(text: str) -> None:
    with pytest.raises(UsageError) as told:
        parse_time(text, NOW, JOHANNESBURG)
    assert told.value.remedy


def test_an_hour_that_the_clocks_skip_does_not_exist() -> None:
    with pytest.raises(UsageError, match="skip"):
        parse_time("2026-03-29T02:30", NOW, BERLIN)


def test_hours_ago_are_elapsed_hours_over_a_change_of_clocks() -> None:
    after = datetime.fromisoformat("2026-03-29T04:00:00+02:00")
    assert parse_time("-2h", after, BERLIN).isoformat() == "2026-03-29T01:00:00+01:00"


def test_only_a_length_of_time_is_relative() -> None:
    others = ("09:30", "yesterday 16:00", "2026-03-01T09:30")
    assert (is_relative("-2h"), any(map(is_relative, others))) == (True, False)


@pytest.mark.parametrize("text", ["2026-03-02T10:00:00", "noon", ""])
def test_a_simulated_clock_needs_an_offset(text: str) -> None:
    with pytest.raises(UsageError, match="SOP_NOW"):
        parse_clock(text)


@pytest.mark.parametrize(
    ("text", "moments"),
    [
        ("05/11/2026 11:40", ("2026-11-05T11:40:00+01:00", "2026-05-11T11:40:00+02:00")),
        ("2026-10-25 02:30", ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00")),
        ("25 Oct 2026 02h30", ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00")),
    ],
)
def test_two_readings_are_never_guessed(text: str, moments: tuple[str, str]) -> None:
    with pytest.raises(AmbiguousTime) as unclear:
        parse_time(text, NOW, BERLIN)
    assert tuple(moment.isoformat() for _, moment in unclear.value.readings) == moments
    assert unclear.value.remedy == f"Write {moments[0]} or {moments[1]}."


@pytest.mark.parametrize(
    "text", ["now", "5 minutes ago", "half an hour ago", "ten minutes ago", "-2h"]
)
def test_a_text_that_moves_with_the_clock_is_relative(text: str) -> None:
    assert is_relative(text)
    assert not is_relative("11h40")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("noon", "2026-03-02T12:00:00+02:00"),
        ("Yesterday at Noon", "2026-03-01T12:00:00+02:00"),
        ("28 Feb midday", "2026-02-28T12:00:00+02:00"),
    ],
)
def test_noon_is_a_time_of_day(text: str, meant: str) -> None:
    assert parse_time(text, NOW, JOHANNESBURG).isoformat() == meant


def test_a_midnight_of_a_day_is_its_beginning_or_its_end() -> None:
    for text in ("midnight", "28 Feb midnight"):
        with pytest.raises(AmbiguousTime) as unclear:
            parse_time(text, NOW, JOHANNESBURG)
        first, second = (moment for _, moment in unclear.value.readings)
        assert (second - first, unclear.value.text) == (timedelta(days=1), text)
    with pytest.raises(UsageError):
        parse_time("some noon", NOW, JOHANNESBURG)


def test_midnight_alone_is_clear_where_the_time_is_known_to_be_past_or_to_come() -> None:
    assert (clock_of_name(" Midnight "), clock_of_name("noon")) == ("00:00", "12:00")
    assert clock_of_name("28 Feb midnight") == "28 Feb midnight"
