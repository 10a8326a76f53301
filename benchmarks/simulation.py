"""How long a simulation of load takes, and how its clock stands beside SimPy's with the same cases.

    python benchmarks/simulation.py [--cases 20000] [--beside 500]

Prints seconds of one core; ends with 1 where the whole run takes more than the 60 that are promised on an idle machine.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sop.casework.desk import calendar_of  # noqa: E402
from sop.definition.load import load_workflow  # noqa: E402
from sop.simulation.assumptions import default_assumptions  # noqa: E402
from sop.simulation.event_queue import Clock, HeapClock  # noqa: E402
from sop.simulation.run_simulation import draw_arrivals, run  # noqa: E402
from sop.store.calendars import holidays_of  # noqa: E402
from tests.simulation.sample import SimPyClock  # noqa: E402

PROMISED = 60.0


def main() -> int:
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asked.add_argument("--cases", type=int, default=20_000)
    asked.add_argument(
        "--beside", type=int, default=500, help="cases for the comparison with SimPy"
    )
    given = asked.parse_args()
    print(f"{given.beside} cases   heap {seconds(given.beside, HeapClock()):6.1f} s")
    print(f"{given.beside} cases   SimPy {seconds(given.beside, SimPyClock()):5.1f} s")
    whole = seconds(given.cases, HeapClock())
    print(f"{given.cases} cases   heap {whole:6.1f} s   promised: {PROMISED:.0f} for 20000")
    return int(given.cases >= 20_000 and whole > PROMISED)


def seconds(cases: int, clock: Clock) -> float:
    """Seconds of the processor for the shipped procedure with limited staff."""
    definition = load_workflow(ROOT / "workflows" / "za-trafficking").definition
    assert definition is not None
    usual = default_assumptions(definition)
    assumed = replace(usual, staff={"saps": 4, "dsd": 3, "npa": 2, "doj": 1, "dha": 1})
    calendar = calendar_of(definition, lambda country: holidays_of(country, None))
    arrivals = draw_arrivals(assumed, cases, 1)
    began = time.process_time()
    run(definition, assumed, calendar, arrivals, 1, clock=clock)
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
