"""Run many cases of a workflow under assumptions, and report load, waiting and lateness."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from random import Random

from sop.model.calendar import Calendar
from sop.model.definition import Definition
from sop.model.gc_pause import pause_collector
from sop.model.refusal import UsageError
from sop.model.simulation_result import LoadReport, LoadRun
from sop.model.value import replace
from sop.simulation.assumptions import Assumptions
from sop.simulation.assumptions_text import assumption_lines
from sop.simulation.compiled_plan import build_plan
from sop.simulation.event_queue import Clock, HeapClock
from sop.simulation.run_state import Office, Witness
from sop.simulation.simulated_case import SimulatedCase
from sop.simulation.simulated_dates import LAST_YEAR, Dates
from sop.simulation.statistics import Tally

MOST_CASES = 1_000_000  # more take hours
WARM_UP = 10  # load is measured after the first tenth of the cases, because these find empty desks
SECONDS_A_YEAR = 365.25 * 86_400


def simulate(
    definition: Definition,
    assumed: Assumptions,
    calendar: Calendar,
    cases: int,
    seed: int = 0,
    others: Mapping[str, Mapping[str, int]] | None = None,
) -> LoadReport:
    """Return the load with the assumed staff, then with each other staffing, by its name.

    The cases are the same in all runs. Raises UsageError for a number of cases or a length of time
    that cannot be simulated.
    """
    arrivals = draw_arrivals(assumed, cases, seed)
    _refuse_far_dates(assumed.begins, arrivals)
    staffs = {"as given": assumed.staff, **(others or {})}
    runs = tuple(
        run(definition, replace(assumed, staff=staff), calendar, arrivals, seed, name)
        for name, staff in staffs.items()
    )
    lines = assumption_lines(definition, assumed)
    return LoadReport(definition.id, definition.version, definition.title, seed, lines, runs)


def draw_arrivals(assumed: Assumptions, cases: int, seed: int) -> tuple[float, ...]:
    """Return when each case arrives, in seconds from the beginning.

    Raises UsageError for a number of cases that cannot be simulated.
    """
    if not 1 <= cases <= MOST_CASES:
        raise UsageError(
            f"{cases} cases cannot be simulated.", f"give a number from 1 to {MOST_CASES}"
        )
    random, draw = Random(f"arrivals {seed}"), assumed.arrivals.make_draw()
    now, found = 0.0, []
    for _ in range(cases):
        now += draw(random)
        found.append(now)
    return tuple(found)


def _refuse_far_dates(begins: datetime, arrivals: Sequence[float]) -> None:
    """Raise UsageError if the last case arrives after the last year of the calendars."""
    years = arrivals[-1] / SECONDS_A_YEAR
    if begins.year + years > LAST_YEAR:
        what = f"{len(arrivals)} cases at this rate would arrive over {years:,.0f} years."
        raise UsageError(what, "let more arrive in a day, or fewer in all")


def run(
    definition: Definition,
    assumed: Assumptions,
    calendar: Calendar,
    arrivals: Sequence[float],
    seed: int,
    name: str = "as given",
    clock: Clock | None = None,
    witness: Witness | None = None,
) -> LoadRun:
    """Return one run with these arrivals.

    Each case draws from a stream of its own, so that other staff does not change a draw.
    `witness` is called with every event.
    """
    clock = clock or HeapClock()
    begin, end = arrivals[len(arrivals) // WARM_UP], arrivals[-1]
    if len(arrivals) < WARM_UP:
        begin = 0.0  # too few to leave some out
    staff = {one: assumed.staff.get(one) for one in definition.stakeholders}
    tally = Tally(staff, begin, end)
    office = Office(
        plan=build_plan(definition, assumed),
        clock=clock,
        dates=Dates(definition, calendar, assumed.begins),
        tally=tally,
        witness=witness,
    )
    _schedule_arrivals(office, clock, arrivals, seed)
    with pause_collector():
        clock.run()
    return tally.build_run(name, definition, len(arrivals))


def _schedule_arrivals(office: Office, clock: Clock, arrivals: Sequence[float], seed: int) -> None:
    """Schedule the first arrival; each arrival schedules the next."""

    def arrive(number: int) -> Callable[[], None]:
        def happens() -> None:
            if number + 1 < len(arrivals):
                clock.schedule(arrivals[number + 1] - arrivals[number], arrive(number + 1))
            # More than MOST_CASES, so that no two cases of different seeds share a stream.
            SimulatedCase(number, office, Random(seed * 1_000_003 + number)).begin()

        return happens

    clock.schedule(arrivals[0], arrive(0))
