"""Events whose time shows that a clock was wrong: ahead of this one, or behind an earlier event.

A wrong clock is named wherever a person looks, and prevents nothing. An event whose time was
corrected since is not named again; one that was undone neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Literal

from sop.model.events import Event, EventUndone, TimeCorrected
from sop.model.value import value

MOST_DRIFT = timedelta(minutes=2)
"""Clocks that are set by a network jump by less than this; to name it would alarm for nothing."""


@value
class ClockFault:
    """One event that was recorded by a wrong clock.

    `ahead`: its `moment` is after `reference`, the clock now. `behind`: it was recorded at
    `moment`, and the event `earlier` before it at `reference`, which is later.
    """

    event: int
    kind: Literal["ahead", "behind"]
    moment: datetime
    reference: datetime
    earlier: int | None = None


def find_clock_faults(events: Iterable[Event], now: datetime) -> tuple[ClockFault, ...]:
    """Return the faults in the order of the events, those ahead of the clock `now` first."""
    found = tuple(_list_faults(tuple(events), now))
    ahead = tuple(fault for fault in found if fault.kind == "ahead")
    return (*ahead, *(fault for fault in found if fault.kind == "behind"))


def describe_clock_fault(fault: ClockFault, zone: tzinfo | None = None) -> str:
    """Return the fault as a sentence, with times in the zone; None: as they were recorded."""
    moment = _say_time(fault.moment, zone)
    if fault.kind == "ahead":
        return f"Event {fault.event} is dated {moment}, ahead of this computer's clock."
    reference = _say_time(fault.reference, zone)
    return (
        f"Event {fault.event} was recorded on {moment}, and event {fault.earlier} before it on "
        f"{reference}: a clock was wrong."
    )


def describe_clock_faults(faults: Sequence[ClockFault], zone: tzinfo | None = None) -> str:
    """Return the first of the faults as a sentence, and how many more there are."""
    first, *others = faults
    text = describe_clock_fault(first, zone)
    if not others:
        return text
    events = "1 more event" if len(others) == 1 else f"{len(others)} more events"
    return f"{text} {events} of this kind."


def _say_time(moment: datetime, zone: tzinfo | None) -> str:
    if zone is not None:
        moment = moment.astimezone(zone)
    return f"{moment:%Y-%m-%d %H:%M}"


@value
class ClockMarks:
    """What a list of cases has to know about the clocks that recorded a case.

    `latest` is the last moment of its events, and `behind` the first event that was recorded by a
    clock behind an earlier one.
    """

    latest: datetime | None = None
    behind: int | None = None


def read_clock_marks(events: Iterable[Event]) -> ClockMarks:
    """Return the marks of a case; events that were undone or whose time was corrected do not count.

    They do not depend on the clock, so that they change only by events.
    """
    history = tuple(events)
    settled = _list_settled(history)
    counted = [event for event in history if event.id not in settled]
    latest = max((max(event.at, event.recorded) for event in counted), default=None)
    highest: datetime | None = None
    for event in counted:
        if highest is not None and highest - event.recorded > MOST_DRIFT:
            return ClockMarks(latest, event.id)
        highest = event.recorded if highest is None else max(highest, event.recorded)
    return ClockMarks(latest)


def _list_faults(events: tuple[Event, ...], now: datetime) -> Iterator[ClockFault]:
    settled = _list_settled(events)
    latest: Event | None = None  # the last by its clock, of those that are not in doubt
    for event in events:
        if event.id in settled:
            continue
        moment = max(event.at, event.recorded)
        if moment - now > MOST_DRIFT:
            yield ClockFault(event.id, "ahead", moment, now)
            continue
        if latest is not None and latest.recorded - event.recorded > MOST_DRIFT:
            yield ClockFault(event.id, "behind", event.recorded, latest.recorded, latest.id)
        if latest is None or latest.recorded < event.recorded:
            latest = event


def _list_settled(events: tuple[Event, ...]) -> set[int]:
    """Return the IDs of events that were undone, or whose time was corrected, and corrections."""
    undone = {event.body.event for event in events if isinstance(event.body, EventUndone)}
    settled = set(undone)
    for event in events:
        if not isinstance(event.body, TimeCorrected):
            continue
        settled.add(event.id)  # a correction of a time has no time of its own that could be wrong
        if event.id not in undone:
            settled.update(event.body.times)
    return settled
