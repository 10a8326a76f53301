"""The worklist: computes the rows that the store's index keeps, and selects them by due time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, partial

from sop.casework.danger_rows import danger_rows
from sop.casework.history_check import replay_history
from sop.casework.track_rows import track_rows
from sop.engine.build_checklist import build_checklist
from sop.engine.checklist_lines import Checklist
from sop.engine.deadlines import is_overdue, is_possibly_overdue
from sop.engine.private_rules import PrivateRules, find_private_rules
from sop.engine.work import CLOSING, WorkLine, list_work
from sop.model.case_state import Assignment, Case
from sop.model.clock_faults import read_clock_marks
from sop.model.definition import Definition
from sop.model.events import CaseLabelled, CaseOpened, Event
from sop.model.refusal import UsageError
from sop.model.value import replace, value
from sop.store.index_rows import AssignmentRow, CaseRows, OpenAction, WorkRow


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
    return index_rows(definition, case, seen, events)


def index_rows(
    definition: Definition, case: Case, seen: Checklist, history: Sequence[Event]
) -> CaseRows:
    """Return the case's line and its listed work, by the checklist at its last event.

    Rows change by events only, never by the clock: an escalation or the end of a wait is a row from
    the start, with the moment since when it counts. Titles are those of the definition, not of the
    checklist, which may be in the language of the last writer.
    """
    work: tuple[WorkLine, ...] = ()
    if not case.is_closed:
        work = list_work(definition, seen)
    written = max((event.recorded for event in history), default=None)
    # A stakeholder's private rules are found once for all rows.
    rules_of = cache(partial(find_private_rules, definition))
    return CaseRows(
        workflow=case.workflow,
        status=case.status,
        opened_at=case.opened_at,
        incident=case.incident,
        actions=tuple(_row(definition, one, rules_of, case) for one in work if one.listed),
        dangers=danger_rows(definition, case, seen.now, rules_of),
        clock=read_clock_marks(history),
        label=case.label,
        references=case.references,
        tracks=track_rows(definition, case, rules_of),
        recorded=written,
        assigned=_assignment_rows(case.assigned.values(), case),
        earlier_labels=list_earlier_labels(history, case.label),
    )


def list_earlier_labels(history: Sequence[Event], current: str | None) -> tuple[str, ...]:
    """Return the labels that the case had before, also those that were undone, oldest first."""
    given = [event.body.label for event in history if isinstance(event.body, CaseLabelled)]
    return tuple(dict.fromkeys(label for label in given if label and label != current))


def _row(definition: Definition, work: WorkLine, rules_of: RulesOf, case: Case) -> OpenAction:
    seen_by, due_seen_by = _find_viewers(definition, work, rules_of)
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
        at_latest=work.at_latest,
        held=work.held,
        seen_by=seen_by,
        due_seen_by=due_seen_by,
        optional=work.optional,
        assigned=_assignment_rows(work.assignments, case),
    )


def _assignment_rows(found: Iterable[Assignment], case: Case) -> tuple[AssignmentRow, ...]:
    whole = {one.event for one in case.assigned.values()}
    return tuple(
        AssignmentRow(one.as_, one.person, one.accepted, of_case=one.event in whole)
        for one in found
    )


Viewers = tuple[str, ...] | None
RulesOf = Callable[[str | None], PrivateRules]


def _find_viewers(
    definition: Definition, work: WorkLine, rules_of: RulesOf
) -> tuple[Viewers, Viewers]:
    """Return who may see that the work is there, and who may see when it is due; None: all.

    Work that is not open is listed because it has a deadline, so it shows that there is one.
    """
    shows_due = work.state != "open"
    if not _is_private(rules_of(None), work, with_due=True):
        return None, None  # an unnamed viewer sees least
    everyone = tuple(definition.stakeholders)
    due_seen_by = tuple(
        one for one in everyone if not _is_private(rules_of(one), work, with_due=True)
    )
    if not _is_private(rules_of(None), work, with_due=shows_due):
        return None, due_seen_by
    seen_by = tuple(
        one
        for one in everyone
        if one in work.by or not _is_private(rules_of(one), work, with_due=shows_due)
    )
    return seen_by, due_seen_by


def _is_private(private: PrivateRules, work: WorkLine, *, with_due: bool) -> bool:
    """Whether the work, or with `with_due` its due time, is private to the viewer."""
    path, track = work.path, work.track
    if path == CLOSING:
        return private.closing
    if _depends_on_others(work) and f"{track}.{work.step}" in private.mixed_steps:
        return True
    if private.hides(path) or (with_due and private.hides_due(path)):
        return True
    is_step = path.count(".") == 1  # a late step shows whether its track is on hold
    return is_step and track in private.held_tracks


def _depends_on_others(work: WorkLine) -> bool:
    """Whether it is listed only while no action of the step is needed, or none is late."""
    return work.kind == "decision" or (work.kind == "escalation" and work.state != "escalated")


def visible_rows(rows: Iterable[WorkRow], viewer: str | None) -> tuple[WorkRow, ...]:
    """Return the rows that the viewer may see; due times that are not theirs are left out."""
    shown = [row for row in rows if row.seen_by is None or viewer in row.seen_by]
    return tuple(
        row
        if row.due_seen_by is None or viewer in row.due_seen_by
        else replace(row, due=None, late_after=None, at_latest=None)
        for row in shown
    )


def visible_items(
    rows: Iterable[WorkRow], viewer: str | None, now: datetime
) -> tuple[WorkItem, ...]:
    """Return the work that the viewer may see, the most urgent first; a late step only if late."""
    items = work_items(visible_rows(rows, viewer), now)
    return tuple(
        item for item in items if item.row.kind != "escalation" or item.overdue_by is not None
    )


@value
class WorkItem:
    """Work in a case at a moment. `overdue_by` is None where it is not overdue.

    If `is_due`, its due time has passed but it is not late: it is due at once, or may not be
    needed. If `is_possibly_overdue`, it counts from a coarse date and may be late. If `private`,
    the viewer may not see what it is.
    """

    row: WorkRow
    due: datetime | None
    overdue_by: timedelta | None
    is_due: bool = False
    is_possibly_overdue: bool = False
    private: bool = False


def work_items(rows: Sequence[WorkRow], now: datetime) -> tuple[WorkItem, ...]:
    """Return the rows with their due time and how long they are overdue, the most urgent first."""
    items = [_item(row, now) for row in rows]
    if any(row.due_seen_by is not None for row in rows):
        # The index sorts by due times; those of private ones would show in the order.
        items.sort(key=lambda item: (item.due is None, item.due or now, item.row.case))
    items.sort(key=_rank)
    return tuple(items)


def _item(row: WorkRow, now: datetime) -> WorkItem:
    if not row.due:
        return WorkItem(row, None, None, private=row.due_seen_by is not None)
    due = datetime.fromisoformat(row.due)
    late_after = _late_time(row, due)
    if row.at_latest is not None and is_possibly_overdue(due, late_after, now):
        return WorkItem(row, due, None, is_possibly_overdue=True)
    if due > now or not is_overdue(late_after, now):
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
    if item.is_due or item.is_possibly_overdue:
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
            f"'{text}' is not a date.",
            "Use today, week, a date such as 2026-03-02, or a time such as 08:00 or +12h.",
        ) from unreadable


def due_by(items: Iterable[WorkItem], text: str, now: datetime) -> tuple[WorkItem, ...]:
    """Return the items due by then, and decisions without a date.

    A day is the day in the zone of each item's workflow. `text` may be a moment in ISO 8601.
    A decision on hold waits for more than a person.
    """
    return tuple(item for item in items if _is_due_by(item, text, now))


def _is_due_by(item: WorkItem, text: str, now: datetime) -> bool:
    if item.due is None:
        return item.row.kind == "decision" and not item.row.held  # it waits for a person alone
    moment = as_moment(text)
    if moment is not None:
        return item.due <= moment
    today = now.astimezone(item.due.tzinfo).date()
    return item.due.date() <= due_day(text, today)


def as_moment(text: str) -> datetime | None:
    """Return the moment that ISO 8601 text with a time of day gives; None for a day."""
    return datetime.fromisoformat(text) if "T" in text else None


def latest_due(text: str, now: datetime) -> datetime:
    """Return a bound for the index: a moment after the end of that day in every zone."""
    moment = as_moment(text)
    if moment is not None:
        return moment
    first_zone_now = now.astimezone(UTC) + timedelta(hours=14)  # UTC+14 is the earliest zone
    day = due_day(text, first_zone_now.date())
    return datetime.combine(day, time(23, 59, 59), UTC) + timedelta(hours=12)  # UTC-12 the latest
