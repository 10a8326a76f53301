"""An event that its corrected time puts before an earlier one is named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sop.engine.decide.order_of_times import warn_of_order
from sop.model.events import Body, CaseClosed, Event, NoteWritten, TimeCorrected

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def entry(number: int, at: datetime, body: Body | None = None) -> Event:
    return Event(number, at, at, "clinic", body or NoteWritten("x"))


def test_only_a_new_reversal_is_named_and_a_correction_has_no_place() -> None:
    history = (
        entry(1, NOON),
        entry(2, NOON + HOUR, TimeCorrected(1, NOON)),
        entry(3, NOON + HOUR, CaseClosed()),
    )
    assert warn_of_order(history, {3: NOON + HOUR / 2}) == ()
    assert warn_of_order(history, {3: NOON - HOUR}) == (
        "Event 3 now happened before event 1, which was recorded before it.",
    )
    assert warn_of_order(history, {1: NOON - HOUR, 3: NOON}) == ()
