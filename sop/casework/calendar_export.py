"""Exports work as an iCalendar file: an event for each deadline, a to-do for other decisions.

The file has no names of persons and no facts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sop.casework.calendar_alarms import deadline_alarms
from sop.casework.worklist import WorkItem
from sop.engine.work import CLOSING
from sop.model.suggestion import Suggestion

if TYPE_CHECKING:
    from icalendar.cal import Component

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
"""Categories of characters that are not seen: control, format, tags, line ends."""
JOINERS = "\u200c\u200d"
"""They are part of words in some scripts, and of emoji."""


def deadlines_ics(
    items: Iterable[WorkItem], now: datetime, command_line: Callable[[Suggestion], str]
) -> str:
    """Return the text of the calendar; `command_line` writes the command for each item.

    An event's UID is made of its case and action, so that a later file replaces the event.
    """
    from icalendar import Calendar  # late: start-up; only this format needs it

    found = Calendar()
    found.add("prodid", "-//sop//deadlines//EN")
    found.add("version", "2.0")
    for item in items:
        entry = _entry(item)
        if entry is None:
            continue
        row = item.row
        entry.add("uid", f"{row.case}-{row.action}@sop")
        entry.add("dtstamp", now)
        entry.add("summary", _summary(item))
        command = command_line(_suggestion(item))
        entry.add("description", f"{row.workflow}. For: {', '.join(row.by)}. Do: {command}")
        entry.add("categories", [name for name in (row.workflow, row.track) if name])
        for alarm in deadline_alarms(item, now):
            entry.add_component(alarm)
        found.add_component(entry)
    return str(found.to_ical().decode("utf-8"))  # its lines end in CRLF, as RFC 5545 asks


def _entry(item: WorkItem) -> Component | None:
    """Return an event at the due time; a to-do for a decision without one; None for the rest."""
    from icalendar import Event, Todo  # late: start-up; only this format needs it

    if item.due is None:
        return Todo() if item.row.kind == "decision" else None
    event = Event()
    event.add("dtstart", item.due.astimezone(UTC))
    event.add("dtend", item.due.astimezone(UTC))
    return event


def _summary(item: WorkItem) -> str:
    """Return `R1.1 Tell the office (7K3M-9QTD-X)`, with the label, and what is special in front."""
    row = item.row
    name = row.case if row.label is None else f'{row.case} "{_visible(row.label)}"'
    text = f"{row.code} {_visible(row.title)} ({name})".strip()
    if row.kind == "decision":
        text = f"Decide: {text}"
    if row.kind == "escalation":
        text = f"Late: {text}"
    if row.held:
        text = f"On hold: {text}"
    return text


def _suggestion(item: WorkItem) -> Suggestion:
    row = item.row
    if row.kind == "action" and row.state == "open":
        return Suggestion("do", row.code, case=row.case)
    if row.action == CLOSING:
        return Suggestion("close", case=row.case)
    if row.kind == "decision" and not row.held:
        return Suggestion("advance", row.action, case=row.case)
    return Suggestion("next", case=row.case)


def _visible(text: str) -> str:
    """Return the text with a name for each letter that no calendar shows, such as a tag."""
    return "".join(map(_visible_letter, text))


def _visible_letter(letter: str) -> str:
    if letter in JOINERS or unicodedata.category(letter) not in UNSEEN:
        return letter
    return f"<U+{ord(letter):04X}>"
