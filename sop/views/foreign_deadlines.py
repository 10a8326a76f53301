"""Deadlines of other stakeholders in a list that is about the reader's own work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sop.casework.worklist import WorkItem
from sop.views import date_text
from sop.views.assignee_text import who_text
from sop.views.labels import Wording
from sop.views.terminal.blocks import Blocks, line
from sop.views.worklist import urgency_of

UNTIL_THEN = "For others, due until then"


def foreign_lines(
    items: Sequence[WorkItem],
    wording: Wording | None,
    now: datetime,
    *,
    zone: str,
    heading: str = UNTIL_THEN,
) -> Blocks:
    """Return one line for one item, a heading and a line for each of several; nothing for none."""
    texts = [foreign_text(item, wording, now, zone) for item in items]
    if len(texts) == 1:
        return (line(f"{heading}: {texts[0]}", indent=1, hang=2),)
    if not texts:
        return ()
    return (line(f"{heading}:", indent=1), *(line(text, indent=2, hang=2) for text in texts))


def foreign_text(item: WorkItem, wording: Wording | None, now: datetime, zone: str) -> str:
    """Return `R1.1 Tell the office, OFFICE, due Mon 2 Mar 10:00`; for none without a due time."""
    assert item.due is not None
    if wording is not None:
        zone = wording.definition.timezone
    due = date_text.deadline(item.due, zone, now)
    when = f"due {due}" if item.overdue_by is None else f"OVERDUE since {due}"
    what = f"{item.row.code} {item.row.title}".strip()
    who = who_text(wording, item.row.by, item.row.assigned)
    word = urgency_of(item).word
    state = f" ({word.lower()})" if word in ("WAITING", "ON HOLD") else ""
    return f"{what}, {who}, {when}{state}"
