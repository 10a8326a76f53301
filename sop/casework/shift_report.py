"""The handover of a shift: what is urgent, due and undecided, and what changed, by case."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sop.casework.assignees import HandedBack, Unaccepted
from sop.casework.loaded_case import LoadedCase
from sop.casework.parse_shift import parse_shift
from sop.casework.parse_time import clock_of_name, parse_time
from sop.casework.visibility import VisibleEvent, filter_events
from sop.casework.worklist import WorkItem
from sop.model.refusal import UsageError
from sop.model.value import value

SHIFT = timedelta(hours=12)
"""How far the report looks back and ahead where no time is given: a long shift."""
DAY = timedelta(days=1)
_CLOCK_ALONE = re.compile(r"\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?m\.?)?", re.IGNORECASE)
LAST = datetime.max.replace(tzinfo=UTC)


@value
class CaseChanges:
    """The events of a case in the shift, as the viewer may see them."""

    file: LoadedCase
    events: tuple[VisibleEvent, ...]


@value
class ShiftCase:
    """Everything about one case; `items` has each piece of work once, the most urgent first."""

    case: str
    workflow: str
    label: str | None = None
    items: tuple[WorkItem, ...] = ()
    changes: CaseChanges | None = None
    unaccepted: tuple[Unaccepted, ...] = ()
    in_danger: bool = False
    undated: tuple[WorkItem, ...] = ()
    references: tuple[str, ...] = ()
    for_others: tuple[WorkItem, ...] = ()


@value
class ShiftReport:
    """The report. A decision that is overdue is in both lists; `cases` have it once.

    `undated` are the actions without a due time, `handed_back` what no one has any more.
    `for_others` are the deadlines of other stakeholders in cases that are not in danger: in a case
    in danger they are in the other lists.
    """

    since: datetime
    until: datetime
    overdue: tuple[WorkItem, ...]
    due: tuple[WorkItem, ...]
    decisions: tuple[WorkItem, ...]
    changed: tuple[CaseChanges, ...]
    unaccepted: tuple[Unaccepted, ...]
    undated: tuple[WorkItem, ...] = ()
    handed_back: tuple[HandedBack, ...] = ()
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by case
    for_others: tuple[WorkItem, ...] = ()

    def by_case(self, in_danger: Container[str]) -> tuple[ShiftCase, ...]:
        """Return the same by case: in danger first, then overdue, then by the earliest due time."""
        items = tuple(dict.fromkeys((*self.overdue, *self.due, *self.decisions)))
        items_of, undated = _group_by_case(items), _group_by_case(self.undated)
        for_others = _group_by_case(self.for_others)
        changes = {one.file.id: one for one in self.changed}
        items = (*items, *self.undated, *self.for_others)
        labels = {item.row.case: item.row.label for item in items}
        labels |= {one.case: one.label for one in self.unaccepted}
        labels |= {one.file.id: one.file.case.label for one in self.changed}
        workflows = {item.row.case: item.row.workflow for item in items}
        workflows |= {one.case: one.workflow for one in self.unaccepted}
        workflows |= {one.file.id: one.file.case.workflow for one in self.changed}
        waiting: dict[str, list[Unaccepted]] = {}
        for one in self.unaccepted:
            waiting.setdefault(one.case, []).append(one)
        found = [
            ShiftCase(
                case,
                workflow,
                labels[case],
                tuple(items_of.get(case, ())),
                changes.get(case),
                tuple(waiting.get(case, ())),
                in_danger=case in in_danger,
                undated=tuple(undated.get(case, ())),
                references=self.references.get(case, ()),
                for_others=tuple(for_others.get(case, ())),
            )
            for case, workflow in workflows.items()
        ]
        return tuple(sorted(found, key=_urgency))


def _group_by_case(items: Iterable[WorkItem]) -> dict[str, list[WorkItem]]:
    found: dict[str, list[WorkItem]] = {}
    for item in items:
        found.setdefault(item.row.case, []).append(item)
    return found


def _urgency(one: ShiftCase) -> tuple[bool, bool, datetime, str]:
    items = (*one.items, *one.for_others)
    dues = [item.due for item in items if item.due is not None]
    is_late = any(item.overdue_by is not None for item in one.items)
    return not one.in_danger, not is_late, min(dues, default=LAST), one.case


def make_report(
    items: Sequence[WorkItem],
    changed: Iterable[CaseChanges],
    unaccepted: Iterable[Unaccepted],
    *,
    since: datetime,
    until: datetime,
    in_danger: Sequence[WorkItem] = (),
    handed_back: Iterable[HandedBack] = (),
    references: Mapping[str, tuple[str, ...]] | None = None,
    of_all: Sequence[WorkItem] = (),
) -> ShiftReport:
    """Return the report; `items` is the work that it covers, the most urgent first.

    `in_danger` is all work in the cases in danger: the deadlines of others count there too.
    `of_all` is the work of every stakeholder; what falls due of it by then is listed apart.
    """
    others = tuple(one for one in in_danger if one.row.kind == "action" and one not in items)
    undated = tuple(one for one in items if one.row.kind == "action" and one.due is None)
    items = (*items, *others)
    late = tuple(item for item in items if item.overdue_by is not None)
    decisions = tuple(item for item in items if item.row.kind == "decision")
    due = tuple(item for item in items if _falls_due(item, until))
    return ShiftReport(
        since=since,
        until=until,
        overdue=late,
        due=due,
        decisions=decisions,
        changed=tuple(changed),
        unaccepted=tuple(unaccepted),
        undated=undated,
        handed_back=tuple(handed_back),
        references=references or {},
        for_others=due_for_others(of_all, items, until),
    )


def due_for_others(
    of_all: Iterable[WorkItem], own: Sequence[WorkItem], until: datetime
) -> tuple[WorkItem, ...]:
    """Return the deadlines of `of_all` until then that are not in `own`; decisions are left out."""
    known = {(one.row.case, one.row.action, one.row.kind) for one in own}
    return tuple(
        one
        for one in of_all
        if one.row.kind != "decision"
        and one.due is not None
        and one.due <= until
        and (one.row.case, one.row.action, one.row.kind) not in known
    )


def _falls_due(item: WorkItem, until: datetime) -> bool:
    """Whether it is an action or a late step that falls due by then and is not late yet."""
    if item.overdue_by is not None or item.row.kind == "decision":
        return False
    return item.due is not None and item.due <= until


def find_changes(file: LoadedCase, viewer: str | None, since: datetime) -> CaseChanges | None:
    """Return what was recorded in the case since then, as the viewer may see it.

    None where nothing was, and for a viewer who has no part in the workflow.
    """
    if viewer is not None and viewer not in file.definition.stakeholders:
        return None
    seen = filter_events(file.definition, file.history, viewer)
    events = tuple(one for one in seen if one.event.recorded >= since)
    return CaseChanges(file, events) if events else None


def read_start(text: str | None, now: datetime, zone: ZoneInfo) -> datetime:
    """Return when the shift began; a time of day that is still to come is that of yesterday.

    Raises UsageError for a time in the future.
    """
    if text is None:
        return (now - SHIFT).astimezone(zone)
    text = clock_of_name(text)
    found = parse_time(text, now, zone)
    if found > now and _is_clock_alone(text):
        found = parse_time(f"yesterday {text.strip()}", now, zone)
    if found > now:
        raise UsageError(f"The shift cannot begin in the future: '{text}'.", "Give a time before.")
    return found


def read_end(text: str | None, now: datetime, zone: ZoneInfo) -> datetime:
    """Return when the next shift ends: `07:00` is the next time that it is 07:00; or `+8h`.

    Raises UsageError for a time that is past.
    """
    if text is None:
        return (now + SHIFT).astimezone(zone)
    if text.strip().startswith("+"):
        return (now + parse_shift(text)).astimezone(zone)
    text = clock_of_name(text)
    found = parse_time(text, now, zone)
    if found <= now and _is_clock_alone(text):
        found = parse_time(f"tomorrow {text.strip()}", now, zone)
    if found <= now:
        raise UsageError(f"The shift cannot end in the past: '{text}'.", "Give a time from now on.")
    return found


def _is_clock_alone(text: str) -> bool:
    return _CLOCK_ALONE.fullmatch(text.strip()) is not None
