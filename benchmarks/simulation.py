"""Measure how long a simulation of load takes, with our event queue and with SimPy's.

    python benchmarks/simulation.py [--cases 20000] [--compared 500]

Both simulate the same cases. Prints seconds of one core. Ends with 1 if the whole run takes more
than 60 s, which is promised on an idle machine.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sop.casework.case_service import calendar_of  # noqa: E402
from sop.definition.load import load_workflow  # noqa: E402
from sop.simulation.assumptions import default_assumptions  # noqa: E402
from sop.simulation.event_queue import Clock, HeapClock  # noqa: E402
from sop.simulation.run_simulation import draw_arrivals, run  # noqa: E402
from sop.store.calendars import holidays_of  # noqa: E402
from tests.simulation.sample import SimPyClock  # noqa: E402

PROMISED_S = 60.0
PROMISED_CASES = 20_000


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=PROMISED_CASES)
    parser.add_argument(
        "--compared", type=int, default=500, help="cases for the comparison with SimPy"
    )
    options = parser.parse_args()
    print(f"{options.compared} cases   heap {seconds(options.compared, HeapClock()):6.1f} s")
    print(f"{options.compared} cases   SimPy {seconds(options.compared, SimPyClock()):5.1f} s")
    whole = seconds(options.cases, HeapClock())
    promised = f"promised: {PROMISED_S:.0f} for {PROMISED_CASES}"
    print(f"{options.cases} cases   heap {whole:6.1f} s   {promised}")
    return int(options.cases >= PROMISED_CASES and whole > PROMISED_S)


def seconds(cases: int, clock: Clock) -> float:
    """Return the processor time for the shipped procedure with limited staff."""
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
