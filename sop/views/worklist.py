"""The screen of `sop worklist`: what is open in which case, for whom, until when."""

from __future__ import annotations

from collections.abc import Container, Hashable, Mapping, Sequence
from datetime import datetime

from sop.casework.worklist import WorkItem
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.views import date_text
from sop.views.case_name import case_name
from sop.views.labels import Wording, count_text
from sop.views.remedy import join_with_or
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
ALL = Suggestion("worklist", options=(("all", None),))  # what is open in all cases


def worklist_screen(
    items: Sequence[WorkItem],
    wordings: Mapping[str, Wording],
    now: datetime,
    *,
    zone: str = "UTC",
    together: bool = False,
    more: Suggestion | None = ALL,
    in_danger: Container[str] = (),
) -> Blocks:
    """Return the items, a row for each, and how many there are of each kind.

    `wordings` are by workflow. A workflow without one is shown with ids and in the time of `zone`.
    `together`: items of several cases that are equal and due in the same minute are one row.
    `more` is the command for a longer list, where this one is empty; None: there is none.
    `in_danger`: cases whose rows are marked.
    """
    if not items:
        if more is None:
            return (BLANK, line("There is no work in any case.", indent=1))
        text = "Nothing to do in this list. The work of all stakeholders: "
        return (BLANK, line(text, more, indent=1))
    table = work_table(items, wordings, now, zone=zone, together=together, in_danger=in_danger)
    return (BLANK, table, BLANK, line(total_text(items), indent=1))


def work_table(
    items: Sequence[WorkItem],
    wordings: Mapping[str, Wording],
    now: datetime,
    *,
    zone: str = "UTC",
    together: bool = False,
    in_danger: Container[str] = (),
) -> Table:
    """Return the items, a row for each; the arguments are those of `worklist_screen`."""
    groups = [[item] for item in items]
    if together:
        groups = _group_equal(items, in_danger)
    rows = [_row(group, wordings.get(group[0].row.workflow), now, zone) for group in groups]
    marked = [
        _mark(row) if group[0].row.case in in_danger else row
        for group, row in zip(groups, rows, strict=True)
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


def _group_equal(items: Sequence[WorkItem], in_danger: Container[str]) -> list[list[WorkItem]]:
    """Return the items in groups that differ only in their case, in the order of their first."""
    groups: dict[Hashable, list[WorkItem]] = {}
    for item in items:
        due = item.due.replace(second=0, microsecond=0) if item.due else None
        row = replace(item.row, case="", label=None, due=None, late_after=None, at_latest=None)
        key = (urgency_of(item).word, row, due, item.row.case in in_danger)
        groups.setdefault(key, []).append(item)
    return list(groups.values())


def _row(group: Sequence[WorkItem], wording: Wording | None, now: datetime, zone: str) -> Row:
    """Return one row. In a group the first item gives the due time."""
    item = group[0]
    names = join_with_or(item.row.by)
    if wording is not None:
        names, zone = wording.stakeholder_names(item.row.by), wording.definition.timezone
    where = case_name(item.row.case, item.row.label)
    if len(group) > 1:
        where = count_text(len(group), "case")
    tone: Tone = "late" if item.overdue_by is not None else ""
    urgency, who = urgency_of(item), f"for {names}"
    word = Span(urgency.word, tone)
    if item.due is None:
        return row(word, where, item.row.code, item.row.title, who)
    due = f"due {date_text.deadline(item.due, zone, now)}"
    if item.row.at_latest is not None:
        latest = datetime.fromisoformat(item.row.at_latest)
        due += f" to {date_text.deadline(latest, zone, now)}"
    notes = (f"{urgency.distance(now)}, {who}",)
    return row(word, where, item.row.code, item.row.title, due, notes=notes)
