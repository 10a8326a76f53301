"""Until when a list of due work goes: a day, or the next moment with that time of day."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from sop.casework.due_limit import find_later_tonight, read_due_limit
from sop.model.refusal import UsageError
from tests.casework.test_shift_report import item

ZONE = ZoneInfo("Africa/Johannesburg")
EVENING = datetime.fromisoformat("2026-03-02T22:40:00+02:00")


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("today", "today"),
        ("week", "week"),
        ("2026-03-05", "2026-03-05"),
        ("08:00", "2026-03-03T08:00:00+02:00"),
        ("23h15", "2026-03-02T23:15:00+02:00"),
        ("8 am", "2026-03-03T08:00:00+02:00"),
        ("+12h", "2026-03-03T10:40:00+02:00"),
        ("2026-03-04 06:00", "2026-03-04T06:00:00+02:00"),
    ],
)
def test_a_day_stays_a_day_and_a_time_becomes_its_next_moment(text: str, limit: str) -> None:
    assert read_due_limit(text, EVENING, ZONE) == limit


@pytest.mark.parametrize("text", ["soon", "27:00", "8", "+x", "2026-03-01 06:00", ""])
def test_another_text_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read_due_limit(text, EVENING, ZONE)


def test_what_falls_due_soon_after_midnight_is_found() -> None:
    items = [item("A", 17), item("B", 19), item("C", 40), item("D", None)]  # from 06:00 on
    assert [one.row.case for one in find_later_tonight(items, EVENING)] == ["B"]
