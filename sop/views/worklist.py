"""The screen of `sop worklist`: what is open in which case, for whom, until when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from sop.casework.worklist import WorkItem
from sop.views import times
from sop.views.layout import BLANK, Blocks, Column, Row, Span, Table, Tone, line, row
from sop.views.wording import Wording, counted, either

COLUMNS = (Column(most=9), Column(most=11), Column(most=8), Column(flex=True), Column(most=20))


def worklist_screen(
    items: Sequence[WorkItem], wordings: Mapping[str, Wording], now: datetime, zone: str = "UTC"
) -> Blocks:
    """`wordings` are by workflow; for one that is not there ids stand for short names, and `zone` tells the time."""
    if not items:
        return (BLANK, line("Nothing is open in this list. All that is open: sop worklist --all", indent=1))
    rows = tuple(_row(item, wordings.get(item.row.workflow), now, zone) for item in items)
    of_kind = Counter(item.row.kind for item in items)
    late = sum(item.overdue_by is not None for item in items if item.row.kind == "action")
    total = f"{counted(of_kind['action'], 'action')} in {counted(len({item.row.case for item in items}), 'case')}"
    more = f", {counted(of_kind['decision'], 'decision')} to take" if of_kind["decision"] else ""
    more += f", {of_kind['escalation']} escalated" if of_kind["escalation"] else ""
    return (BLANK, Table(COLUMNS, rows), BLANK, line(f"{total}, {late} overdue{more}.", indent=1))


def word_of(item: WorkItem) -> str:
    """The word at the left of the row."""
    if item.row.kind != "action":
        return "ESCALATED" if item.row.kind == "escalation" else "DECIDE"
    return "OVERDUE" if item.overdue_by is not None else "TO DO" if item.row.state == "open" else "WAITING"


def _row(item: WorkItem, wording: Wording | None, now: datetime, zone: str) -> Row:
    tone: Tone = "late" if item.overdue_by is not None else ""
    who = f"for {wording.anyone_of(item.row.by) if wording else either(item.row.by)}"
    word = word_of(item)
    if item.due is None:
        return row(Span(word, tone), item.row.case, item.row.code, item.row.title, who)
    due = f"due {times.deadline(item.due, wording.definition.timezone if wording else zone, now)}"
    notes = (f"{times.distance(item.due, now)}, {who}",)
    return row(Span(word, tone), item.row.case, item.row.code, item.row.title, due, notes=notes)
