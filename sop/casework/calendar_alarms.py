"""The alarms of a deadline in a calendar: an hour before it, and when it is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sop.casework.worklist import WorkItem

if TYPE_CHECKING:
    from icalendar.cal import Component

BEFORE = timedelta(hours=1)
"""Long enough to reach another office, short enough to be still on the same shift."""
AT_ONCE = timedelta()


def deadline_alarms(item: WorkItem, now: datetime) -> Iterator[Component]:
    """Yield the alarms of an item with a due time.

    What is due within the hour, or already, has one alarm: at the due time, which a calendar shows
    at once where it has passed. What cannot be done while it is on hold has none.
    """
    if item.due is None or item.row.held:
        return
    if item.due - now > BEFORE:
        yield _alarm(-BEFORE, f"In 1 hour: {item.row.code} ({item.row.case})")
    yield _alarm(AT_ONCE, f"Due: {item.row.code} ({item.row.case})")


def _alarm(trigger: timedelta, text: str) -> Component:
    """Return an alarm that shows the text; others may see it, so it has case and code alone."""
    from icalendar import Alarm  # late: start-up; only this format needs it

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", trigger)
    alarm.add("description", text)
    return alarm
