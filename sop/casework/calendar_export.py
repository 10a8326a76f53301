"""Exports deadlines as an iCalendar file: one event per open action with a deadline.

The file has no names of persons and no facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from sop.casework.worklist import WorkItem
from sop.model.suggestion import Suggestion


def deadlines_ics(
    items: Iterable[WorkItem], now: datetime, command_line: Callable[[Suggestion], str]
) -> str:
    """Return the text of the calendar; `command_line` writes the command for each action.

    An event's UID is made of its case and action, so that a later file replaces the event.
    """
    from icalendar import Calendar, Event  # late: start-up; only this format needs it

    found = Calendar()
    found.add("prodid", "-//sop//deadlines//EN")
    found.add("version", "2.0")
    for item in items:
        if item.due is None or item.row.kind != "action":
            continue
        row, event = item.row, Event()
        event.add("uid", f"{row.case}-{row.action}@sop")
        event.add("dtstamp", now)
        event.add("dtstart", item.due.astimezone(UTC))
        event.add("dtend", item.due.astimezone(UTC))
        event.add("summary", f"{row.code} {row.title} ({row.case})")
        command = command_line(Suggestion("do", row.code, case=row.case))
        event.add("description", f"{row.workflow}. For: {', '.join(row.by)}. Do: {command}")
        event.add("categories", [row.workflow, row.track])
        found.add_component(event)
    return str(found.to_ical().decode("utf-8").replace("\r\n", "\n"))
