"""The parts of a deadline compare by value and have the defaults of the language."""

from __future__ import annotations

from sop.model.duration import Due, Duration, Takes, Wait


def test_a_deadline_without_more_counts_from_the_step_and_is_usual_practice() -> None:
    due = Due(Duration(2, "days"))
    assert (due.from_fact, due.before_fact, due.nature, due.law) == (None, None, "practice", ())


def test_equal_lengths_are_equal_and_units_are_not_converted() -> None:
    assert Duration(7, "days") == Duration(7, "days")
    assert Duration(7, "days") != Duration(1, "weeks")
    assert Wait(Duration(1, "hours")) != Wait(Duration(1, "hours"), "seen_at")
    assert Takes() == Takes(None, None)
