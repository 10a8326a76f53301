"""The result of a load simulation: how busy stakeholders are, and what waits or comes late.

Lengths of time are in hours. Shares are between 0 and 1. None means that there is no value, such as
the mean of nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from sop.model.value import value


@value
class Spread:
    """A distribution of lengths of time; all None without any."""

    mean: float | None = None
    median: float | None = None
    p90: float | None = None
    most: float | None = None


@value
class StakeholderLoad:
    """The load of one stakeholder.

    `staff` is the number of people; None means enough for everything. `jobs`, `wait` and
    `longest_queue` are those of the measured time. `busy` is the average number of people at work,
    `utilisation` their share of the staff. `wanted` is the average number of people needed: above
    `staff`, the queue only grows.
    """

    stakeholder: str
    staff: int | None
    jobs: int
    busy: float
    wanted: float
    utilisation: float | None
    wait: Spread
    longest_queue: int


@value
class DeadlineLoad:
    """How often a deadline ran, and how often it was missed. `path` is an action or a step."""

    path: str
    counted: int
    missed: int

    @property
    def share(self) -> float:
        """The share of missed deadlines; 0 if the deadline never ran."""
        return self.missed / self.counted if self.counted else 0.0


@value
class Blockage:
    """A step (a path) at which cases were stuck, and why."""

    step: str
    why: str
    cases: int


@value
class LoadRun:
    """One run with one staffing.

    `measured` is the time during which load is measured, `lasted` how long closed cases were open.
    `lost` counts jobs that were useless because the case had moved on meanwhile.
    """

    name: str
    staff: Mapping[str, int]
    cases: int
    closed: int
    stops: tuple[Blockage, ...]
    stopped: int
    measured: float
    lasted: Spread
    jobs: int
    lost: int
    stakeholders: tuple[StakeholderLoad, ...]
    deadlines: tuple[DeadlineLoad, ...]
    bottleneck: str | None


@value
class LoadReport:
    """A simulation: its assumptions as sentences, and its runs; the given staffing comes first."""

    workflow: str
    version: str
    title: str
    seed: int
    assumed: tuple[str, ...]
    runs: tuple[LoadRun, ...]
