"""Measure how long the daily commands take as whole processes, against a hello-world of Typer.

    python benchmarks/startup.py [--runs 15]

Prints the median of each and its ratio to the hello-world. Ends with 1 if a ratio is above what is
promised. The commands take turns, so that a busy moment of the machine slows all of them down.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HELLO = """
import typer

app = typer.Typer()


@app.command()
def hello() -> None:
    print("hello")


app()
"""


FORMED = """
language: 1
version: 1.0.0
title: A workflow with a form
stakeholders: {guard: {name: Guard, short: GUARD}}
tracks:
  gate:
    title: Gate
    lead: guard
    steps:
      look:
        title: Look
        responsible: guard
        actions: {report: {do: Report, form: report, again: true}}
        outcomes: {leave: {to: over}}
      over: {end: true, title: Over}
forms:
  report:
    type: object
    required: [place]
    properties: {place: {type: string, minLength: 1}}
"""


def run(command: list[str], folder: Path, **more: str) -> float:
    """Return the seconds that the command took; raise SystemExit if its exit code is not 0."""
    environment = {**os.environ, "SOP_NOW": "2026-03-02T09:00:00+02:00", **more}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    took = time.perf_counter() - began
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return took


def workspace(folder: Path) -> tuple[str, str]:
    """Make a workspace with two cases, and return their ids.

    One is of the largest shipped workflow, the other of a workflow with a form.
    """
    sop = [sys.executable, "-m", "sop"]
    run([*sop, "init"], folder)
    settings = folder / "sop.toml"
    settings.write_text(settings.read_text("utf-8") + '\nclock = "simulated"\n', "utf-8")
    (folder / "workflows" / "formed.yaml").write_text(FORMED, "utf-8")
    (folder / "report.json").write_text('{"place": "gate"}', "utf-8")
    run([*sop, "open", "za-trafficking", "--as", "saps"], folder)
    run([*sop, "open", "formed", "--as", "guard"], folder)
    listed = subprocess.run(
        [*sop, "case", "list", "--json"], cwd=folder, capture_output=True, text=True
    )
    found = {one["workflow"]: one["case"] for one in json.loads(listed.stdout)["data"]["cases"]}
    return found["za-trafficking"], found["formed"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "hello.py").write_text(HELLO, "utf-8")
        case, formed = workspace(folder)
        sop = [sys.executable, "-m", "sop"]
        rows = {
            "typer hello-world": ([sys.executable, "hello.py"], None),
            "sop checklist -c CASE": ([*sop, "checklist", "-c", case], 1.8),
            "sop next -c CASE": ([*sop, "next", "-c", case, "--as", "saps"], 1.8),
            "sop do ACTION -c CASE": (
                [*sop, "do", "S1.1", "-c", case, "--as", "saps", "--set", "in_danger=no"],
                1.9,
            ),
            "sop do ACTION --form": (
                [*sop, "do", "report", "-c", formed, "--as", "guard", "--form", "report.json"],
                2.4,
            ),
            "sop worklist --all": ([*sop, "worklist", "--all"], 1.9),
        }
        taken: dict[str, list[float]] = {title: [] for title in rows}
        for number in range(runs + 1):
            for title, (command, _) in rows.items():
                took = run(command, folder)
                if number:  # the first round warms the caches
                    taken[title].append(took)
    hello = statistics.median(taken["typer hello-world"])
    failed = 0
    for title, (_, most) in rows.items():
        median = statistics.median(taken[title])
        promised = ""
        if most is not None:
            promised = f"   promised: at most {most}"
            failed += median / hello > most
        print(f"{title:<24} {median * 1000:6.0f} ms   {median / hello:5.2f} x{promised}")
    return int(failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
