"""What all cases of a simulation share: the plan, the clock, the people at their desks, the books."""

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


class Office:
    """What all cases share: the plan, the clock, the people at their desks, the books."""

    def __init__(
        self, plan: Plan, clock: Clock, dates: Dates, tally: Tally, witness: Witness | None = None
    ) -> None:
        self.plan, self.clock, self.dates, self.tally, self.witness = (
            plan,
            clock,
            dates,
            tally,
            witness,
        )
        self.desks = {name: clock.desk(books.staff) for name, books in tally.desks.items()}
