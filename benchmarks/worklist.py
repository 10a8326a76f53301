"""How long `sop worklist` takes over many cases, beside the same over ten.

    python benchmarks/worklist.py [--cases 10000] [--runs 7]

Opens the cases of the small shipped workflow in a temporary store, without waiting for the disk at each one, then
times whole processes in turns. Ends with 1 where the large list takes half a second, or 1.5 times the small one.
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

from sop.casework.desk import NO_TERMS, CaseService
from sop.commands.wiring import open_store
from sop.definition.load import load_workflow
from sop.model.commands import Act, Open
from sop.store.case_ids import new_case_id

WORKFLOW = Path(__file__).resolve().parents[1] / "workflows" / "fire-drill.yaml"


def fill(folder: Path, cases: int) -> None:
    """A workspace with that many open cases."""
    folder.mkdir()
    (folder / "sop.toml").write_text("")
    loaded = load_workflow(WORKFLOW)
    assert loaded.definition is not None
    start = datetime.fromisoformat("2026-03-02T09:00:00+02:00")
    store, chance = open_store(folder / "data"), random.Random(1)
    with mock.patch("os.fsync"):
        for number in range(cases):
            desk = CaseService(store, start + timedelta(minutes=number))
            desk.open_case(
                new_case_id(chance),
                loaded.definition,
                Open(Act("warden")),
                lambda: loaded.texts,
                NO_TERMS,
            )


def seconds(folder: Path) -> float:
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
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folders = {10: Path(name) / "few", given.cases: Path(name) / "many"}
        for cases, folder in folders.items():
            fill(folder, cases)
            seconds(folder)
        taken = {cases: [] for cases in folders}
        for _ in range(given.runs):
            for cases, folder in folders.items():
                taken[cases].append(seconds(folder))
    few, many = (statistics.median(taken[cases]) for cases in folders)
    print(f"sop worklist over {10:>6} cases  {few * 1000:6.0f} ms")
    promised = "promised: at most 1.5, below 500 ms"
    print(
        f"sop worklist over {given.cases:>6} cases  {many * 1000:6.0f} ms   {many / few:.2f} x   {promised}"
    )
    return 1 if many > 0.5 or many / few > 1.5 else 0


if __name__ == "__main__":
    raise SystemExit(main())
