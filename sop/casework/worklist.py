"""What waits for whom in which case: the rows that the store's index keeps, and the questions asked of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from sop.casework.history_check import replay_history
from sop.engine.build_checklist import build_checklist
from sop.engine.checklist_lines import ActionLine, Checklist, TrackLine, WayLine
from sop.model.case_state import Case
from sop.model.definition import Definition
from sop.model.events import CaseOpened, Event
from sop.model.refusal import UsageError
from sop.store.index_rows import CaseRows, OpenAction, WorkRow


def rows_of_history(
    case_id: str, events: tuple[Event, ...], definition_of: Callable[[str], Definition]
) -> CaseRows:
    """The rows of a case that nobody has loaded: the store asks for them when it reads the case's log itself."""
    opening = events[0].body
    if not isinstance(opening, CaseOpened):
        return CaseRows("", "damaged")
    definition = definition_of(opening.definition)
    case = replay_history(definition, events, case_id)
    return index_rows(definition, case, build_checklist(definition, case, events[-1].recorded))


def index_rows(definition: Definition, case: Case, seen: Checklist) -> CaseRows:
    """The case's line and what waits for somebody, by the checklist at its last event.

    They change by events only, never by the clock: what only time brings, an escalation or the end of a wait, is there
    from the start and says since when it counts. Titles are those of the definition, not the checklist's, which may be
    in the language of whoever wrote last.
    """
    actions: list[OpenAction] = []
    for track in seen.tracks if not case.is_closed else ():
        actions += (
            *_actions(definition, track),
            *_escalations(definition, track),
            *_decisions(definition, track),
        )
    status = "closed" if case.is_closed else "open"
    return CaseRows(case.workflow, status, case.opened_at, case.incident, tuple(actions))


def _actions(definition: Definition, track: TrackLine) -> Iterator[OpenAction]:
    for line in track.actions:
        if line.state == "open":
            step, title = line.path.split(".")[1], definition.action(line.path).title
            yield OpenAction(track.track, step, line.path, line.code, title, line.by, line.due)


def _escalations(definition: Definition, track: TrackLine) -> Iterator[OpenAction]:
    """The step, for whom it escalates to once its deadline has passed."""
    if track.step and track.step_code and track.due is not None and track.escalate_to:
        path, by = f"{track.track}.{track.step}", (track.escalate_to,)
        title = definition.step(path).title
        yield OpenAction(
            track.track,
            track.step,
            path,
            track.step_code,
            title,
            by,
            track.due,
            kind="escalation",
            since=track.due,
        )


def _decisions(definition: Definition, track: TrackLine) -> Iterator[OpenAction]:
    """The outcomes that can be taken, now or once their wait has passed, where all that is required is done."""
    if not track.step or not track.step_code or any(is_missing(line) for line in track.actions):
        return
    for way in track.outcomes:
        if all(reason.code == "too_early" for reason in way.reasons):
            yield OpenAction(
                track.track,
                track.step,
                way.path,
                track.step_code,
                _decision_title(definition, track, way),
                way.by,
                track.due,
                kind="decision",
                since=way.opens_at,
            )


def _decision_title(definition: Definition, track: TrackLine, way: WayLine) -> str:
    """What is decided and where it leads: `Recall it -> Recall`."""
    outcome = definition.outcome(way.path)
    target = definition.step(f"{track.track}.{way.to}").title if way.to else ""
    return f"{outcome.title or outcome.id} -> {target or 'back'}"


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
