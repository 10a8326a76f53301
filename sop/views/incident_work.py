"""The work of an incident as one list: each action once, with the cases in which it is open."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import datetime

from sop.casework.worklist import WorkItem
from sop.model.label_text import label_order
from sop.model.suggestion import Suggestion
from sop.store.index_rows import AssignmentRow
from sop.views import date_text
from sop.views.assignee_text import whom_text
from sop.views.case_name import case_name
from sop.views.labels import Wording
from sop.views.terminal.blocks import (
    BLANK,
    Block,
    Blocks,
    Column,
    Row,
    Span,
    Table,
    Tone,
    line,
    row,
)
from sop.views.worklist import total_text, urgency_of

COLUMNS = (Column(most=9), Column(most=8), Column(flex=True), Column(most=20))
OPEN_WORDS = ("OVERDUE", "NOW", "TO DO", "OPTIONAL", "POSSIBLY LATE", "DECIDE", "ESCALATED")
"""Urgencies of work that can be done now; the others are named apart, with their word."""

Group = tuple[WorkItem, ...]


def incident_work_screen(
    items: Sequence[WorkItem],
    wordings: Mapping[str, Wording],
    now: datetime,
    *,
    cases: Mapping[str, int],
    in_danger: Container[str] = (),
    together: Suggestion | None = None,
) -> Blocks:
    """Return each piece of work once, the most urgent first.

    `cases` is the number of open cases of the incident by workflow. `in_danger`: cases that are
    marked. `together` is the command for an action that can be done in all its cases at once.
    """
    rows = [
        _group_row(group, wordings.get(group[0].row.workflow), now, cases, in_danger)
        for group in group_work(items)
    ]
    blocks: list[Block] = [BLANK, Table(COLUMNS, tuple(rows)), BLANK]
    blocks.append(line(total_text(items), indent=1))
    if together is not None:
        blocks.append(line("To do the first action in all its cases: ", together, indent=1))
    return tuple(blocks)


def group_work(items: Sequence[WorkItem]) -> tuple[Group, ...]:
    """Return the items of the same work in different cases, in the order of their first."""
    groups: dict[tuple[str, str, str], list[WorkItem]] = {}
    for item in items:
        key = (item.row.workflow, item.row.kind, item.row.action)
        groups.setdefault(key, []).append(item)
    return tuple(map(tuple, groups.values()))


def is_doable(item: WorkItem) -> bool:
    """Whether the work can be done now."""
    row = item.row
    return (
        not row.held and row.state in ("open", "escalated") and urgency_of(item).word != "WAITING"
    )


def _group_row(
    group: Group,
    wording: Wording | None,
    now: datetime,
    cases: Mapping[str, int],
    in_danger: Container[str],
) -> Row:
    first, zone = group[0], "UTC"
    if wording is not None:
        zone = wording.definition.timezone
    who = whom_text(wording, first.row.by, _common_assignees(group))
    urgency = urgency_of(first)
    tone: Tone = "late" if first.overdue_by is not None else ""
    number = cases.get(first.row.workflow, len(group))
    notes = [*_case_notes(group, number, in_danger)]
    last = who
    if first.due is not None:
        notes.append(f"{urgency.distance(now)}, {who}")
        last = f"due {date_text.deadline(first.due, zone, now)}"
    return row(Span(urgency.word, tone), first.row.code, first.row.title, last, notes=notes)


def _common_assignees(group: Group) -> tuple[AssignmentRow, ...]:
    """Return who has the work in all cases; none where it differs."""
    kinds = {item.row.assigned for item in group}
    return group[0].row.assigned if len(kinds) == 1 else ()


def _case_notes(group: Group, number: int, in_danger: Container[str]) -> Iterator[str]:
    """Yield `open in 5 of 6: …`, then the cases in which it cannot be done now."""
    by_word: dict[str, list[str]] = {}
    for item in sorted(group, key=lambda item: label_order(item.row.label)):
        word = "open" if is_doable(item) else urgency_of(item).word.lower()
        by_word.setdefault(word, []).append(_name(item, in_danger))
    for word, names in by_word.items():
        yield f"{word} in {len(names)} of {max(number, len(names))}: {', '.join(names)}"


def _name(item: WorkItem, in_danger: Container[str]) -> str:
    name = case_name(item.row.case, item.row.label)
    return f"{name} (IN DANGER)" if item.row.case in in_danger else name
