"""How the times of events were corrected: by which event, and what each was before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sop.model.events import Event, TimeCorrected
from sop.model.value import value


@value
class TimeChange:
    """The event happened at `to`, by the correction with the ID `by`."""

    by: int
    to: datetime


@value
class ClockShift:
    """All these events were recorded by one clock that was wrong by the same length.

    `length` is how much later they happened than it showed; `by` is the event that corrected them.
    """

    events: tuple[int, ...]
    length: timedelta
    by: int


def map_time_changes(
    events: Iterable[Event], undone: Mapping[int, int]
) -> dict[int, tuple[TimeChange, ...]]:
    """Return what corrected the time of each event that counts, in order; by event ID."""
    found: dict[int, tuple[TimeChange, ...]] = {}
    for event in events:
        if event.id in undone or not isinstance(event.body, TimeCorrected):
            continue
        for number, to in event.body.times.items():
            found[number] = (*found.get(number, ()), TimeChange(event.id, to))
    return found


def list_clock_shifts(events: Iterable[Event], undone: Mapping[int, int]) -> list[ClockShift]:
    """Return what each shift says about the clock.

    A second shift of the same event means that the length of the first was not right: then neither
    is listed.
    """
    shifts: list[ClockShift] = []
    for event in events:
        body = event.body
        if event.id in undone or not isinstance(body, TimeCorrected) or body.shift is None:
            continue
        shifts.append(ClockShift(tuple(sorted(body.times)), body.shift, event.id))
    return [one for one in shifts if not _is_shifted_twice(one, shifts)]


def _is_shifted_twice(one: ClockShift, shifts: Iterable[ClockShift]) -> bool:
    return any(_overlaps(one, other) for other in shifts)


def _overlaps(one: ClockShift, other: ClockShift) -> bool:
    return one.by != other.by and bool(set(one.events) & set(other.events))
