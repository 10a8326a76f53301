"""Writes down what the checklist says on the way of each scenario, so that it is noticed when it says something else.

    python benchmarks/expectations.py workflows/za-trafficking [--dry-run]

Every scenario is played. Where an action, an outcome or an interrupt stands in a situation in which nobody has looked
at it yet (open, or closed for these reasons), is due, is needed, or has somebody who may do it, and no turn says so,
`expectations/SCENARIO.yaml` gets an entry that does; the folder is written anew each time. What the turns expect
themselves is left out. Read the difference to the last time: it is what the workflow says, right or wrong.
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

from sop.casework.desk import calendar_of
from sop.definition.load import load_workflow
from sop.engine.build_checklist import build_checklist
from sop.engine.checklist_lines import ActionLine, Checklist, WayLine
from sop.engine.rehearse import Rehearser
from sop.model.definition import Definition
from sop.model.refusal import Reason
from sop.model.scenario import Expect, Scenario
from sop.store.calendars import holidays_of

WIDTH = 140


@dataclass
class Known:
    """What some turn says already."""

    situations: set[tuple[object, ...]] = field(default_factory=set)
    due: set[str] = field(default_factory=set)
    needed: set[str] = field(default_factory=set)
    who: set[str] = field(default_factory=set)

    def learn(self, expect: Expect, lines: dict[str, ActionLine | WayLine]) -> None:
        for path in (*expect.open, *expect.not_open):
            if path in lines:
                self.situations.add(situation(lines[path]))
        self.due |= {path for path, due in expect.due.items() if due}
        self.needed |= set(expect.needed)
        self.who |= set(expect.who)


def situation(line: ActionLine | WayLine) -> tuple[object, ...]:
    """How the line stands, and why."""
    state = line.state if isinstance(line, ActionLine) else line.open
    return (line.path, state, tuple(sorted(_reason(one) for one in line.reasons)))


def _reason(reason: Reason) -> tuple[str, str]:
    return (reason.code, reason.what)


def lines_of(seen: Checklist) -> dict[str, ActionLine | WayLine]:
    return {
        line.path: line
        for track in seen.tracks
        for line in (*track.actions, *track.outcomes, *track.interrupts)
    }


def is_open(line: ActionLine | WayLine) -> bool:
    return line.state == "open" if isinstance(line, ActionLine) else line.open


def unsaid(seen: Checklist, known: Known, zone: Any) -> dict[str, Any]:
    """What this checklist says that no turn says, as `expect:` has it."""
    lines = lines_of(seen)
    new = {
        path: line
        for path, line in lines.items()
        if situation(line) not in known.situations
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
        "needed": [path for path in needed if path not in known.needed],
        "who": {
            path: list(line.by) for path, line in lines.items() if path not in known.who and line.by
        },
        "due": {
            path: _local(due, zone)
            for path, due in dues.items()
            if due is not None and path not in known.due
        },
    }
    known.situations |= {situation(line) for line in new.values()}
    known.needed |= set(found["needed"])
    known.who |= set(found["who"])
    known.due |= set(found["due"])
    return {key: value for key, value in found.items() if value}


def _local(due: datetime, zone: Any) -> str:
    return f"{due.astimezone(zone):%Y-%m-%d %H:%M}"


def played(
    definition: Definition, scenario: Scenario
) -> Iterator[tuple[int, Rehearser, Checklist]]:
    """The checklist after each turn, with the turn's place (from 0)."""
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


HEADING = (
    "# What the checklist says on the way of this scenario. Written by benchmarks/expectations.py."
)


def said(number: int, expect: dict[str, Any]) -> str:
    """The expectation after the turn with this number (from 1), in YAML."""
    parts = [f"  - after: {number}", "    expect:"]
    for key, value in expect.items():
        if isinstance(value, list):
            inside = f"[{', '.join(value)}]"
        elif key == "who":
            inside = (
                "{" + ", ".join(f"{path}: [{', '.join(who)}]" for path, who in value.items()) + "}"
            )
        else:
            inside = "{" + ", ".join(f'{path}: "{due}"' for path, due in value.items()) + "}"
        parts.append(
            textwrap.fill(
                f"{key}: {inside}",
                WIDTH,
                initial_indent=" " * 6,
                subsequent_indent=" " * 8,
                break_long_words=False,
                break_on_hyphens=False,
            )
        )
    return "\n".join(parts)


def write(place: Path, found: dict[int, dict[str, Any]]) -> None:
    """The file with these expectations."""
    place.parent.mkdir(exist_ok=True)
    lines = [HEADING, "turns:", *(said(number + 1, expect) for number, expect in found.items())]
    place.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asked.add_argument("workflow", type=Path, help="a workflow's folder, with scenarios/ in it")
    asked.add_argument("--dry-run", action="store_true", help="only count")
    given = asked.parse_args()
    folder = given.workflow / "expectations"
    if not given.dry_run and folder.is_dir():
        for old in folder.glob("*.yaml"):
            old.unlink()
    loaded = load_workflow(given.workflow, str(given.workflow))
    if loaded.definition is None:
        raise SystemExit(f"{given.workflow} has errors: sop check {given.workflow}")
    known, runs, total = Known(), [], 0
    for scenario in loaded.scenarios:
        runs.append((scenario, list(played(loaded.definition, scenario))))
        for number, _, seen in runs[-1][1]:
            expect = scenario.turns[number].expect
            if expect is not None:
                known.learn(expect, lines_of(seen))
    for scenario, run in runs:
        found = {}
        for number, stage, seen in run:
            if scenario.turns[number].expect is None:
                found[number] = unsaid(seen, known, stage.zone)
        found = {number: expect for number, expect in found.items() if expect}
        total += len(found)
        if found and not given.dry_run:
            write(folder / f"{scenario.id}.yaml", found)
    print(
        f"{total} turns of {len(runs)} scenarios {'would get' if given.dry_run else 'have'} expectations"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
