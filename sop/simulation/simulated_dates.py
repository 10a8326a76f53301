"""Seconds of a simulation as moments of the calendar, and deadlines as the engine counts them.

A deadline that depends only on the day is counted once a day and stored.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sop.engine.deadlines import TimeCounter, make_counter
from sop.model.calendar import Calendar
from sop.model.definition import Definition
from sop.model.duration import Due, Wait

LAST_YEAR = 2250  # so that deadlines of the last cases stay in the years that facts may have


class Dates:
    """Moments and due times, counted from the moment at which the simulation begins."""

    def __init__(self, definition: Definition, calendar: Calendar, begins: datetime) -> None:
        self._count: TimeCounter = make_counter(definition, calendar)
        self._begins = begins.astimezone(UTC)
        self._known: dict[tuple[int, str], float] = {}

    def moment(self, seconds: float) -> datetime:
        """Return the moment in the workflow's zone."""
        return (self._begins + timedelta(seconds=seconds)).astimezone(self._count.zone)

    def seconds(self, moment: datetime) -> float:
        """Return the seconds from the beginning."""
        return (moment.astimezone(UTC) - self._begins).total_seconds()

    def due_seconds(self, path: str, clock: Due | Wait, start: float) -> float:
        """Return when the clock of this path runs out. It counts from `start`, or back from it."""
        length = clock.length
        if length is None:
            return start
        is_backward = isinstance(clock, Due) and clock.before_fact is not None
        sign = -1 if is_backward else 1
        if length.unit == "hours":
            return start + sign * length.amount * 3600.0
        moment = self.moment(start)
        if length.unit == "working_hours":
            return self._count_length(clock, moment, sign)
        key = (moment.toordinal(), path)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._count_length(clock, moment, sign)
        return found

    def _count_length(self, clock: Due | Wait, moment: datetime, sign: int) -> float:
        assert clock.length is not None
        count = self._count.after if sign > 0 else self._count.before
        return self.seconds(count(moment, clock.length))
