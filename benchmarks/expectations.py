"""Write down what the checklist shows during each scenario, so that a change of it is noticed.

    python benchmarks/expectations.py workflows/za-trafficking [--dry-run]

Every scenario is played. `expectations/SCENARIO.yaml` gets an entry for each situation that no
turn expects yet: an action, an outcome or an interrupt that is open, or closed for these reasons,
is due, is needed, or has stakeholders who may do it. The folder is rewritten each time. Read the
difference from the last time: it is what the workflow shows, right or wrong.
"""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sop.casework.case_service import calendar_of
from sop.definition.load import load_workflow
from sop.engine.build_checklist import build_checklist
from sop.engine.checklist_lines import ActionLine, Checklist, TransitionLine
from sop.engine.rehearse import Rehearser
from sop.model.definition import Definition
from sop.model.refusal import Reason
from sop.model.scenario import Expect, Scenario
from sop.store.calendars import holidays_of

WIDTH = 140


@dataclass
class Covered:
    """What some turn expects already."""

    situations: set[tuple[object, ...]] = field(default_factory=set)
    due: set[str] = field(default_factory=set)
    needed: set[str] = field(default_factory=set)
    who: set[str] = field(default_factory=set)

    def add(self, expect: Expect, lines: dict[str, ActionLine | TransitionLine]) -> None:
        for path in (*expect.open, *expect.not_open):
            if path in lines:
                self.situations.add(situation(lines[path]))
        self.due |= {path for path, due in expect.due.items() if due}
        self.needed |= set(expect.needed)
        self.who |= set(expect.who)


def situation(line: ActionLine | TransitionLine) -> tuple[object, ...]:
    """Return the state of the line with its reasons."""
    state = line.state if isinstance(line, ActionLine) else line.open
    return (line.path, state, tuple(sorted(_reason(one) for one in line.reasons)))


def _reason(reason: Reason) -> tuple[str, str]:
    return (reason.code, reason.what)


def lines_of(seen: Checklist) -> dict[str, ActionLine | TransitionLine]:
    return {
        line.path: line
        for track in seen.tracks
        for line in (*track.actions, *track.outcomes, *track.interrupts)
    }


def is_open(line: ActionLine | TransitionLine) -> bool:
    return line.state == "open" if isinstance(line, ActionLine) else line.open


def find_uncovered(seen: Checklist, covered: Covered, zone: Any) -> dict[str, Any]:
    """Return what this checklist shows and no turn expects, in the form of `expect:`."""
    lines = lines_of(seen)
    new = {
        path: line
        for path, line in lines.items()
        if situation(line) not in covered.situations
        and not (isinstance(line, ActionLine) and line.state in ("done", "waived"))
    }
    dues = {path: line.due for path, line in lines.items() if isinstance(line, ActionLine)}
    dues |= {f"{track.track}.{track.step}": track.due for track in seen.tracks}
    needed = [
        path for path, line in lines.items() if isinstance(line, ActionLine) and line.is_needed
    ]
    found = {
        "open": [path for path, line in new.items() if is_open(line)],
        "not_open": [path for path, line in new.items() if not is_open(line)],
        "needed": [path for path in needed if path not in covered.needed],
        "who": {
            path: list(line.by)
            for path, line in lines.items()
            if path not in covered.who and line.by
        },
        "due": {
            path: _local(due, zone)
            for path, due in dues.items()
            if due is not None and path not in covered.due
        },
    }
    covered.situations |= {situation(line) for line in new.values()}
    covered.needed |= set(found["needed"])
    covered.who |= set(found["who"])
    covered.due |= set(found["due"])
    return {key: value for key, value in found.items() if value}


def _local(due: datetime, zone: Any) -> str:
    return f"{due.astimezone(zone):%Y-%m-%d %H:%M}"


def play(definition: Definition, scenario: Scenario) -> Iterator[tuple[int, Rehearser, Checklist]]:
    """Yield the checklist after each turn, with the number of the turn from 0."""
    stage = Rehearser(
        definition, scenario, calendar_of(definition, lambda country: holidays_of(country, None))
    )
    stage.open()
    for number, turn in enumerate(scenario.turns):
        stage.play(turn)
        yield (
            number,
            stage,
            build_checklist(stage.definition, stage.case, stage.now, None, stage.calendar),
        )


HEADING = "# What the checklist shows during this scenario. Written by benchmarks/expectations.py."


def expectation_text(number: int, expect: dict[str, Any]) -> str:
    """Return the expectation after the turn with this number (from 1), in YAML."""
    parts = [f"  - after: {number}", "    expect:"]
    for key, value in expect.items():
        parts.append(
            textwrap.fill(
                f"{key}: {_flow_text(value)}",
                WIDTH,
                initial_indent=" " * 6,
                subsequent_indent=" " * 8,
                break_long_words=False,
                break_on_hyphens=False,
            )
        )
    return "\n".join(parts)


def _flow_text(value: Any) -> str:
    """Return a list or a mapping as YAML on one line."""
    if isinstance(value, list):
        return f"[{', '.join(value)}]"
    pairs = (_pair_text(path, entry) for path, entry in value.items())
    return "{" + ", ".join(pairs) + "}"


def _pair_text(path: str, entry: Any) -> str:
    """Return who may do the path (a list), or when it is due (a text)."""
    if isinstance(entry, list):
        return f"{path}: [{', '.join(entry)}]"
    return f'{path}: "{entry}"'


def write(place: Path, found: dict[int, dict[str, Any]]) -> None:
    """Write the file with these expectations, by turn from 0."""
    place.parent.mkdir(exist_ok=True)
    lines = [
        HEADING,
        "turns:",
        *(expectation_text(number + 1, expect) for number, expect in found.items()),
    ]
    place.write_text("\n".join(lines) + "\n", encoding="utf-8")


Run = list[tuple[int, Rehearser, Checklist]]
"""One scenario played: the number of each turn, and the checklist after it."""


def play_scenarios(
    definition: Definition, scenarios: tuple[Scenario, ...]
) -> tuple[list[tuple[Scenario, Run]], Covered]:
    """Return every scenario played, and what their turns expect themselves."""
    covered, runs = Covered(), []
    for scenario in scenarios:
        run = list(play(definition, scenario))
        runs.append((scenario, run))
        for number, _, seen in run:
            expect = scenario.turns[number].expect
            if expect is not None:
                covered.add(expect, lines_of(seen))
    return runs, covered


def find_expectations(scenario: Scenario, run: Run, covered: Covered) -> dict[int, dict[str, Any]]:
    """Return what is not covered yet, by the number of the turn from 0."""
    found: dict[int, dict[str, Any]] = {}
    for number, stage, seen in run:
        if scenario.turns[number].expect is None:
            expect = find_uncovered(seen, covered, stage.zone)
            if expect:
                found[number] = expect
    return found


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("workflow", type=Path, help="a workflow's folder, with scenarios/ in it")
    parser.add_argument("--dry-run", action="store_true", help="only count")
    options = parser.parse_args()
    folder = options.workflow / "expectations"
    if not options.dry_run and folder.is_dir():
        for old in folder.glob("*.yaml"):
            old.unlink()
    loaded = load_workflow(options.workflow, str(options.workflow))
    if loaded.definition is None:
        raise SystemExit(f"{options.workflow} has errors: sop check {options.workflow}")
    runs, covered = play_scenarios(loaded.definition, loaded.scenarios)
    total = 0
    for scenario, run in runs:
        found = find_expectations(scenario, run, covered)
        total += len(found)
        if found and not options.dry_run:
            write(folder / f"{scenario.id}.yaml", found)
    verb = "would get" if options.dry_run else "have"
    print(f"{total} turns of {len(runs)} scenarios {verb} expectations")
    return 0


if __name__ == "__main__":
    sys.exit(main())
