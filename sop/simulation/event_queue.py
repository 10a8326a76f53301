"""The clock of a simulation: a heap of what happens next, and desks at which work waits its turn.

The order is total: by time, then by when it was asked for. So one seed gives one run.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from heapq import heappop, heappush
from math import inf
from typing import Protocol

Happen = Callable[[], None]
Take = Callable[[], float | None]
"""A worker takes up the job: how long it will take, or None when it is no longer wanted."""


class Desk(Protocol):
    """The people of one stakeholder; jobs are taken up in the order of asking."""

    def ask(self, take: Take, end: Happen) -> None:
        """Queues a job. `end` is called when its time is over."""


class Clock(Protocol):
    """What happens when. Seconds from the beginning of the simulation."""

    now: float

    def later(self, delay: float, happen: Happen) -> None:
        """Something happens after this time."""

    def desk(self, staff: int | None) -> Desk:
        """A new desk; None: nobody ever waits at it."""

    def run(self) -> None:
        """Until nothing is left to happen."""


class HeapClock:
    """The clock as a heap of (time, number, what). Jobs are taken up when what happened has had all its effects."""

    def __init__(self) -> None:
        self.now = 0.0
        self._heap: list[tuple[float, int, Happen]] = []
        self._number = 0
        self._woken: list[HeapDesk] = []

    def later(self, delay: float, happen: Happen) -> None:
        self._number += 1
        heappush(self._heap, (self.now + delay, self._number, happen))

    def desk(self, staff: int | None) -> Desk:
        return HeapDesk(self, inf if staff is None else staff)

    def wake(self, desk: HeapDesk) -> None:
        self._woken.append(desk)

    def run(self) -> None:
        heap, woken = self._heap, self._woken
        while heap:
            self.now, _, happen = heappop(heap)
            happen()
            for desk in woken:
                desk.serve()
            woken.clear()


class HeapDesk:
    """People of one stakeholder: `_free` of them have nothing to do, jobs wait in a line."""

    def __init__(self, clock: HeapClock, staff: float) -> None:
        self._clock = clock
        self._free = staff
        self._line: deque[tuple[Take, Happen]] = deque()

    def ask(self, take: Take, end: Happen) -> None:
        self._line.append((take, end))
        self._clock.wake(self)

    def serve(self) -> None:
        """Whoever is free takes up what waits."""
        line = self._line
        while line and self._free > 0:
            take, end = line.popleft()
            length = take()
            if length is not None:
                self._free -= 1
                self._clock.later(length, partial(self._release, end))

    def _release(self, end: Happen) -> None:
        end()
        self._free += 1
        if self._line:
            self._clock.wake(self)
