"""A fact that was corrected later is found at the event that recorded it."""

from __future__ import annotations

from datetime import UTC, datetime

from sop.casework.changed_facts import FactChange, find_recording_actions, map_fact_changes
from sop.model.events import ActionDone, Body, Event, FactsRecorded

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
ASK = ActionDone("intake.first.ask", {"alone": True})


def entry(number: int, body: Body) -> Event:
    return Event(number, NOW, NOW, "clinic", body)


def test_the_next_event_with_another_value_is_named_and_an_undone_one_is_not() -> None:
    events = [
        entry(1, ASK),
        entry(2, FactsRecorded({"alone": True})),
        entry(3, FactsRecorded({"alone": False}, correction=True)),
        entry(4, FactsRecorded({"alone": True}, from_now=True)),
    ]
    assert map_fact_changes(events, {}) == {
        2: (FactChange("alone", "corrected", 3),),
        3: (FactChange("alone", "changed", 4),),
    }
    assert map_fact_changes(events, {2: 9, 3: 9}) == {}


def test_the_action_that_recorded_a_corrected_fact_is_found() -> None:
    history = [entry(1, ASK)]
    corrected = entry(2, FactsRecorded({"alone": False}, correction=True))
    assert find_recording_actions(history, {}, corrected) == ((history[0], ASK, "alone"),)
    assert find_recording_actions(history, {1: 3}, corrected) == ()
    from_now = entry(2, FactsRecorded({"alone": False}, from_now=True))
    assert find_recording_actions(history, {}, from_now) == ()
