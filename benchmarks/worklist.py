"""Measure how long `sop worklist` takes over many cases, against ten cases.

    python benchmarks/worklist.py [--cases 10000] [--runs 7]

Opens cases of the small shipped workflow in a temporary store, without waiting for the disk at each
one, then times whole processes in turns. Ends with 1 if the large list takes more than half a
second, or more than 1.5 times as long as the small one.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from unittest import mock

from sop.casework.case_service import CaseService
from sop.commands.store_factory import open_store
from sop.definition.load import load_workflow
from sop.model.commands import Act, Open
from sop.store.case_ids import new_case_id

MOST_S = 0.5
MOST_RATIO = 1.5
WORKFLOW = Path(__file__).resolve().parents[1] / "workflows" / "fire-drill.yaml"


def fill(folder: Path, cases: int) -> None:
    """Make a workspace with that many open cases."""
    folder.mkdir()
    (folder / "sop.toml").write_text("")
    loaded = load_workflow(WORKFLOW)
    assert loaded.definition is not None
    start = datetime.fromisoformat("2026-03-02T09:00:00+02:00")
    store, chance = open_store(folder / "data"), random.Random(1)
    with mock.patch("os.fsync"):
        for number in range(cases):
            service = CaseService(store, start + timedelta(minutes=number))
            opening, texts = Open(Act("warden")), lambda: loaded.texts
            service.open_cases([new_case_id(chance)], loaded.definition, opening, texts=texts)


def seconds(folder: Path) -> float:
    """Return the seconds of one `sop worklist` as a whole process."""
    environment = {
        name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
    }
    command = [sys.executable, "-m", "sop", "worklist", "--as", "warden", "--count"]
    began = time.perf_counter()
    subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    return time.perf_counter() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folders = {10: Path(name) / "few", options.cases: Path(name) / "many"}
        for cases, folder in folders.items():
            fill(folder, cases)
            seconds(folder)
        taken = {cases: [] for cases in folders}
        for _ in range(options.runs):
            for cases, folder in folders.items():
                taken[cases].append(seconds(folder))
    few, many = (statistics.median(taken[cases]) for cases in folders)
    print(f"sop worklist over {10:>6} cases  {few * 1000:6.0f} ms")
    promised = f"promised: at most {MOST_RATIO}, below {MOST_S * 1000:.0f} ms"
    measured = f"{many * 1000:6.0f} ms   {many / few:.2f} x"
    print(f"sop worklist over {options.cases:>6} cases  {measured}   {promised}")
    return int(many > MOST_S or many / few > MOST_RATIO)


if __name__ == "__main__":
    raise SystemExit(main())
