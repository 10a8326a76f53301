"""The screen of `sop worklist`: what is open in which case, for whom, until when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime

from sop.casework.worklist import WorkItem
from sop.model.suggestion import Suggestion
from sop.views import date_text
from sop.views.labels import Wording, count_text
from sop.views.remedy import join_with_or
from sop.views.terminal.blocks import BLANK, Blocks, Column, Row, Span, Table, Tone, line, row

COLUMNS = (Column(most=9), Column(most=11), Column(most=8), Column(flex=True), Column(most=20))
ALL = Suggestion("worklist", options=(("all", None),))  # what is open in all cases


def worklist_screen(
    items: Sequence[WorkItem],
    wordings: Mapping[str, Wording],
    now: datetime,
    zone: str = "UTC",
    together: bool = False,
) -> Blocks:
    """Return the items, a row for each, and how many there are of each kind.

    `wordings` are by workflow. A workflow without one is shown with ids and in the time of `zone`.
    `together`: items of several cases that are equal and due in the same minute are one row.
    """
    if not items:
        text = "Nothing to do in this list. The work of all stakeholders: "
        return (BLANK, line(text, ALL, indent=1))
    groups = [[item] for item in items]
    if together:
        groups = _group_equal(items)
    rows = tuple(_row(group, wordings.get(group[0].row.workflow), now, zone) for group in groups)
    return (BLANK, Table(COLUMNS, rows), BLANK, line(_total_text(items), indent=1))


def _total_text(items: Sequence[WorkItem]) -> str:
    kinds = Counter(item.row.kind for item in items)
    cases = {item.row.case for item in items}
    late = [item for item in items if item.overdue_by is not None and item.row.kind == "action"]
    text = f"{count_text(kinds['action'], 'action')} in {count_text(len(cases), 'case')}"
    text += f", {len(late)} overdue"
    if kinds["decision"]:
        text += f", {count_text(kinds['decision'], 'decision')} to take"
    if kinds["escalation"]:
        text += f", {kinds['escalation']} escalated"
    return f"{text}."


def urgency_word(item: WorkItem) -> str:
    """Return the word at the left of the row."""
    if item.row.kind == "escalation":
        return "ESCALATED"
    if item.row.kind != "action":
        return "DECIDE"
    if item.overdue_by is not None:
        return "OVERDUE"
    return "TO DO" if item.row.state == "open" else "WAITING"


def _group_equal(items: Sequence[WorkItem]) -> list[list[WorkItem]]:
    """Return the items in groups that differ only in their case, in the order of their first."""
    groups: dict[Hashable, list[WorkItem]] = {}
    for item in items:
        due = item.due.replace(second=0, microsecond=0) if item.due else None
        key = (urgency_word(item), item.row._replace(case="", due=None), due)
        groups.setdefault(key, []).append(item)
    return list(groups.values())


def _row(group: Sequence[WorkItem], wording: Wording | None, now: datetime, zone: str) -> Row:
    """Return one row. In a group the first item gives the due time."""
    item = group[0]
    names = join_with_or(item.row.by)
    if wording is not None:
        names, zone = wording.stakeholder_names(item.row.by), wording.definition.timezone
    where = item.row.case
    if len(group) > 1:
        where = count_text(len(group), "case")
    tone: Tone = "late" if item.overdue_by is not None else ""
    urgency, who = Span(urgency_word(item), tone), f"for {names}"
    if item.due is None:
        return row(urgency, where, item.row.code, item.row.title, who)
    due = f"due {date_text.deadline(item.due, zone, now)}"
    notes = (f"{date_text.distance(item.due, now)}, {who}",)
    return row(urgency, where, item.row.code, item.row.title, due, notes=notes)
