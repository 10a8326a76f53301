"""Dates and lengths of time as people read them, whatever the machine's locale and zone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sop.views.date_text import deadline, distance, length, moment, zone_name

ZONE = "Africa/Johannesburg"
NOW = datetime.fromisoformat("2026-11-23T10:15:00+02:00")


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_moment_is_told_in_the_workflows_zone_without_the_year_of_the_screen() -> None:
    assert moment(_at("2026-11-20T14:10:00+00:00"), ZONE, NOW) == "Fri 20 Nov 16:10"
    assert moment(_at("2026-11-20T14:10:00+00:00"), ZONE, NOW, weekday=False) == "20 Nov 16:10"
    assert zone_name(NOW, ZONE) == "SAST"


def test_another_year_is_named_also_where_only_the_zone_makes_it_another() -> None:
    assert moment(_at("2025-03-01T00:00:00+02:00"), ZONE, NOW) == "Sat 1 Mar 2025 00:00"
    assert moment(_at("2026-12-31T23:30:00+00:00"), ZONE, NOW) == "Fri 1 Jan 2027 01:30"


def test_a_deadline_at_the_end_of_a_day_names_the_day_alone() -> None:
    assert deadline(_at("2026-11-25T23:59:59+02:00"), ZONE, NOW) == "Wed 25 Nov"
    assert deadline(_at("2026-11-25T23:59:59+00:00"), ZONE, NOW) == "Thu 26 Nov 01:59"


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(0), "1 min"),
        (timedelta(seconds=59), "1 min"),
        (timedelta(minutes=89), "89 min"),
        (timedelta(minutes=90), "1 h 30 min"),
        (timedelta(minutes=119), "1 h 59 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=9, minutes=59), "9 h 59 min"),
        (timedelta(hours=10, minutes=59), "10 h"),
        (timedelta(hours=47, minutes=59), "47 h"),
        (timedelta(hours=48), "2 days"),
        (timedelta(days=400), "400 days"),
    ],
)
def test_a_length_is_told_in_the_unit_that_fits(span: timedelta, said: str) -> None:
    assert length(span) == said


def test_late_is_told_after_the_deadline_and_not_at_it() -> None:
    assert distance(NOW, NOW) == "in 1 min"
    assert distance(NOW - timedelta(seconds=1), NOW) == "1 min late"
    assert distance(NOW - timedelta(hours=18, minutes=5), NOW) == "18 h late"
    assert distance(NOW + timedelta(days=2, hours=5), NOW) == "in 2 days"
