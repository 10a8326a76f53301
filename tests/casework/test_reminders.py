"""Reminders are the differences of two moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sop.casework.reminders import Reminder, find_changes, list_reminders, parse_interval
from sop.casework.worklist import WorkItem
from sop.model.refusal import UsageError
from sop.store.index_rows import WorkRow

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ROW = WorkRow(
    "7K3M-9QTD-X", "recall", "recall", "trace", "recall.trace.all", "R2.1", "Trace", ("plant",),
    None, "open",
)  # fmt: skip
DANGER = Reminder("danger", "7K3M-9QTD-X", "recall", path="fire", title="Is there smoke? yes")


def item(due: datetime | None, late: timedelta | None = None) -> WorkItem:
    return WorkItem(ROW, due, late)


def kinds(*items: WorkItem) -> list[str]:
    return [one.kind for one in list_reminders(items, (), NOON).values()]


def test_work_is_due_from_its_due_time_on_and_then_overdue() -> None:
    assert kinds(item(None)) == []
    assert kinds(item(NOON + timedelta(seconds=1))) == []
    assert kinds(item(NOON)) == ["due"]
    assert kinds(item(NOON, timedelta(minutes=1))) == ["overdue"]


def test_only_what_is_new_is_a_change_and_danger_comes_first() -> None:
    before = list_reminders([item(NOON)], (), NOON)
    after = list_reminders([item(NOON, timedelta(minutes=1))], [DANGER], NOON)
    assert [one.kind for one in find_changes(before, after)] == ["danger", "overdue"]
    assert find_changes(after, after) == ()
    assert find_changes(after, before)[0].kind == "due"


@pytest.mark.parametrize(
    ("text", "seconds"), [("30s", 30), ("1m", 60), ("2 min", 120), ("1H", 3600)]
)
def test_an_interval_is_a_number_and_a_unit(text: str, seconds: int) -> None:
    assert parse_interval(text).total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "1", "m", "1d", "4s", "61m", "-1m", "99999s"])
def test_another_interval_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_interval(text)
