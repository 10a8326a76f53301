"""Which days the words of a worklist mean."""

from __future__ import annotations

from datetime import datetime

from sop.casework.worklist import due_day, latest_due

NOW = datetime.fromisoformat("2026-03-02T10:00:00+02:00")  # a Monday


def test_days_of_the_worklist() -> None:
    today = NOW.date()
    days = [due_day(word, today).isoformat() for word in ("today", "week", "2026-04-01")]
    assert days == ["2026-03-02", "2026-03-08", "2026-04-01"]
    assert latest_due("today", NOW) >= datetime.fromisoformat("2026-03-02T23:59:59-12:00")
