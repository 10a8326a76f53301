"""What a simulation of load answers: how busy each stakeholder is, how long work waits, which deadlines are missed.

Lengths of time are hours. Shares are between 0 and 1. None: there is nothing to say, such as a mean of no value.
"""

from __future__ import annotations

from collections.abc import Mapping

from sop.model.value import value


@value
class Spread:
    """Many lengths of time in four numbers; all None where there were none."""

    mean: float | None = None
    median: float | None = None
    p90: float | None = None
    most: float | None = None


@value
class StakeholderLoad:
    """`staff` None: enough people for everything. `jobs`, `wait` and `longest_queue` are those of the time measured.

    `busy` is how many people were at work on average, `utilisation` their share of the staff; `wanted` is how many
    people's time was asked for on average: above `staff` the queue only grows.
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
    """How often a deadline ran, and how often what it asks for came too late or never. `path` is an action or step."""

    path: str
    counted: int
    missed: int

    @property
    def share(self) -> float:
        return self.missed / self.counted if self.counted else 0.0


@value
class Blockage:
    """Where cases could not go on. `step` is a path; `why` says what was closed there."""

    step: str
    why: str
    cases: int


@value
class LoadRun:
    """One run with one staffing. `measured` is the time in which load is measured; `lasted` how long closed cases were
    open; `lost` the jobs that were done for nothing because the case had moved meanwhile."""

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
    """A simulation: what was assumed, in sentences, and what came out, the given staffing first."""

    workflow: str
    version: str
    title: str
    seed: int
    assumed: tuple[str, ...]
    runs: tuple[LoadRun, ...]
