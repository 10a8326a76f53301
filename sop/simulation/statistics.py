"""The books of a run: how long jobs waited, how long people worked, which deadlines were missed."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence

from sop.model.definition import Definition
from sop.model.simulation_result import Blockage, DeadlineLoad, LoadRun, Spread, StakeholderLoad
from sop.simulation.distributions import HOUR


class DeskTally:
    """The books of one stakeholder. Work counts as far as it lies between `begin` and `end`."""

    def __init__(self, staff: int | None, begin: float, end: float) -> None:
        self.staff, self._begin, self._end = staff, begin, end
        self.waits = array("d")
        self.busy = self.wanted = 0.0
        self.longest = self._waiting = self._at_work = 0

    def asked(self, now: float, length: float) -> None:
        self._waiting += 1
        if self._begin <= now <= self._end:
            self.wanted += length
            if self.staff is not None:
                self.longest = max(self.longest, self._waiting - (self.staff - self._at_work))

    def taken(self, asked: float, now: float, length: float) -> None:
        self._waiting -= 1
        self._at_work += 1
        if self._begin <= asked <= self._end:
            self.waits.append(now - asked)
        self.busy += max(0.0, min(self._end, now + length) - max(self._begin, now))

    def count_end(self) -> None:
        self._at_work -= 1

    def count_drop(self) -> None:
        """A job that nobody had begun is no longer wanted."""
        self._waiting -= 1

    def load(self, stakeholder: str) -> StakeholderLoad:
        """The books closed."""
        span = self._end - self._begin
        busy = self.busy / span if span > 0 else 0.0
        wanted = self.wanted / span if span > 0 else 0.0
        used = None if self.staff is None else busy / self.staff
        return StakeholderLoad(
            stakeholder,
            self.staff,
            len(self.waits),
            busy,
            wanted,
            used,
            spread(self.waits),
            self.longest,
        )


class Tally:
    """The books of all cases of a run."""

    def __init__(self, stakeholders: Mapping[str, int | None], begin: float, end: float) -> None:
        self.desks = {name: DeskTally(staff, begin, end) for name, staff in stakeholders.items()}
        self.lost = 0
        self._span = end - begin
        self._lasted = array("d")
        self._stops: Counter[tuple[str, str]] = Counter()
        self._deadlines: dict[str, list[int]] = {}

    def closed(self, lasted: float) -> None:
        self._lasted.append(lasted)

    def stopped(self, step: str, why: str) -> None:
        self._stops[step, why] += 1

    def count_deadline(self, path: str, is_late: bool) -> None:
        counts = self._deadlines.get(path)
        if counts is None:
            counts = self._deadlines[path] = [0, 0]
        counts[0] += 1
        counts[1] += is_late

    def run(self, name: str, definition: Definition, cases: int) -> LoadRun:
        """What the books say, deadlines in file order, the commonest stop first."""
        loads = tuple(desk.load(stakeholder) for stakeholder, desk in self.desks.items())
        order = [
            path
            for track in definition.tracks.values()
            for step in track.steps.values()
            for path in (step.path, *(action.path for action in step.actions.values()))
        ]
        stops = sorted(self._stops.items(), key=lambda one: (-one[1], one[0]))
        return LoadRun(
            name,
            {one.stakeholder: one.staff for one in loads if one.staff is not None},
            cases,
            len(self._lasted),
            tuple(Blockage(step, why, count) for (step, why), count in stops),
            sum(self._stops.values()),
            self._span / HOUR,
            spread(self._lasted),
            sum(one.jobs for one in loads),
            self.lost,
            loads,
            tuple(
                DeadlineLoad(path, *self._deadlines[path])
                for path in order
                if path in self._deadlines
            ),
            _bottleneck(loads),
        )


def spread(seconds: Sequence[float]) -> Spread:
    """The lengths in hours; the median and the 90th percentile are values that occurred."""
    if not seconds:
        return Spread()
    ranked = sorted(seconds)
    last = len(ranked) - 1
    at = [ranked[round(last * share)] / HOUR for share in (0.5, 0.9, 1.0)]
    return Spread(sum(ranked) / len(ranked) / HOUR, *at)


def _bottleneck(loads: Sequence[StakeholderLoad]) -> str | None:
    """The stakeholder for whose people most time was waited in all; None where nobody waited."""
    waited = [
        ((one.wait.mean or 0.0) * one.jobs, one.stakeholder)
        for one in loads
        if one.staff is not None
    ]
    most = max(waited, default=(0.0, ""))
    return most[1] if most[0] > 0 else None
