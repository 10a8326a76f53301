"""The screen of `sop worklist`: what is open in which case, for whom, until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sop.casework.worklist import WorkItem
from sop.views import times
from sop.views.layout import BLANK, Blocks, Column, Row, Span, Table, Tone, line, row
from sop.views.wording import Wording, counted, either

COLUMNS = (Column(most=8), Column(most=11), Column(most=8), Column(flex=True), Column(most=20))


def worklist_screen(
    items: Sequence[WorkItem], wordings: Mapping[str, Wording], now: datetime, zone: str = "UTC"
) -> Blocks:
    """`wordings` are by workflow; for one that is not there ids stand for short names, and `zone` tells the time."""
    if not items:
        return (BLANK, line("Nothing is open in this list. All that is open: sop worklist --all", indent=1))
    rows = tuple(_row(item, wordings.get(item.row.workflow), now, zone) for item in items)
    late = sum(item.overdue_by is not None for item in items)
    total = f"{counted(len(items), 'action')} in {counted(len({item.row.case for item in items}), 'case')}"
    return (BLANK, Table(COLUMNS, rows), BLANK, line(f"{total}, {late} overdue.", indent=1))


def _row(item: WorkItem, wording: Wording | None, now: datetime, zone: str) -> Row:
    tone: Tone = "late" if item.overdue_by is not None else ""
    word = "OVERDUE" if item.overdue_by is not None else "TO DO" if item.row.state == "open" else "WAITING"
    who = f"for {wording.anyone_of(item.row.by) if wording else either(item.row.by)}"
    if item.due is None:
        return row(Span(word, tone), item.row.case, item.row.code, item.row.title, who)
    due = f"due {times.deadline(item.due, wording.definition.timezone if wording else zone, now)}"
    notes = (f"{times.distance(item.due, now)}, {who}",)
    return row(Span(word, tone), item.row.case, item.row.code, item.row.title, due, notes=notes)
