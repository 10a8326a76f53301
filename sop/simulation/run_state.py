"""What all cases of a simulation share: plan, clock, dates, desks and statistics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from sop.model.condition import Value
from sop.simulation.compiled_plan import Plan
from sop.simulation.event_queue import Clock
from sop.simulation.simulated_dates import Dates
from sop.simulation.statistics import Tally

Kind = Literal["do", "advance", "raise", "close", "stop"]
Witness = Callable[[int, Kind, str, float, Mapping[str, Value]], None]
"""Called with the number of the case, what happened, its path, the second and the facts."""


class Office:
    """What all cases of one run share. `desks`: stakeholder -> its people."""

    def __init__(
        self, plan: Plan, clock: Clock, dates: Dates, tally: Tally, witness: Witness | None = None
    ) -> None:
        self.plan, self.clock, self.dates = plan, clock, dates
        self.tally, self.witness = tally, witness
        self.desks = {name: clock.desk(desk.staff) for name, desk in tally.desks.items()}
