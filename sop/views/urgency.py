"""The word at the left of a piece of work, and how far its deadline is; the same in every list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sop.engine.work import WorkKind, WorkState
from sop.model.value import value
from sop.views import date_text
from sop.views.labels import count_text

STATES = {"open": "TO DO", "unknown": "UNKNOWN"}
COUNTS = {"DECIDE": "to decide"}
UNCOUNTED = "EXCEPTION"
"""An outcome that leaves needed actions undone is possible, but no one has to take it."""


@value
class Urgency:
    """How urgent a piece of work is at a moment.

    If `is_due`, its due time has passed, but it is not late: it is due at once, or it may not be
    needed. If `is_optional`, no one has to do it. If `is_possibly_overdue`, it counts from a coarse
    date and may be late.
    """

    kind: WorkKind
    state: WorkState
    due: datetime | None
    held: bool = False
    is_overdue: bool = False
    is_due: bool = False
    is_optional: bool = False
    is_possibly_overdue: bool = False

    @property
    def word(self) -> str:
        """Return `OVERDUE`, `NOW`, `TO DO`."""
        if self.kind == "escalation":
            return "ESCALATED" if self.state == "escalated" else "OVERDUE"
        if self.state == "exception":
            return "EXCEPTION"
        if self.kind == "action" and self.is_overdue:
            return "OVERDUE"
        if self.kind == "action" and self.is_possibly_overdue:
            return "POSSIBLY LATE"
        if self.held:
            return "ON HOLD"
        if self.kind == "decision":
            return "DECIDE"
        if self.is_due and self.state == "open":
            return "NOW"
        if self.is_optional and self.state == "open":
            return "OPTIONAL"
        return STATES.get(self.state, "WAITING")

    def distance(self, now: datetime) -> str:
        """Return `18 h late`, `now`, `in 2 days`, and what keeps it; empty without a due time."""
        if self.due is None:
            return ""
        text = date_text.distance(self.due, now)
        if self.is_possibly_overdue:
            text = "possibly late"
        elif self.is_due:
            text = "now"
        if self.state == "unknown":
            return "not yet known whether needed" if self.is_due else f"{text} if needed"
        return f"{text}, on hold" if self.held else text


def count_urgencies(found: Iterable[Urgency]) -> str:
    """Return `1 overdue, 2 to do`, in the order of the list; empty for none."""
    words = Counter(one.word for one in found if one.word != UNCOUNTED)
    return ", ".join(f"{number} {COUNTS.get(word, word.lower())}" for word, number in words.items())


def count_overdue(found: Iterable[Urgency]) -> str:
    """Return `1 overdue, 2 decisions to take, 1 escalated, 3 on hold`; without what there is not.

    A late step that is escalated is counted as that alone, a decision on hold as on hold alone.
    """
    listed = list(found)
    decisions = sum(one.kind == "decision" and not one.held for one in listed)
    escalated = sum(one.word == "ESCALATED" for one in listed)
    held = sum(one.held for one in listed)
    text = f"{sum(one.is_overdue for one in listed) - escalated} overdue"
    if decisions:
        text += f", {count_text(decisions, 'decision')} to take"
    if escalated:
        text += f", {escalated} escalated"
    if held:
        text += f", {held} on hold"
    return text
