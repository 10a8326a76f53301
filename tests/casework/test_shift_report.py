"""The times of a shift, and what its handover lists."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sop.casework.shift_report import make_report, read_end, read_start
from sop.casework.worklist import WorkItem
from sop.model.refusal import UsageError
from sop.store.index_rows import WorkRow

ZONE = ZoneInfo("Africa/Johannesburg")
NOW = datetime.fromisoformat("2026-03-02T06:00:00+02:00")


def item(case: str, hours: int | None, kind: str = "action", late: bool = False) -> WorkItem:
    due = None if hours is None else NOW + timedelta(hours=hours)
    row = WorkRow(case, "w", "t", "s", "t.s.a", "T1.1", "Ask", ("lab",), None, "open", kind)  # type: ignore[arg-type]
    return WorkItem(row, due, timedelta(hours=1) if late else None)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        (None, "2026-03-01T18:00:00+02:00"),
        ("18:00", "2026-03-01T18:00:00+02:00"),
        ("05h30", "2026-03-02T05:30:00+02:00"),
        ("-3h", "2026-03-02T03:00:00+02:00"),
        ("midnight", "2026-03-02T00:00:00+02:00"),
        ("noon", "2026-03-01T12:00:00+02:00"),
    ],
)
def test_a_time_of_day_to_come_began_the_shift_yesterday(text: str | None, moment: str) -> None:
    assert read_start(text, NOW, ZONE).isoformat() == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        (None, "2026-03-02T18:00:00+02:00"),
        ("18:00", "2026-03-02T18:00:00+02:00"),
        ("05:00", "2026-03-03T05:00:00+02:00"),
        ("+8h", "2026-03-02T14:00:00+02:00"),
        ("midnight", "2026-03-03T00:00:00+02:00"),
        ("noon", "2026-03-02T12:00:00+02:00"),
    ],
)
def test_a_time_of_day_that_is_past_ends_the_next_shift_tomorrow(
    text: str | None, moment: str
) -> None:
    assert read_end(text, NOW, ZONE).isoformat() == moment


def test_a_shift_neither_begins_in_the_future_nor_ends_in_the_past() -> None:
    with pytest.raises(UsageError, match="cannot begin in the future"):
        read_start("2026-03-05 10:00", NOW, ZONE)
    with pytest.raises(UsageError, match="cannot end in the past"):
        read_end("2026-03-01 10:00", NOW, ZONE)


def test_the_lists_take_what_is_late_due_in_time_and_undecided() -> None:
    late, soon, far = item("A", -1, late=True), item("B", 3), item("B", 30)
    free, choice = item("C", None), item("C", None, "decision")
    items = (late, soon, far, free, choice)
    report = make_report(items, (), (), since=NOW, until=NOW + timedelta(hours=12))
    assert (report.overdue, report.due, report.decisions) == ((late,), (soon,), (choice,))
    assert [one.case for one in report.by_case(())] == ["A", "B", "C"]
    assert [one.case for one in report.by_case({"C"})] == ["C", "A", "B"]


def test_a_decision_that_is_late_is_listed_once_in_its_case() -> None:
    late = item("A", -1, "decision", late=True)
    report = make_report((late,), (), (), since=NOW, until=NOW)
    assert (report.overdue, report.decisions) == ((late,), (late,))
    assert [one.items for one in report.by_case(())] == [(late,)]
