"""What waits for whom in which case: the rows that the store's index keeps, and the questions asked of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from sop.casework.history_check import replay_history
from sop.engine.build_checklist import build_checklist
from sop.engine.checklist_lines import ActionLine, TrackLine
from sop.model.definition import Definition
from sop.model.events import CaseOpened, Event
from sop.model.refusal import UsageError
from sop.store.index_rows import CaseRows, OpenAction, RowsOf, WorkRow


def rows_for(definition_of: Callable[[str], Definition]) -> RowsOf:
    """The function by which a store learns what a case's events leave open."""

    def rows_of(case_id: str, events: tuple[Event, ...]) -> CaseRows:
        opening = events[0].body
        if not isinstance(opening, CaseOpened):
            return CaseRows("", "damaged")
        return index_rows(definition_of(opening.definition), case_id, events)

    return rows_of


def index_rows(definition: Definition, case_id: str, events: tuple[Event, ...]) -> CaseRows:
    """The case's line and what waits for somebody. They change by events only, never by the clock: what only time
    brings, an escalation or the end of a wait, is there from the start and says since when it counts."""
    case = replay_history(definition, events, case_id)
    tracks = () if case.is_closed else build_checklist(definition, case, events[-1].recorded).tracks
    actions = tuple(
        row
        for track in tracks
        for row in (*_actions(track), *_escalations(track), *_decisions(track))
    )
    return CaseRows(
        case.workflow,
        "closed" if case.is_closed else "open",
        case.opened_at,
        case.incident,
        actions,
    )


def _actions(track: TrackLine) -> Iterator[OpenAction]:
    for line in track.actions:
        if line.state == "open":
            step = line.path.split(".")[1]
            yield OpenAction(track.track, step, line.path, line.code, line.title, line.by, line.due)


def _escalations(track: TrackLine) -> Iterator[OpenAction]:
    """The step, for whom it escalates to once its deadline has passed."""
    if track.step and track.step_code and track.due is not None and track.escalate_to:
        path, by = f"{track.track}.{track.step}", (track.escalate_to,)
        yield OpenAction(
            track.track,
            track.step,
            path,
            track.step_code,
            track.step_title,
            by,
            track.due,
            kind="escalation",
            since=track.due,
        )


def _decisions(track: TrackLine) -> Iterator[OpenAction]:
    """The outcomes that can be taken, now or once their wait has passed, where all that is required is done."""
    if not track.step or not track.step_code or any(is_missing(line) for line in track.actions):
        return
    for way in track.outcomes:
        if all(reason.code == "too_early" for reason in way.reasons):
            title = f"{way.title or way.path.rsplit('.', 1)[1]} -> {way.to_title or 'back'}"
            yield OpenAction(
                track.track,
                track.step,
                way.path,
                track.step_code,
                title,
                way.by,
                track.due,
                kind="decision",
                since=way.opens_at,
            )


def is_missing(line: ActionLine) -> bool:
    """Whether the step still waits for the action."""
    return line.is_needed


class WorkItem(NamedTuple):
    """What waits for somebody in some case. `overdue_by` is None where it is not overdue."""

    row: WorkRow
    due: datetime | None
    overdue_by: timedelta | None


def work_items(rows: Iterable[WorkRow], now: datetime) -> tuple[WorkItem, ...]:
    """The rows with what the clock makes of them, in their order."""
    return tuple([_item(row, now) for row in rows])


def _item(row: WorkRow, now: datetime) -> WorkItem:
    due = datetime.fromisoformat(row.due) if row.due else None
    return WorkItem(row, due, now - due if due is not None and due < now else None)


def due_day(text: str, today: date) -> date:
    """The last day that `--due today|week|DATE` includes; the week ends on Sunday."""
    if text == "today":
        return today
    if text == "week":
        return today + timedelta(days=6 - today.weekday())
    try:
        return date.fromisoformat(text)
    except ValueError as unreadable:
        raise UsageError(
            f"'{text}' is no day.", "write today, week or a date such as 2026-03-02"
        ) from unreadable


def due_by(items: Iterable[WorkItem], text: str, now: datetime) -> tuple[WorkItem, ...]:
    """The items due by then. A day is the day in the zone of each item's workflow."""
    return tuple(
        item
        for item in items
        if item.due is not None
        and item.due.date() <= due_day(text, now.astimezone(item.due.tzinfo).date())
    )


def latest_due(text: str, now: datetime) -> datetime:
    """A moment that no such day lies after in any zone: a bound for the index."""
    day = due_day(text, (now.astimezone(UTC) + timedelta(hours=14)).date())
    return datetime.combine(day, time(23, 59, 59), UTC) + timedelta(hours=12)
