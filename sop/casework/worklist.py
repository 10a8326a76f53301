"""The worklist: computes the rows that the store's index keeps, and selects them by due time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from sop.casework.history_check import replay_history
from sop.engine.build_checklist import build_checklist
from sop.engine.checklist_lines import ActionLine, Checklist, TrackLine, TransitionLine
from sop.model.case_state import Case
from sop.model.definition import Definition
from sop.model.dotted_path import DottedPath
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
    return index_rows(definition, case, build_checklist(definition, case, events[-1].recorded))


def index_rows(definition: Definition, case: Case, seen: Checklist) -> CaseRows:
    """Return the case's line and its open work, by the checklist at its last event.

    Rows change by events only, never by the clock: an escalation or the end of a wait is a row from
    the start, with the moment since when it counts. Titles are those of the definition, not of the
    checklist, which may be in the language of the last writer.
    """
    actions: list[OpenAction] = []
    if not case.is_closed:
        for track in seen.tracks:
            actions += _actions(definition, track)
            actions += _escalations(definition, track)
            actions += _decisions(definition, track)
    return CaseRows(
        workflow=case.workflow,
        status="closed" if case.is_closed else "open",
        opened_at=case.opened_at,
        incident=case.incident,
        actions=tuple(actions),
    )


def _actions(definition: Definition, track: TrackLine) -> Iterator[OpenAction]:
    for line in track.actions:
        if line.state == "open":
            yield OpenAction(
                track=track.track,
                step=DottedPath(line.path).step,
                action=line.path,
                code=line.code,
                title=definition.action(line.path).title,
                by=line.by,
                due=line.due,
            )


def _escalations(definition: Definition, track: TrackLine) -> Iterator[OpenAction]:
    """Yield the step, for the stakeholder that it escalates to after its deadline."""
    if track.step and track.step_code and track.due is not None and track.escalate_to:
        path = f"{track.track}.{track.step}"
        yield OpenAction(
            track=track.track,
            step=track.step,
            action=path,
            code=track.step_code,
            title=definition.step(path).title,
            by=(track.escalate_to,),
            due=track.due,
            kind="escalation",
            since=track.due,
        )


def _decisions(definition: Definition, track: TrackLine) -> Iterator[OpenAction]:
    """Yield the outcomes that can be taken now or after a wait; none while an action is missing."""
    if not track.step or not track.step_code or any(is_missing(line) for line in track.actions):
        return
    for outcome in track.outcomes:
        if all(reason.code == "too_early" for reason in outcome.reasons):
            yield OpenAction(
                track=track.track,
                step=track.step,
                action=outcome.path,
                code=track.step_code,
                title=_decision_title(definition, track, outcome),
                by=outcome.by,
                due=track.due,
                kind="decision",
                since=outcome.opens_at,
            )


def _decision_title(definition: Definition, track: TrackLine, line: TransitionLine) -> str:
    """Return the outcome and the step that it leads to: `Recall it -> Recall`."""
    outcome = definition.outcome(line.path)
    target = "back"
    if line.to:
        target = definition.step(f"{track.track}.{line.to}").title or target
    return f"{outcome.title or outcome.id} -> {target}"


def is_missing(line: ActionLine) -> bool:
    """Whether the step still waits for the action."""
    return line.is_needed


class WorkItem(NamedTuple):
    """An open action of a case. `overdue_by` is None where it is not overdue."""

    row: WorkRow
    due: datetime | None
    overdue_by: timedelta | None


def work_items(rows: Iterable[WorkRow], now: datetime) -> tuple[WorkItem, ...]:
    """Return the rows with their due time and how long they are overdue, in the same order."""
    return tuple([_item(row, now) for row in rows])


def _item(row: WorkRow, now: datetime) -> WorkItem:
    if not row.due:
        return WorkItem(row, None, None)
    due = datetime.fromisoformat(row.due)
    return WorkItem(row, due, now - due if due < now else None)


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
    """Return the items due by then. A day is the day in the zone of each item's workflow."""
    return tuple(item for item in items if _is_due_by(item, text, now))


def _is_due_by(item: WorkItem, text: str, now: datetime) -> bool:
    if item.due is None:
        return False
    today = now.astimezone(item.due.tzinfo).date()
    return item.due.date() <= due_day(text, today)


def latest_due(text: str, now: datetime) -> datetime:
    """Return a bound for the index: a moment after the end of that day in every zone."""
    first_zone_now = now.astimezone(UTC) + timedelta(hours=14)  # UTC+14 is the earliest zone
    day = due_day(text, first_zone_now.date())
    return datetime.combine(day, time(23, 59, 59), UTC) + timedelta(hours=12)  # UTC-12 the latest
