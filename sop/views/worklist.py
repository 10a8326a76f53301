"""The screen of `sop worklist`: what is open in which case, for whom, until when."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import datetime

from sop.casework.worklist import WorkItem
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.views import date_text
from sop.views.assignee_text import who_text, whom_cell
from sop.views.case_name import case_name
from sop.views.labels import Wording, count_text
from sop.views.terminal.blocks import (
    BLANK,
    Blocks,
    Column,
    Row,
    Span,
    Table,
    Tone,
    line,
    row,
    words,
)
from sop.views.urgency import Urgency, count_overdue

COLUMNS = (Column(most=9), Column(most=14), Column(most=8), Column(flex=True), Column(most=20))
MOST_HOLDS = 3
ALL = Suggestion("worklist", options=(("all", None),))  # what is open in all cases


def worklist_screen(
    items: Sequence[WorkItem],
    wordings: Mapping[str, Wording],
    now: datetime,
    *,
    zone: str = "UTC",
    more: Suggestion | None = ALL,
    in_danger: Container[str] = (),
) -> Blocks:
    """Return the items, a row for each, and how many there are of each kind.

    `wordings` are by workflow. A workflow without one is shown with ids and in the time of `zone`.
    `more` is the command for a longer list, where this one is empty; None: there is none.
    `in_danger`: cases whose rows are marked.
    """
    if not items:
        if more is None:
            return (BLANK, line("There is no work in any case.", indent=1))
        text = "Nothing to do in this list. The work of all stakeholders: "
        return (BLANK, line(text, more, indent=1))
    table = work_table(items, wordings, now, zone=zone, in_danger=in_danger)
    return (BLANK, table, BLANK, line(total_text(items), indent=1), *hold_lines(items))


def hold_lines(items: Sequence[WorkItem]) -> Blocks:
    """Return where to see what ends a hold, for the first cases that have one."""
    held = dict.fromkeys(item.row.case for item in items if item.row.held)
    return tuple(
        line(f"What ends the hold of {case}: ", Suggestion("next", case=case), indent=1)
        for case in list(held)[:MOST_HOLDS]
    )


def work_table(
    items: Sequence[WorkItem],
    wordings: Mapping[str, Wording],
    now: datetime,
    *,
    zone: str = "UTC",
    in_danger: Container[str] = (),
) -> Table:
    """Return the items, a row for each; the arguments are those of `worklist_screen`."""
    rows = [_row(item, wordings.get(item.row.workflow), now, zone) for item in items]
    marked = [
        _mark(row) if item.row.case in in_danger else row
        for item, row in zip(items, rows, strict=True)
    ]
    return Table(COLUMNS, tuple(marked))


def urgency_of(item: WorkItem) -> Urgency:
    """Return how urgent the item is."""
    return Urgency(
        kind=item.row.kind,
        state=item.row.state,
        due=item.due,
        held=item.row.held,
        is_overdue=item.overdue_by is not None,
        is_due=item.is_due,
        is_optional=item.row.optional,
        is_possibly_overdue=item.is_possibly_overdue,
    )


def total_text(items: Sequence[WorkItem]) -> str:
    """Return `4 actions in 2 cases, 1 overdue, 1 decision to take.`"""
    actions = sum(item.row.kind == "action" for item in items)
    cases = {item.row.case for item in items}
    counts = count_overdue(map(urgency_of, items))
    return f"{count_text(actions, 'action')} in {count_text(len(cases), 'case')}, {counts}."


def _mark(found: Row) -> Row:
    """Return the row with the words that its case is in danger before the title."""
    urgency, where, code, title, last = found.cells
    return replace(
        found, cells=(urgency, where, code, words(Span("IN DANGER: ", "late"), title), last)
    )


def _row(item: WorkItem, wording: Wording | None, now: datetime, zone: str) -> Row:
    if wording is not None:
        zone = wording.definition.timezone
    where = case_name(item.row.case, item.row.label)
    tone: Tone = "late" if item.overdue_by is not None else ""
    urgency, names = urgency_of(item), who_text(wording, item.row.by, item.row.assigned)
    word = Span(urgency.word, tone)
    if item.due is None:
        return row(word, where, item.row.code, item.row.title, whom_cell(names))
    due = f"due {date_text.deadline(item.due, zone, now)}"
    if item.row.at_latest is not None:
        latest = datetime.fromisoformat(item.row.at_latest)
        due += f" to {date_text.deadline(latest, zone, now)}"
    notes = (f"{urgency.distance(now)}. Who: {names}",)
    return row(word, where, item.row.code, item.row.title, due, notes=notes)
