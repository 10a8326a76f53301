"""Reads until when `--due` lists work: a day, or the next moment that a time of day names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sop.casework.shift_report import SHIFT, read_end
from sop.casework.worklist import WorkItem, due_by, due_day

_TIME = re.compile(
    r"\+.+|.*\d[:.h]\d{2}(\s*[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?|(.*\s)?(noon|midday|midnight)",
    re.IGNORECASE,
)
"""A length from now, a day with a time of day, or a time of day alone."""


def read_due_limit(text: str, now: datetime, zone: ZoneInfo) -> str:
    """Return a day as it is, and a time as ISO 8601 text: `08:00` is the next time it is 08:00.

    Raise UsageError for another text, and AmbiguousTime for one with two meanings.
    """
    if _TIME.fullmatch(text.strip()):
        return read_end(text, now, zone).isoformat()
    due_day(text, now.astimezone(zone).date())  # refuses what is not a day
    return text


def find_later_tonight(items: Sequence[WorkItem], now: datetime) -> tuple[WorkItem, ...]:
    """Return what falls due after today, but within a shift from now.

    Late in the evening, `today` ends before what is urgent tonight.
    """
    today = due_by(items, "today", now)
    until = now + SHIFT
    return tuple(
        one for one in items if one.due is not None and one not in today and one.due <= until
    )
