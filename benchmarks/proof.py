"""Measure the time, the memory and the configurations of a proof as workflows grow.

    python benchmarks/proof.py [--sizes 4x10,10x25] [--cross 10,30,60] [--seeds 3] [--limit 80]
                               [--keep FOLDER]

The workflows are generated here. A track has eight steps, each with two to four actions of which
40 % record a fact; one or two branches and one outcome back; conditions of three questions, of
which a given share is about other tracks; and waits. Every third track has an interrupt with a
return, every fourth a hold. There are facts that may be set at any time, a closing by a person, and
20 guarantees. The kinds of questions have the shares of the shipped procedure.

Every verdict of `sop check --prove` is computed, without counterexamples. Each run is a process of
its own and is stopped after `--limit` seconds of processor time. Times are processor time, printed
with the time of a loop of 5 million rounds just before, so that two machines can be compared.
Ends with 1 if ten tracks at 30 % take more than PROMISED_S in the median of the seeds.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

PROMISED_S = 10.0
PROMISED = (10, 25, 30)
"""Tracks, facts and per cent of cross-track questions for which PROMISED_S is promised."""
STEPS = 8
RECORDING = 0.4
GUARANTEES = 20
AGENCIES = ("police", "welfare", "health", "labour", "shelter")
PATTERNS = ("precedence", "response", "precondition", "existence", "absence", "universality")
ASKED = (("fact", 70), ("current", 11), ("status", 8), ("done", 8), ("visited", 2), ("known", 1))
"""Per cent of the questions of each kind, counted in the shipped procedure."""
Document = dict[str, Any]


@dataclass
class WorkflowGenerator:
    """Generates one workflow. `cross` is the share of questions that are about other tracks."""

    tracks: int
    facts: int
    cross: float
    random: Random
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    recorded: dict[str, list[str]] = field(default_factory=dict)
    actions: dict[str, list[str]] = field(default_factory=dict)

    def document(self) -> Document:
        self._name_facts()
        for track in self._names():
            for step in range(1, STEPS + 1):
                place = f"{track}.s{step}"
                self.actions[place] = [
                    f"{place}.a{n}" for n in range(1, self.random.randint(2, 4) + 1)
                ]
        anytime = {f"alarm_{n}": self._alarm() for n in range(1, 4)}
        recorded = {
            name: {"choices": list(values), "ask": f"What is {name}?"}
            for name, values in self.values.items()
        }
        tracks = {name: self._track(number) for number, name in enumerate(self._names())}
        return {
            "language": 1,
            "version": "1.0.0",
            "title": "A generated workflow",
            "status": "draft",
            "stakeholders": {
                one: {"name": f"The {one} office", "short": one[:3].upper()} for one in AGENCIES
            },
            "facts": {**anytime, **recorded},
            "closing": {"by": "police", "when": "not alarm_1"},
            "tracks": tracks,
            "guarantees": {f"g{n}": self._guarantee(n) for n in range(GUARANTEES)},
        }

    def _names(self) -> list[str]:
        return [f"t{number}" for number in range(1, self.tracks + 1)]

    def _alarm(self) -> Document:
        return {
            "type": "boolean",
            "ask": "Is anything wrong?",
            "anytime": "any",
            "initially": False,
        }

    def _name_facts(self) -> None:
        """Make facts of two or three values, and give each to a track that records it."""
        names = self._names()
        for number in range(self.facts - 3):
            fact, track = f"f{number + 1}", names[number % len(names)]
            self.values[fact] = ("yes", "no", "unclear")[: self.random.choice((2, 2, 3))]
            self.recorded.setdefault(track, []).append(fact)

    # Tracks

    def _track(self, number: int) -> Document:
        random, name = self.random, f"t{number + 1}"
        branches = set(random.sample(range(2, STEPS), random.choice((1, 2))))
        back = random.randint(3, STEPS - 1)
        waits = random.choice([n for n in range(2, STEPS + 1) if n != back])
        steps = {
            f"s{n}": self._step(name, n, n in branches, n == back, n == waits)
            for n in range(1, STEPS + 1)
        }
        made: Document = {
            "title": f"Line of work {name}",
            "lead": AGENCIES[number % 5],
            "steps": steps,
        }
        if number % 3 == 0:
            steps["pause"] = {
                "title": "Pause",
                "responsible": "police",
                "actions": {"calm": {"do": "Calm things down"}},
                "outcomes": {
                    "again": {"to": "back", "when": "not alarm_2"},
                    "leave": {"to": "stopped"},
                },
            }
            made["interrupts"] = {
                "trouble": {"from": "any", "to": "pause", "when": "alarm_2", "by": "any"}
            }
        if number % 4 == 1:
            made["on_hold_while"] = "alarm_3"
        if number % 5 == 4:
            made["starts"] = [f"t{random.randint(1, number)}.s{random.randint(2, 4)} is visited"]
        steps["over"] = {"end": True, "title": "Over"}
        steps["stopped"] = {"end": True, "title": "Stopped"}
        return made

    def _step(self, track: str, number: int, branches: bool, back: bool, waits: bool) -> Document:
        random, place = self.random, f"{track}.s{number}"
        actions: Document = {}
        for path in self.actions[place]:
            name = path.rsplit(".", 1)[1]
            actions[name] = {"do": f"Do {path}"}
            if random.random() < RECORDING and self.recorded.get(track):
                actions[name]["records"] = [random.choice(self.recorded[track])]
            elif random.random() < 0.3:
                actions[name]["when"] = self._condition(track)
            if name != "a1" and random.random() < 0.4:
                actions[name]["after"] = ["a1"]
            if random.random() < 0.1:
                actions[name]["waivable_by"] = ["police"]
        onward = f"s{number + 1}" if number < STEPS else "over"
        outcomes = self._outcomes(track, number, onward, actions, branches, back, waits)
        return {
            "title": f"Step {place}",
            "responsible": AGENCIES[number % 5],
            "actions": actions,
            "outcomes": outcomes,
        }

    def _outcomes(
        self,
        track: str,
        number: int,
        onward: str,
        actions: Document,
        branches: bool,
        back: bool,
        waits: bool,
    ) -> Document:
        """Return the outcomes of a step.

        They depend on a fact that the step records, or on other tracks, or on nothing.
        """
        random, facts = self.random, self.recorded.get(track)
        if (branches or back) and facts:
            fact = random.choice(facts)
            actions["a1"].pop("when", None)
            actions["a1"].pop("waivable_by", None)
            actions["a1"]["records"] = [fact]
            elsewhere = _other_target(number, back)
            first = self.values[fact][0]
            return {
                "onward": {"to": onward, "when": f"{fact} is {first}"},
                "other": {"to": elsewhere, "when": f"{fact} is not {first}"},
            }
        if waits:
            lapse = {"to": onward, "wait": "14 days", "reason": "required"}
            return {"onward": {"to": onward, "when": self._condition(track)}, "lapsed": lapse}
        return {"onward": {"to": onward}}

    # Conditions

    def _condition(self, track: str) -> str:
        """Return three questions, joined by `or` and `and`.

        A fact that is unknown makes no one wait.
        """
        one, two, three = (self._question(track) for _ in range(3))
        return self.random.choice((f"{one} or {two} or {three}", f"({one} or {two}) and {three}"))

    def _question(self, track: str) -> str:
        random = self.random
        names = self._names()
        if random.random() < self.cross and len(names) > 1:
            track = random.choice([name for name in names if name != track])
        facts = self.recorded.get(track)
        kind = random.choices(*zip(*ASKED, strict=True))[0]
        step = random.randint(1, STEPS)
        if kind in ("fact", "known") and facts:
            fact = random.choice(facts)
            asked = f"{fact} is {random.choice(self.values[fact])}"
            return f"{fact} is known" if kind == "known" else f"({fact} is known and {asked})"
        if kind == "done":
            return f"{random.choice(self.actions[f'{track}.s{step}'])} is done"
        if kind == "status":
            return f"{track} is {random.choice(('running', 'ended'))}"
        return f"{track}.s{step} is {'visited' if kind == 'visited' else 'current'}"

    def _guarantee(self, number: int) -> Document:
        """Return a guarantee. Half are about the order of one track, as in real procedures."""
        random, track = self.random, self.random.choice(self._names())
        pattern = PATTERNS[number % len(PATTERNS)]
        first, second = self._question(track), self._question(track)
        if number % 2 == 0:
            early, late = (
                f"{track}.s1.a1 is done",
                f"{track}.s{random.randint(2, STEPS)} is current",
            )
            first, second = (late, early) if pattern == "precondition" else (early, late)
        match pattern:
            case "precedence":
                return {"precedence": {"first": first, "then": second}}
            case "response":
                return {"response": {"trigger": first, "then": f"{second} or {track} is ended"}}
            case "precondition":
                return {"precondition": {"of": first, "holds": second}}
            case "absence":
                return {"absence": f"{first} and {second} and {self._question(track)}"}
            case "universality":
                return {"universality": f"not ({first}) or not ({second})"}
        return {"existence": first}


def _other_target(number: int, back: bool) -> str:
    """Return where the other outcome of a step leads: two steps back, or two steps ahead."""
    if back:
        return f"s{max(1, number - 2)}"
    if number + 2 <= STEPS:
        return f"s{number + 2}"
    return "over"


def generate(tracks: int, facts: int, cross: int, seed: int) -> Document:
    """Return the workflow of this size; the same one for the same seed."""
    random = Random(f"{tracks}/{facts}/{cross}/{seed}")
    return WorkflowGenerator(tracks, facts, cross=cross / 100, random=random).document()


# One proof, in a process of its own


def prove(file: Path) -> None:
    """Compute every verdict, and print the time and memory as JSON after each stage."""
    from sop.definition.load import load_workflow
    from sop.proof.properties import PropertyChecker
    from sop.proof.prove import DEFAULT_NODES

    loop = calibration()
    definition = load_workflow(file).definition
    assert definition is not None
    begun = time.process_time()
    result: dict[str, object] = {"decided": False, "nodes": DEFAULT_NODES}

    def report(**more: object) -> None:
        result.update(more, seconds=time.process_time() - begun, loop=loop, mb=peak_mb())
        print(json.dumps(result), flush=True)

    try:
        questions = PropertyChecker(definition, DEFAULT_NODES)
        blocks = len(questions.symbolic.blocks)
        report(bits=questions.count_bits(), moves=len(questions.model.moves), blocks=blocks)
        report(
            configurations=questions.count_configurations(), reached_s=time.process_time() - begun
        )
        stuck = (
            questions.can_close_as_told != questions.reached,
            questions.can_close != questions.reached,
        )
        report(
            stuck=stuck,
            dead=len(questions.find_dead_parts()) + len(questions.find_dead_places()),
            closing_s=time.process_time() - begun,
        )
        names = tuple(definition.guarantees)
        broken = [name for name in names if questions.check_guarantee(name).is_broken()]
        vacuous = [name for name in names if questions.check_guarantee(name).is_vacuous()]
        report(broken=len(broken), vacuous=len(vacuous), kept_s=time.process_time() - begun)
        report(unknowable=sum(1 for _ in questions.find_unknowable_facts()), decided=True)
    except MemoryError:
        report(stopped="nodes")


def calibration() -> float:
    """Return the processor time of a loop of 5 million rounds."""
    begun, total = time.process_time(), 0
    for number in range(5_000_000):
        total += number
    return time.process_time() - begun


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# All runs


def run(file: Path, limit: int) -> Document:
    """Return what the proof of the file took, or how far it was when it was stopped."""

    def stop_in_time() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (limit + 5, limit + 10))

    command = [sys.executable, __file__, "--prove", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=stop_in_time)
    lines = done.stdout.splitlines()
    if not lines:
        raise SystemExit(f"{file}: the proof printed no result: {done.stderr[-2000:]}")
    result: Document = json.loads(lines[-1])
    if not result["decided"] and "stopped" not in result:
        result["stopped"] = "time"
    return result


def runs(
    folder: Path, sizes: list[tuple[int, int]], shares: list[int], seeds: int, limit: int
) -> Iterator[Document]:
    """Yield each size and share with each seed; no larger size once no seed of a size ends."""
    for cross in shares:
        for tracks, facts in sizes:
            ended = 0
            for seed in range(1, seeds + 1):
                file = folder / f"made-{tracks}x{facts}-{cross}-{seed}.yaml"
                file.write_text(
                    json.dumps(generate(tracks, facts, cross, seed), indent=1), encoding="utf-8"
                )
                result = run(file, limit) | {
                    "tracks": tracks,
                    "facts": facts,
                    "cross": cross,
                    "seed": seed,
                }
                ended += result["decided"]
                yield result
            if not ended:
                break


def line(result: Document) -> str:
    """Return one run on one line of the terminal."""
    size = f"{result['tracks']} x {result['facts']} at {result['cross']} %, seed {result['seed']}"
    reached = "not reached"
    if "configurations" in result:
        reached = f"{result['configurations']:.1e} configurations"
    faults = ("broken", "vacuous", "dead", "stuck")
    stages = ("reached_s", "closing_s", "kept_s")
    parts = (
        f"{size:30} {result['seconds']:6.1f} s (loop {result['loop']:.2f} s)",
        f"{result['mb']:6.0f} MB  {reached} ",
        ", ".join(f"{key} {result.get(key, '?')}" for key in faults),
        f" [{'/'.join(f'{result[key]:.1f}' for key in stages if key in result)}]",
        f"{result.get('bits')} bits, {result.get('moves')} moves",
        "" if result["decided"] else f" stopped: {result['stopped']}",
    )
    return " ".join(parts).rstrip()


COLUMNS = (
    "tracks × facts",
    "cross-track",
    "ended",
    "median time",
    "longest",
    "memory",
    "configurations",
)


def table(found: list[Document]) -> str:
    """Return the medians of the runs that ended, and how many did, as a Markdown table."""
    lines = [
        f"| {' | '.join(COLUMNS)} |",
        f"| {' | '.join('---' for _ in COLUMNS)} |",
    ]
    keys = list(dict.fromkeys((one["tracks"], one["facts"], one["cross"]) for one in found))
    for tracks, facts, cross in keys:
        all_of = [
            one
            for one in found
            if (one["tracks"], one["facts"], one["cross"]) == (tracks, facts, cross)
        ]
        ended = [one for one in all_of if one["decided"]]
        cells = [f"{tracks} × {facts}", f"{cross} %", f"{len(ended)} of {len(all_of)}"]
        if ended:
            times = [one["seconds"] for one in ended]
            cells += [f"{statistics.median(times):.1f} s", f"{max(times):.1f} s"]
            cells.append(f"{max(one['mb'] for one in ended):.0f} MB")
            cells.append(f"{statistics.median(one['configurations'] for one in ended):.0e}")
        else:
            cells += ["–", "–", f"{max(one['mb'] for one in all_of):.0f} MB", "–"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--sizes",
        default="4x10,6x15,10x25,12x30,16x40,20x50",
        help="tracks x facts, separated by commas",
    )
    parser.add_argument(
        "--cross",
        default="10,30,60",
        help="per cent of questions about other tracks, separated by commas",
    )
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument(
        "--limit", type=int, default=80, help="seconds of processor time for one proof"
    )
    parser.add_argument("--keep", type=Path, help="keep the workflows in this folder")
    parser.add_argument(
        "--prove", type=Path, help="prove this one workflow, and print its time and memory as JSON"
    )
    options = parser.parse_args()
    if options.prove:
        prove(options.prove)
        return 0
    sizes = [
        (int(tracks), int(facts))
        for tracks, facts in (one.split("x") for one in options.sizes.split(","))
    ]
    shares = [int(one) for one in options.cross.split(",")]
    found: list[Document] = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for result in runs(folder, sizes, shares, seeds=options.seeds, limit=options.limit):
            found.append(result)
            print(line(result), flush=True)
    print()
    print(table(found))
    promised = [one for one in found if (one["tracks"], one["facts"], one["cross"]) == PROMISED]
    if not promised:
        return 0
    median = statistics.median(
        one["seconds"] if one["decided"] else float("inf") for one in promised
    )
    measured = f"median {median:.1f} s of {len(promised)} seeds"
    print(f"\n10 x 25 at 30 %: {measured}; promised: under {PROMISED_S:.0f} s")
    return int(median >= PROMISED_S)


if __name__ == "__main__":
    sys.exit(main())
