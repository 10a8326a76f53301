"""What a person is reminded of: work that falls due or is late, and cases that come into danger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Literal

from sop.casework.worklist import WorkItem
from sop.model.refusal import UsageError
from sop.model.value import value

ReminderKind = Literal["danger", "overdue", "due"]
ORDER: tuple[ReminderKind, ...] = ("danger", "overdue", "due")
SHORTEST, LONGEST = timedelta(seconds=5), timedelta(hours=1)
"""How often the worklist may be read: a shorter time costs power, a longer one is too late."""
UNITS = {"s": "seconds", "sec": "seconds", "m": "minutes", "min": "minutes", "h": "hours"}


@value
class Reminder:
    """One change that is reported to a person.

    `code` is empty and `title` is what is urgent for a case in danger. `path` is that of the action
    or of the danger.
    """

    kind: ReminderKind
    case: str
    workflow: str
    path: str
    code: str = ""
    title: str = ""
    due: datetime | None = None
    label: str | None = None  # of the case; for the reader's own terminal only

    @property
    def key(self) -> tuple[ReminderKind, str, str]:
        """What makes it the same reminder at two moments."""
        return self.kind, self.case, self.path


Reminders = Mapping[tuple[ReminderKind, str, str], Reminder]


def list_reminders(
    items: Iterable[WorkItem], dangers: Iterable[Reminder], now: datetime
) -> Reminders:
    """Return what holds now, by its key: late work, work that is due, and the cases in danger."""
    found = list(dangers)
    for item in items:
        kind = _kind_of(item, now)
        if kind is not None:
            row = item.row
            found.append(
                Reminder(
                    kind=kind,
                    case=row.case,
                    workflow=row.workflow,
                    path=row.action,
                    code=row.code,
                    title=row.title,
                    due=item.due,
                    label=row.label,
                )
            )
    return {one.key: one for one in found}


def find_changes(before: Reminders, after: Reminders) -> tuple[Reminder, ...]:
    """Return what holds now and did not before: danger first, then what is late."""
    new = [one for key, one in after.items() if key not in before]
    return tuple(sorted(new, key=lambda one: ORDER.index(one.kind)))


def parse_interval(text: str) -> timedelta:
    """Return the time between two looks at the worklist: `30s`, `1m`, `1 h`."""
    found = re.fullmatch(r"\s*(\d{1,4})\s*([a-z]+)\s*", text.lower())
    unit = UNITS.get(found[2]) if found else None
    if found is None or unit is None:
        raise UsageError(f"'{text}' is not a length of time.", "Write for example 30s, 1m or 1h.")
    length = timedelta(**{unit: int(found[1])})
    if not SHORTEST <= length <= LONGEST:
        raise UsageError(f"'{text}' is not possible.", "The shortest is 5s, the longest 1h.")
    return length


def _kind_of(item: WorkItem, now: datetime) -> ReminderKind | None:
    if item.overdue_by is not None:
        return "overdue"
    if item.due is not None and item.due <= now:
        return "due"
    return None
