"""The work of an incident as one list: each action once, with the cases in which it is open."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import datetime

from sop.casework.worklist import WorkItem
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
    Wordy,
    line,
    row,
)
from sop.views.worklist import total_text, urgency_of

COLUMNS = (Column(most=9), Column(most=8), Column(flex=True), Column(most=20))
ORDER = ("NOW", "OVERDUE", "POSSIBLY LATE", "ESCALATED", "TO DO", "DECIDE", "EXCEPTION", "OPTIONAL")
"""What comes first in an incident. What cannot be done yet has no place here and comes last."""
PRESSING = ORDER[:4]
"""Urgencies that a case in danger moves before those of the other cases."""
MOST_EXCEPTIONS = 4
"""Cases in which a row that is open in most of them is not open; more are counted alone."""
MOST_COMMANDS = 6
"""Commands for several cases under the list; more would push it off a screen."""
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
    together: Sequence[tuple[Group, Suggestion]] = (),
    names: Mapping[str, Mapping[str, str | None]] | None = None,
) -> Blocks:
    """Return each piece of work once, the most urgent first.

    `cases` is the number of open cases of the incident by workflow. `in_danger`: cases that are
    marked. `together` has the commands for work that can be done in all its cases at once. `names`
    are the labels of the open cases, by workflow and case, in the order in which they are named;
    few that are missing are named.
    """
    rows = [
        _group_row(group, wordings.get(group[0].row.workflow), now, cases, in_danger, names or {})
        for group in sort_groups(group_work(items), in_danger)
    ]
    blocks: list[Block] = [BLANK, Table(COLUMNS, tuple(rows)), BLANK]
    blocks.append(line(total_text(items), indent=1))
    first = sort_groups(group_work(items), in_danger)[:1]
    for group, command in together[:MOST_COMMANDS]:
        blocks.append(line(_about_command(group, is_first=group in first), command, indent=1))
    return tuple(blocks)


def _about_command(group: Group, is_first: bool) -> str:
    lead = group[0].row
    if lead.kind == "decision":
        return f"To decide {lead.code} in all cases where it is open: "
    if is_first:
        return "To do the first action in all its cases: "
    return f"To do {lead.code} in all its cases: "


def sort_groups(groups: Sequence[Group], in_danger: Container[str] = ()) -> tuple[Group, ...]:
    """Return the groups by urgency, each with its most urgent item first; danger goes first."""
    sorted_items = [tuple(sorted(group, key=place_of_item)) for group in groups]

    def place(group: Group) -> tuple[bool, int]:
        danger = any(item.row.case in in_danger for item in group if is_doable(item))
        return not (danger and urgency_of(group[0]).word in PRESSING), place_of_item(group[0])

    return tuple(sorted(sorted_items, key=place))


def place_of_item(item: WorkItem) -> int:
    """Return how early the work comes in the list of an incident."""
    word = urgency_of(item).word
    return ORDER.index(word) if is_doable(item) and word in ORDER else len(ORDER)


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
    names: Mapping[str, Mapping[str, str | None]],
) -> Row:
    first, zone = group[0], "UTC"
    if wording is not None:
        zone = wording.definition.timezone
    who = whom_text(wording, first.row.by, _common_assignees(group))
    urgency = urgency_of(first)
    tone: Tone = "late" if first.overdue_by is not None else ""
    number = cases.get(first.row.workflow, len(group))
    notes = [*_case_notes(group, number, in_danger, names.get(first.row.workflow, {}))]
    last: Wordy = who
    if first.due is not None:
        notes.append(f"{urgency.distance(now)}, {who.text}")
        last = f"due {date_text.deadline(first.due, zone, now)}"
    return row(Span(urgency.word, tone), first.row.code, first.row.title, last, notes=notes)


def _common_assignees(group: Group) -> tuple[AssignmentRow, ...]:
    """Return who has the work in all cases; none where it differs."""
    kinds = {item.row.assigned for item in group}
    return group[0].row.assigned if len(kinds) == 1 else ()


def _case_notes(
    group: Group, number: int, in_danger: Container[str], labels: Mapping[str, str | None]
) -> Iterator[str]:
    """Yield `open in all 6`, `open in all but 1: …` or `open in 2 of 6: …`; then what waits."""
    by_word: dict[str, list[str]] = {}
    order = {case: place for place, case in enumerate(labels)}
    for item in sorted(group, key=lambda item: order.get(item.row.case, len(order))):
        word = "open" if is_doable(item) else urgency_of(item).word.lower()
        by_word.setdefault(word, []).append(_name(item, in_danger))
    mine = {item.row.case for item in group}
    others = [case_name(case, label) for case, label in labels.items() if case not in mine]
    marked = [_name(item, in_danger) for item in group if item.row.case in in_danger]
    if len(by_word) == 1 and len(labels) > 1 and len(others) <= MOST_EXCEPTIONS < len(mine):
        yield _all_but(next(iter(by_word)), len(labels), others, marked)
        return
    for word, names in by_word.items():
        yield f"{word} in {len(names)} of {max(number, len(names))}: {', '.join(names)}"


def _all_but(word: str, number: int, others: Sequence[str], marked: Sequence[str]) -> str:
    """Return `open in all 12`, `open in all 12 but 2: …`; cases in danger keep their names."""
    text = f"{word} in all {number}"
    if others:
        text += f" but {len(others)}: {', '.join(others)}"
    return f"{text}; {', '.join(marked)}" if marked else text


def _name(item: WorkItem, in_danger: Container[str]) -> str:
    name = case_name(item.row.case, item.row.label)
    return f"{name} (IN DANGER)" if item.row.case in in_danger else name
