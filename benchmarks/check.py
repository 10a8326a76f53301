"""Measure `sop check` on a workflow of 1,000 steps and about 15,000 lines, as a whole process.

    python benchmarks/check.py [--tracks 40] [--runs 5] [--keep FILE]

The workflow is generated here. Every step is like one that a person writes: two or three actions,
facts that they record, conditions, deadlines with their law, an outcome onward, one back and one
to an end. For comparison the same file goes through PyYAML's CSafeLoader and jsonschema with the
schema that `sop` uses: what a check of the shape alone costs. The runs take turns. Ends with 1 if
the median is above what is promised, or if the check finds an error.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PROMISED_S = 2.0
STEPS = 25
SHAPE = Path(__file__).resolve().parents[1] / "sop" / "definition" / "workflow.schema.json"
PEER = """
import json, sys, yaml
from jsonschema import Draft202012Validator

shape = Draft202012Validator(json.load(open(sys.argv[1])))
read = yaml.load(open(sys.argv[2]), yaml.CSafeLoader)
print(sum(1 for _ in shape.iter_errors(read)))
"""
AGENCIES = (
    "police",
    "welfare",
    "health",
    "labour",
    "prosecution",
    "home_affairs",
    "shelter",
    "embassy",
)
LENGTHS = ("2 hours", "3 days", "5 working_days", "2 weeks", "1 month")


def workflow_text(tracks: int) -> str:
    """Return the workflow with so many tracks that have 25 steps each."""
    return "\n".join((*_head(), *_facts(tracks), *_terms(tracks), *_law(), *_tracks(tracks))) + "\n"


def _head() -> Iterator[str]:
    yield from (
        "language: 1",
        "version: 1.0.0",
        "title: A large workflow",
        "status: training_draft",
    )
    yield from (
        "timezone: Africa/Johannesburg",
        "calendar: ZA",
        'working_hours: "08:00-16:00"',
        "stakeholders:",
    )
    yield from (
        f"  {one}: {{name: The {one.replace('_', ' ')} office, short: {one[:3].upper()}}}"
        for one in AGENCIES
    )


def _facts(tracks: int) -> Iterator[str]:
    yield "facts:"
    yield "  age_group:"
    yield "    choices: [adult, child, disputed]"
    yield '    ask: "How old is the person?"'
    yield "    at_opening: true"
    yield "  in_danger:"
    yield "    type: boolean"
    yield '    ask: "Is the person in danger?"'
    yield "    anytime: any"
    yield "    initially: false"
    for track in range(tracks):
        for step in range(STEPS):
            name = f"t{track}_s{step}"
            kind = (
                "type: boolean",
                "choices: [given, refused, not_asked]",
                "type: integer, min: 0, max: 9",
            )[step % 3]
            question = f"What did step {step} of line {track} find?"
            yield f'  {name}_result: {{{kind}, ask: "{question}"}}'
            if step % 5 == 0:
                yield f'  {name}_at: {{type: datetime, ask: "When was it received?"}}'


def _terms(tracks: int) -> Iterator[str]:
    yield "terms:"
    yield '  treat_as_child: {say: is a child, when: "age_group is one of child, disputed"}'
    for track in range(tracks):
        when = f"{_good(track, 0)} and not in_danger"
        yield f"  calm_{track}: {{say: is calm, when: {when}}}"


def _law() -> Iterator[str]:
    yield "law:"
    for number in range(40):
        cite = f"An invented Act, section {number}"
        yield f'  act_{number}: {{cite: "{cite}", about: a duty, status: verified}}'


def _tracks(tracks: int) -> Iterator[str]:
    yield "tracks:"
    for track in range(tracks):
        yield f"  line_{track}:"
        yield f"    title: Line of work {track}"
        yield f"    lead: {AGENCIES[track % len(AGENCIES)]}"
        if track % 4 == 1:
            yield f"    starts: {_good(track - 1, 0)}"
        yield "    steps:"
        for step in range(STEPS):
            yield from _step(track, step)
        yield "      over: {end: true, title: Over}"
        yield "      stopped: {end: true, title: Stopped}"


def _step(track: int, step: int) -> Iterator[str]:
    """Yield about fifteen lines: what one step of a real procedure has."""
    name, number = f"t{track}_s{step}", track + step
    agency, other = AGENCIES[number % len(AGENCIES)], AGENCIES[(number + 3) % len(AGENCIES)]
    records = f"{name}_result"
    if step % 5 == 0:
        records += f", {name}_at"
    yield f"      s{step}:"
    yield f"        title: Step {step} of line {track}"
    yield "        purpose: Find out, without harm, what the person needs now."
    yield f"        responsible: {agency}"
    yield f"        due: {{within: 6 months, nature: law, law: [act_{number % 40}]}}"
    yield f"        escalate_to: {other}"
    yield "        actions:"
    yield f"          ask: {{do: Ask what step {step} is about, records: [{records}]}}"
    by, due = f"[{agency}, {other}]", LENGTHS[number % 5]
    yield f"          look: {{do: Look at the papers, by: {by}, due: {due}}}"
    gate = f"when: {_extra(track, step)}, law: [act_{step}]"
    yield f"          write: {{do: Write it down, after: [ask], {gate}}}"
    yield from _more(track, step)
    yield "        outcomes:"
    following = f"s{step + 1}" if step + 1 < STEPS else "over"
    good, poor = _good(track, step), _poor(track, step)
    yield f"          onward: {{to: {following}, when: {good}}}"
    yield f"          back: {{to: s{max(0, step - 2)}, when: {poor}, reason: required}}"
    yield f"          stop: {{to: stopped, when: {poor}, by: {other}}}"


def _more(track: int, step: int) -> Iterator[str]:
    """Yield what only some steps have: a gate, a deadline from a datetime, an optional action."""
    if step % 3 == 0:
        result = f"t{track}_s{step}_result"
        gate = f"after: [ask], only_if: {result} is known"
        yield f"          inform: {{do: Inform the other office, {gate}}}"
    if step % 5 == 0:
        yield "          answer:"
        yield "            do: Answer the letter"
        yield "            after: [ask]"
        yield f"            due: {{within: 7 days, from: t{track}_s{step}_at}}"
        yield "            required: false"


def _extra(track: int, step: int) -> str:
    if step % 4 == 0:
        return "treat_as_child"
    if step % 4 == 2:
        return f"calm_{track}"
    return '"age_group is adult or in_danger"'


def _good(track: int, step: int) -> str:
    fact = f"t{track}_s{step}_result"
    return (fact, f"{fact} is given", f"{fact} is at least 4")[step % 3]


def _poor(track: int, step: int) -> str:
    fact = f"t{track}_s{step}_result"
    return (f"not {fact}", f'"{fact} is one of refused, not_asked"', f"{fact} is at most 3")[
        step % 3
    ]


def run(command: list[str], folder: Path) -> tuple[float, float]:
    """Return the seconds by the clock and of the processor.

    Raises SystemExit if the exit code is not 0: the check found an error.
    """
    environment = {
        name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
    }
    began, before = time.perf_counter(), os.times()
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    took, after = time.perf_counter() - began, os.times()
    if done.returncode != 0:
        raise SystemExit(
            f"{' '.join(command)}: exit {done.returncode}\n{done.stdout[:2000]}{done.stderr[:2000]}"
        )
    user = after.children_user - before.children_user
    system = after.children_system - before.children_system
    return took, user + system


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tracks", type=int, default=40)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="write the workflow there too")
    options = parser.parse_args()
    text = workflow_text(options.tracks)
    if options.keep:
        options.keep.write_text(text, "utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "large.yaml").write_text(text, "utf-8")
        commands = {
            "yaml and jsonschema": [sys.executable, "-c", PEER, str(SHAPE), "large.yaml"],
            "sop check": [sys.executable, "-m", "sop", "check", "large.yaml"],
        }
        taken: dict[str, list[tuple[float, float]]] = {title: [] for title in commands}
        for number in range(options.runs + 1):
            for title, command in commands.items():
                took = run(command, folder)
                if number:  # the first round warms the caches
                    taken[title].append(took)
    print(f"{options.tracks * STEPS} steps, {len(text.splitlines())} lines")
    peer, ours = (statistics.median(clock for clock, _ in taken[title]) for title in commands)
    for title, clock in zip(commands, (peer, ours), strict=True):
        used = statistics.median(seconds for _, seconds in taken[title])
        promised = ""
        if title == "sop check":
            promised = f"   {ours / peer:.2f} x   promised: below {PROMISED_S:g} s"
        print(f"{title:<20} {clock:5.2f} s   ({used:.2f} s of the processor){promised}")
    return int(ours > PROMISED_S)


if __name__ == "__main__":
    raise SystemExit(main())
