"""What `sop workflow diff` says about urgency."""

from __future__ import annotations

from sop.comparison.urgency_changes import compare_marks, compare_urgent_values


def test_more_urgency_is_stricter_and_less_is_looser() -> None:
    found = [
        *compare_urgent_values("ill", None, (True,)),
        *compare_urgent_values("ill", ("a", "b"), ("a",)),
        *compare_urgent_values("ill", ("a",), ("b",)),
        *compare_urgent_values("ill", ("a",), ("a",)),
        *compare_marks("recall.alarm", False, True),
        *compare_marks("recall.alarm", True, False),
        *compare_marks("recall.alarm", True, True),
    ]
    assert [(one.direction, one.text) for one in found] == [
        ("stricter", "urgent values: true; before: not stated"),
        ("looser", "urgent values: a; before: a, b"),
        ("changed", "urgent values: b; before: a"),
        ("stricter", "is now urgent: screens show it first"),
        ("looser", "is no longer urgent"),
    ]
