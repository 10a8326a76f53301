"""The word at the left of a piece of work, and what is said of its deadline."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sop.views.urgency import Urgency, count_overdue, count_urgencies
from tests.views.example import at

NOW = at("23T10:15")
PAST, LATER = NOW - timedelta(hours=3), NOW + timedelta(minutes=119)
OPEN = Urgency("action", "open", None)
LATE = Urgency("action", "open", PAST, is_overdue=True)
AT_ONCE = Urgency("action", "open", PAST, is_due=True)
POSSIBLY = Urgency("action", "open", PAST, is_possibly_overdue=True)
HELD = Urgency("action", "waiting", LATER, held=True)
HELD_LATE = Urgency("action", "waiting", PAST, held=True, is_overdue=True)
UNKNOWN = Urgency("action", "unknown", LATER)
NOT_NEEDED_YET = Urgency("action", "unknown", PAST, is_due=True)
DECIDE = Urgency("decision", "open", None)
EXCEPTION = Urgency("decision", "exception", None)
ESCALATED = Urgency("escalation", "escalated", PAST, is_overdue=True)
LATE_STEP = Urgency("escalation", "open", PAST, is_overdue=True)


@pytest.mark.parametrize(
    ("urgency", "word", "distance"),
    [
        (OPEN, "TO DO", ""),
        (LATE, "OVERDUE", "3 h late"),
        (AT_ONCE, "NOW", "now"),
        (POSSIBLY, "POSSIBLY LATE", "possibly late"),
        (HELD, "ON HOLD", "in 1 h 59 min, on hold"),
        (HELD_LATE, "OVERDUE", "3 h late, on hold"),
        (UNKNOWN, "UNKNOWN", "in 1 h 59 min if needed"),
        (NOT_NEEDED_YET, "UNKNOWN", "not yet known whether needed"),
        (Urgency("action", "waiting", None), "WAITING", ""),
        (Urgency("action", "open", None, is_optional=True), "OPTIONAL", ""),
        (Urgency("action", "waiting", None, is_optional=True), "WAITING", ""),
        (DECIDE, "DECIDE", ""),
        (Urgency("decision", "open", None, held=True), "ON HOLD", ""),
        (EXCEPTION, "EXCEPTION", ""),
        (ESCALATED, "ESCALATED", "3 h late"),
        (LATE_STEP, "OVERDUE", "3 h late"),
    ],
)
def test_each_kind_of_work_has_its_word(urgency: Urgency, word: str, distance: str) -> None:
    assert (urgency.word, urgency.distance(NOW)) == (word, distance)


def test_the_counts_are_those_of_the_words() -> None:
    found = (ESCALATED, LATE, LATE, AT_ONCE, HELD, DECIDE, EXCEPTION)
    assert count_urgencies(found) == "1 escalated, 2 overdue, 1 now, 1 on hold, 1 to decide"
    assert count_overdue(found[:-1]) == "2 overdue, 1 decision to take, 1 escalated, 1 on hold"
    assert count_overdue((HELD_LATE,)) == "1 overdue, 1 on hold"
    assert count_overdue(()) == "0 overdue"


def test_a_decision_on_hold_is_counted_once() -> None:
    held = Urgency("decision", "open", None, held=True)
    free = Urgency("decision", "open", None)
    assert count_overdue((held, free)) == "0 overdue, 1 decision to take, 1 on hold"
