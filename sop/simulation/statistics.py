"""The statistics of a run: how long jobs waited, how long people worked, what was late."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from sop.model.definition import Definition
from sop.model.simulation_result import Blockage, DeadlineLoad, LoadRun, Spread, StakeholderLoad
from sop.simulation.distributions import HOUR


class DeskTally:
    """The statistics of one stakeholder. Work counts only between `begin` and `end`."""

    def __init__(self, staff: int | None, begin: float, end: float) -> None:
        self.staff, self._begin, self._end = staff, begin, end
        self.waits = array("d")
        self.busy = self.wanted = 0.0
        self.longest = self._waiting = self._at_work = 0

    def count_request(self, now: float, length: float) -> None:
        """A job of this length comes in."""
        self._waiting += 1
        if self._begin <= now <= self._end:
            self.wanted += length
            if self.staff is not None:
                self.longest = max(self.longest, self._waiting - (self.staff - self._at_work))

    def count_start(self, requested: float, now: float, length: float) -> None:
        """A job that came in at `requested` is taken up."""
        self._waiting -= 1
        self._at_work += 1
        if self._begin <= requested <= self._end:
            self.waits.append(now - requested)
        self.busy += max(0.0, min(self._end, now + length) - max(self._begin, now))

    def count_end(self) -> None:
        """A job is over."""
        self._at_work -= 1

    def count_drop(self) -> None:
        """A job that was not begun is withdrawn."""
        self._waiting -= 1

    def load(self, stakeholder: str) -> StakeholderLoad:
        """Return the totals."""
        span = self._end - self._begin
        busy = wanted = 0.0
        if span > 0:  # a single case is over at once
            busy, wanted = self.busy / span, self.wanted / span
        used = None if self.staff is None else busy / self.staff
        return StakeholderLoad(
            stakeholder=stakeholder,
            staff=self.staff,
            jobs=len(self.waits),
            busy=busy,
            wanted=wanted,
            utilisation=used,
            wait=spread(self.waits),
            longest_queue=self.longest,
        )


class Tally:
    """The statistics of all cases of a run. `lost`: jobs done for nothing."""

    def __init__(self, stakeholders: Mapping[str, int | None], begin: float, end: float) -> None:
        self.desks = {name: DeskTally(staff, begin, end) for name, staff in stakeholders.items()}
        self.lost = 0
        self._span = end - begin
        self._lasted = array("d")
        self._stops: Counter[tuple[str, str]] = Counter()
        self._deadlines: dict[str, list[int]] = {}

    def count_closed_case(self, lasted: float) -> None:
        self._lasted.append(lasted)

    def count_stopped_case(self, step: str, why: str) -> None:
        self._stops[step, why] += 1

    def count_deadline(self, path: str, is_late: bool) -> None:
        counts = self._deadlines.get(path)
        if counts is None:
            counts = self._deadlines[path] = [0, 0]
        counts[0] += 1
        counts[1] += is_late

    def build_run(self, name: str, definition: Definition, cases: int) -> LoadRun:
        """Return the totals: deadlines in file order, the most frequent stop first."""
        loads = tuple(desk.load(stakeholder) for stakeholder, desk in self.desks.items())
        staff = {load.stakeholder: load.staff for load in loads if load.staff is not None}
        return LoadRun(
            name=name,
            staff=staff,
            cases=cases,
            closed=len(self._lasted),
            stops=tuple(self._blockages()),
            stopped=sum(self._stops.values()),
            measured=self._span / HOUR,
            lasted=spread(self._lasted),
            jobs=sum(one.jobs for one in loads),
            lost=self.lost,
            stakeholders=loads,
            deadlines=tuple(self._deadline_loads(definition)),
            bottleneck=_bottleneck(loads),
        )

    def _blockages(self) -> Iterator[Blockage]:
        for (step, why), count in sorted(self._stops.items(), key=lambda one: (-one[1], one[0])):
            yield Blockage(step, why, count)

    def _deadline_loads(self, definition: Definition) -> Iterator[DeadlineLoad]:
        for step in definition.steps():
            for path in (step.path, *(action.path for action in step.actions.values())):
                if path in self._deadlines:
                    yield DeadlineLoad(path, *self._deadlines[path])


def spread(seconds: Sequence[float]) -> Spread:
    """Return the lengths in hours; the median and the 90th percentile are values that occurred."""
    if not seconds:
        return Spread()
    ranked = sorted(seconds)
    last = len(ranked) - 1
    at = [ranked[round(last * share)] / HOUR for share in (0.5, 0.9, 1.0)]
    return Spread(sum(ranked) / len(ranked) / HOUR, *at)


def _bottleneck(loads: Sequence[StakeholderLoad]) -> str | None:
    """Return the stakeholder whose jobs waited longest in all; None where no job waited."""
    limited = [load for load in loads if load.staff is not None]
    waited = [((load.wait.mean or 0.0) * load.jobs, load.stakeholder) for load in limited]
    most, stakeholder = max(waited, default=(0.0, ""))
    return stakeholder if most > 0 else None
