"""The clock of a simulation: a heap of coming events, and desks at which work queues.

The order is total: by time, then by the order of scheduling. So one seed gives one run.
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
"""Called when a worker takes up the job: returns its length, or None if it was withdrawn."""


class Desk(Protocol):
    """The people of one stakeholder. They take up jobs in the order in which these come in."""

    def ask(self, take: Take, end: Happen) -> None:
        """Queue a job. `end` is called when its time is over."""


class Clock(Protocol):
    """The time of the simulation, in seconds from its beginning, and what happens when."""

    now: float

    def schedule(self, delay: float, happen: Happen) -> None:
        """Call `happen` after this delay."""

    def desk(self, staff: int | None) -> Desk:
        """Return a new desk; None: with enough people for everything."""

    def run(self) -> None:
        """Run until nothing is scheduled."""


class HeapClock:
    """The clock as a heap of (time, number, call).

    Desks serve after the call has had all its effects: it may still withdraw a job.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self._heap: list[tuple[float, int, Happen]] = []
        self._number = 0
        self._woken: list[HeapDesk] = []

    def schedule(self, delay: float, happen: Happen) -> None:
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
    """The people of one stakeholder: `_free` of them have nothing to do; jobs wait in `_line`."""

    def __init__(self, clock: HeapClock, staff: float) -> None:
        self._clock = clock
        self._free = staff
        self._line: deque[tuple[Take, Happen]] = deque()

    def ask(self, take: Take, end: Happen) -> None:
        self._line.append((take, end))
        self._clock.wake(self)

    def serve(self) -> None:
        """Let free people take up the jobs that wait."""
        line = self._line
        while line and self._free > 0:
            take, end = line.popleft()
            length = take()
            if length is not None:
                self._free -= 1
                self._clock.schedule(length, partial(self._release, end))

    def _release(self, end: Happen) -> None:
        end()
        self._free += 1
        if self._line:
            self._clock.wake(self)
