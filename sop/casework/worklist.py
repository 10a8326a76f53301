"""The worklist: computes the rows that the store's index keeps, and selects them by due time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from sop.casework.history_check import replay_history
from sop.engine.build_checklist import build_checklist
from sop.engine.checklist_lines import Checklist
from sop.engine.deadlines import is_overdue
from sop.engine.work import WorkLine, list_work
from sop.model.case_state import Case
from sop.model.definition import Definition
from sop.model.events import CaseOpened, Event
from sop.model.refusal import UsageError
from sop.store.index_rows import CaseRows, OpenAction, WorkRow


def rows_of_history(
    case_id: str, events: tuple[Event, ...], definition_of: Callable[[str], Definition]
) -> CaseRows:
    """Return the rows of a case that is not loaded, for the store when it reads a log itself."""
    opening = events[0].body
    if not isinstance(opening, CaseOpened):
        return CaseRows("", "damaged")
    definition = definition_of(opening.definition)
    case = replay_history(definition, events, case_id)
    seen = build_checklist(definition, case, events[-1].recorded, history=events)
    return index_rows(definition, case, seen)


def index_rows(definition: Definition, case: Case, seen: Checklist) -> CaseRows:
    """Return the case's line and its listed work, by the checklist at its last event.

    Rows change by events only, never by the clock: an escalation or the end of a wait is a row from
    the start, with the moment since when it counts. Titles are those of the definition, not of the
    checklist, which may be in the language of the last writer.
    """
    work: tuple[WorkLine, ...] = ()
    if not case.is_closed:
        work = list_work(definition, seen)
    return CaseRows(
        workflow=case.workflow,
        status="closed" if case.is_closed else "open",
        opened_at=case.opened_at,
        incident=case.incident,
        actions=tuple(_row(one) for one in work if one.listed),
    )


def _row(work: WorkLine) -> OpenAction:
    return OpenAction(
        track=work.track,
        step=work.step,
        action=work.path,
        code=work.code,
        title=work.title,
        by=work.by,
        due=work.due,
        state=work.state,
        kind=work.kind,
        since=work.since,
        late_after=work.late_after,
        held=work.held,
    )


class WorkItem(NamedTuple):
    """Work in a case at a moment. `overdue_by` is None where it is not overdue.

    If `is_due`, its due time has passed but it is not late: it is due at once, or may not be
    needed. If `private`, the viewer may not see what it is.
    """

    row: WorkRow
    due: datetime | None
    overdue_by: timedelta | None
    is_due: bool = False
    private: bool = False


def work_items(rows: Iterable[WorkRow], now: datetime) -> tuple[WorkItem, ...]:
    """Return the rows with their due time and how long they are overdue, the most urgent first."""
    items = [_item(row, now) for row in rows]
    items.sort(key=_rank)
    return tuple(items)


def _item(row: WorkRow, now: datetime) -> WorkItem:
    if not row.due:
        return WorkItem(row, None, None)
    due = datetime.fromisoformat(row.due)
    if due > now or not is_overdue(_late_time(row, due), now):
        return WorkItem(row, due, None, is_due=due <= now)
    return WorkItem(row, due, now - due)


def _late_time(row: WorkRow, due: datetime) -> datetime | None:
    if row.late_after is None:
        return None
    if row.late_after == row.due:  # most are, and reading a time costs
        return due
    return datetime.fromisoformat(row.late_after)


def _rank(item: WorkItem) -> int:
    """Return the place in a list: overdue, due at once, the rest by time, what cannot be done yet.

    Rows of the same rank stay in the order of their due times.
    """
    if item.overdue_by is not None:
        return 0
    is_possible = item.row.state in ("open", "escalated") and not item.row.held
    if item.is_due:
        return 1 if is_possible else 3
    return 2 if is_possible or item.due is not None else 3


def due_day(text: str, today: date) -> date:
    """Return the last day that `--due today|week|DATE` includes; the week ends on Sunday."""
    if text == "today":
        return today
    if text == "week":
        return today + timedelta(days=6 - today.weekday())
    try:
        return date.fromisoformat(text)
    except ValueError as unreadable:
        raise UsageError(
            f"'{text}' is not a date.", "Use today, week or a date such as 2026-03-02."
        ) from unreadable


def due_by(items: Iterable[WorkItem], text: str, now: datetime) -> tuple[WorkItem, ...]:
    """Return the items due by then, and decisions without a date.

    A day is the day in the zone of each item's workflow.
    """
    return tuple(item for item in items if _is_due_by(item, text, now))


def _is_due_by(item: WorkItem, text: str, now: datetime) -> bool:
    if item.due is None:
        return item.row.kind == "decision"  # it waits for a person alone
    today = now.astimezone(item.due.tzinfo).date()
    return item.due.date() <= due_day(text, today)


def latest_due(text: str, now: datetime) -> datetime:
    """Return a bound for the index: a moment after the end of that day in every zone."""
    first_zone_now = now.astimezone(UTC) + timedelta(hours=14)  # UTC+14 is the earliest zone
    day = due_day(text, first_zone_now.date())
    return datetime.combine(day, time(23, 59, 59), UTC) + timedelta(hours=12)  # UTC-12 the latest
