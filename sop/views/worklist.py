"""The screen of `sop worklist`: what is open in which case, for whom, until when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime

from sop.casework.worklist import WorkItem
from sop.model.suggestion import Suggestion
from sop.views import date_text
from sop.views.labels import Wording, count_text
from sop.views.remedy import either
from sop.views.terminal.blocks import BLANK, Blocks, Column, Row, Span, Table, Tone, line, row

COLUMNS = (Column(most=9), Column(most=11), Column(most=8), Column(flex=True), Column(most=20))


ALL = Suggestion("worklist", options=(("all", None),))


def worklist_screen(
    items: Sequence[WorkItem],
    wordings: Mapping[str, Wording],
    now: datetime,
    zone: str = "UTC",
    together: bool = False,
) -> Blocks:
    """`wordings` are by workflow; for one that is not there ids stand for short names, and `zone` tells the time.
    `together`: what is equal in several cases, due in the same minute, is one row with their number."""
    if not items:
        return (BLANK, line("Nothing is open in this list. All that is open: ", ALL, indent=1))
    groups = _group_equal(items) if together else [[item] for item in items]
    rows = tuple(_row(group, wordings.get(group[0].row.workflow), now, zone) for group in groups)
    of_kind = Counter(item.row.kind for item in items)
    late = sum(item.overdue_by is not None for item in items if item.row.kind == "action")
    total = f"{count_text(of_kind['action'], 'action')} in {count_text(len({item.row.case for item in items}), 'case')}"
    more = f", {count_text(of_kind['decision'], 'decision')} to take" if of_kind["decision"] else ""
    more += f", {of_kind['escalation']} escalated" if of_kind["escalation"] else ""
    return (BLANK, Table(COLUMNS, rows), BLANK, line(f"{total}, {late} overdue{more}.", indent=1))


def urgency_word(item: WorkItem) -> str:
    """The word at the left of the row."""
    if item.row.kind != "action":
        return "ESCALATED" if item.row.kind == "escalation" else "DECIDE"
    return (
        "OVERDUE"
        if item.overdue_by is not None
        else "TO DO"
        if item.row.state == "open"
        else "WAITING"
    )


def _group_equal(items: Sequence[WorkItem]) -> list[list[WorkItem]]:
    """The items that read the same but for their case, in the order of the first of each."""
    groups: dict[Hashable, list[WorkItem]] = {}
    for item in items:
        due = item.due.replace(second=0, microsecond=0) if item.due else None
        like = (urgency_word(item), item.row._replace(case="", due=None), due)
        groups.setdefault(like, []).append(item)
    return list(groups.values())


def _row(group: Sequence[WorkItem], wording: Wording | None, now: datetime, zone: str) -> Row:
    """One row; of several items the first says when it is due."""
    item = group[0]
    where = item.row.case if len(group) == 1 else count_text(len(group), "case")
    tone: Tone = "late" if item.overdue_by is not None else ""
    who = f"for {wording.stakeholder_names(item.row.by) if wording else either(item.row.by)}"
    word = urgency_word(item)
    if item.due is None:
        return row(Span(word, tone), where, item.row.code, item.row.title, who)
    due = (
        f"due {date_text.deadline(item.due, wording.definition.timezone if wording else zone, now)}"
    )
    notes = (f"{date_text.distance(item.due, now)}, {who}",)
    return row(Span(word, tone), where, item.row.code, item.row.title, due, notes=notes)
