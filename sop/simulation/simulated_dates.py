"""Seconds of a simulation as moments of the workflow's calendar, and its deadlines by the engine's own counting.

What depends only on the day is counted once a day and kept.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sop.engine.deadlines import TimeCounter, make_counter
from sop.model.calendar import Calendar
from sop.model.definition import Definition, Due, Wait

LAST_YEAR = 2250


class Dates:
    """Moments and due times, counted from the moment at which the simulation begins."""

    def __init__(self, definition: Definition, calendar: Calendar, begins: datetime) -> None:
        self._count: TimeCounter = make_counter(definition, calendar)
        self._begins = begins.astimezone(UTC)
        self._kept: dict[tuple[int, str], float] = {}

    def moment(self, seconds: float) -> datetime:
        """The moment in the workflow's zone."""
        return (self._begins + timedelta(seconds=seconds)).astimezone(self._count.zone)

    def seconds(self, moment: datetime) -> float:
        return (moment.astimezone(UTC) - self._begins).total_seconds()

    def due_seconds(self, path: str, clock: Due | Wait, start: float) -> float:
        """When the clock of this path, which counts from (or back from) `start`, runs out."""
        length = clock.length
        if length is None:
            return start
        sign = -1 if isinstance(clock, Due) and clock.before_fact is not None else 1
        if length.unit == "hours":
            return start + sign * length.amount * 3600.0
        moment = self.moment(start)
        if length.unit == "working_hours":
            return self._count_length(clock, moment, sign)
        key = (moment.toordinal(), path)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._count_length(clock, moment, sign)
        return found

    def _count_length(self, clock: Due | Wait, moment: datetime, sign: int) -> float:
        assert clock.length is not None
        return self.seconds(
            (self._count.after if sign > 0 else self._count.before)(moment, clock.length)
        )
