"""How many systematic faults in a workflow are noticed by `sop check --prove` or by its scenarios.

    python benchmarks/mutants.py WORKFLOW [--operator NAME] [--sample N] [--jobs 2] [--guarantees] [--no-proof]

One mutant a site: faults.py lists the operators. A mutant is judged by what costs least first: the rules (an error or
a warning that the workflow itself does not have), then its scenarios (one that no longer runs as written), and only
for what is left the proof (a property that is no longer proved, a part that is dead, a guarantee that became vacuous,
a fact that may be unknown where it is read). A mutant whose model is the very same as the workflow's has the same
proof, so that none is made. `--sample` takes at most N sites of each operator, spread evenly. `--guarantees` looks
for a mutant that breaks each guarantee, among faults at the places that it speaks of.
Ends with 1 where fewer than 85 % are noticed, or fewer than 60 % of one operator, or a guarantee stays unbroken.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from faults import OPERATORS, Document, Mutant, at, mutants, redirected_to

from sop.casework.desk import calendar_of
from sop.casework.library import Library
from sop.casework.scenario_tests import rehearsals
from sop.checks.rules import run_checks
from sop.definition.load import LoadedWorkflow, load_workflow
from sop.definition.workflow_files import gather
from sop.engine.rehearse import apply_switches, run_rehearsal
from sop.model.definition import Definition
from sop.proof.bdd import is_empty
from sop.proof.finite_model import Model, build_model
from sop.proof.properties import Questions, _list_asked_conditions
from sop.proof.prove import DEFAULT_NODES
from sop.store.calendars import holidays_of

NOTICED_OVERALL = 0.85
NOTICED_BY_OPERATOR = 0.60
PROVED_IN_A_PROCESS = 6
"""Mutants after which a process makes room: diagrams are large."""


def holidays(country: str) -> Any:
    return holidays_of(country, None)


@dataclass(frozen=True)
class Judged:
    """A mutant with what noticed it: `rules`, `scenarios`, `proof`, or nothing."""

    number: int
    by: str = ""
    how: str = ""
    same_model: bool = False
    broken: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass
class Workflow:
    """The workflow as it stands, and what is said of it."""

    document: Document
    folder: Path
    name: str
    mutants: tuple[Mutant, ...] = ()
    findings: frozenset[tuple[str, str]] = frozenset()
    visited: frozenset[str] = frozenset()
    proved: dict[str, Any] = field(default_factory=dict)
    definition: Definition | None = None
    model: Model | None = None

    def written(self, document: Document, folder: str) -> Path:
        place = Path(folder) / f"{self.name}.yaml"
        place.write_text(json.dumps(document, indent=1, default=str), encoding="utf-8")
        return place


def opened(path: Path, operators: tuple[str, ...], sample: int) -> Workflow:
    """The workflow, its mutants, and what the rules and the scenarios say of it without a fault."""
    files = gather(path, str(path))
    document = {key: value for key, value in files.data.items() if key != "curricula"}
    workflow = Workflow(document, path, files.id)
    workflow.mutants = tuple(_sampled(mutants(document, operators), sample))
    with tempfile.TemporaryDirectory() as folder:
        place = workflow.written(document, folder)
        loaded = load_workflow(place)
        if loaded.definition is None:
            raise SystemExit(f"{path} has errors: sop check {path}")
        workflow.findings, workflow.definition = _findings(loaded), loaded.definition
        workflow.model = build_model(loaded.definition)
        failing = [
            one.id for one in rehearsals(Library(None, None), [str(place)], holidays) if not one.ok
        ]
        if failing:
            raise SystemExit(f"{path}: scenarios fail without any fault: {', '.join(failing)}")
        workflow.visited = frozenset(_visited(loaded))
    return workflow


def _sampled(found: Iterable[Mutant], sample: int) -> Iterator[Mutant]:
    """At most so many mutants of each operator, spread evenly over the workflow."""
    by_operator: dict[str, list[Mutant]] = {}
    for mutant in found:
        by_operator.setdefault(mutant.operator, []).append(mutant)
    for sites in by_operator.values():
        step = len(sites) / sample if sample and sample < len(sites) else 1
        yield from (
            sites[int(number * step)] for number in range(min(sample or len(sites), len(sites)))
        )


def _findings(loaded: LoadedWorkflow) -> frozenset[tuple[str, str]]:
    return frozenset(
        (one.rule, one.message) for one in run_checks(loaded) if one.severity != "note"
    )


def _visited(loaded: LoadedWorkflow) -> Iterator[str]:
    """The steps to which some scenario comes."""
    assert loaded.definition is not None
    for scenario in loaded.scenarios:
        definition = apply_switches(loaded.definition, scenario)
        case = run_rehearsal(definition, scenario, calendar_of(definition, holidays)).case
        for track, state in case.tracks.items() if case else ():
            yield from (f"{track}.{step}" for step in state.visits)


# Judging one


_workflow: Workflow
_open: frozenset[str] = frozenset()
"""Guarantees for which no mutant was found yet."""


def judged(number: int) -> Judged:
    """The mutant judged by the rules and the scenarios."""
    mutant, begun = _workflow.mutants[number], time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        place = _workflow.written(mutant.of(_workflow.document), folder)
        loaded = load_workflow(place)
        new = sorted(_findings(loaded) - _workflow.findings)
        if new:
            return Judged(
                number, "rules", f"{new[0][0]}: {new[0][1]}", seconds=time.process_time() - begun
            )
        for one in rehearsals(Library(None, None), [str(place)], holidays):
            if not one.ok:
                how = f"{one.id}, turn {one.turn}: {one.problem}"
                return Judged(number, "scenarios", how, seconds=time.process_time() - begun)
    assert loaded.definition is not None
    return Judged(
        number, same_model=_is_same(loaded.definition), seconds=time.process_time() - begun
    )


def _is_same(definition: Definition) -> bool:
    """Whether the proof would ask the very same: equal models, guarantees and conditions to be known."""
    assert _workflow.definition is not None
    mine, its = _workflow.model, build_model(definition)
    assert mine is not None
    parts = ("variables", "moves", "beginning", "over", "can_do")
    same = (
        all(getattr(mine, part) == getattr(its, part) for part in parts)
        and mine.relevant == its.relevant
    )
    return same and _asked(definition) == _asked(_workflow.definition)


def _asked(definition: Definition) -> list[Any]:
    steps = [(track, step) for track in definition.tracks.values() for step in track.steps.values()]
    return [one for track, step in steps for one in _list_asked_conditions(track, step)]


def proof_of(number: int) -> Judged:
    """The mutant judged by the proof, which stops at the first difference."""
    mutant, begun = _workflow.mutants[number], time.process_time()
    definition = _definition(mutant)
    try:
        how = "" if definition is None else next(_differences(definition), "")
    except MemoryError:
        how = "not decided within the budget"
    gc.collect()
    broken = (
        (how.split(" ")[1],) if how.startswith("guarantee ") and how.endswith(" is broken") else ()
    )
    return Judged(
        number, "proof" if how else "", how, broken=broken, seconds=time.process_time() - begun
    )


def broken_by(number: int) -> Judged:
    """The guarantees that the mutant breaks, of those for which none was found yet."""
    mutant, begun = _workflow.mutants[number], time.process_time()
    definition = _definition(mutant)
    broken: tuple[str, ...] = ()
    if definition is not None:
        try:
            asked = Questions(definition, DEFAULT_NODES)
            broken = tuple(
                name
                for name in definition.guarantees
                if name in _open and asked.check_guarantee(name).is_broken()
            )
        except MemoryError:
            broken = ()
    gc.collect()
    return Judged(number, broken=broken, seconds=time.process_time() - begun)


def _definition(mutant: Mutant) -> Definition | None:
    with tempfile.TemporaryDirectory() as folder:
        return load_workflow(_workflow.written(mutant.of(_workflow.document), folder)).definition


def answers(definition: Definition) -> dict[str, Any]:
    """What the proof says of the workflow without a fault."""
    asked = Questions(definition, DEFAULT_NODES)
    watched = {name: asked.check_guarantee(name) for name in definition.guarantees}
    return {
        "broken": {name for name, one in watched.items() if one.is_broken()},
        "vacuous": {name for name, one in watched.items() if one.is_vacuous()},
        "dead": {*asked.dead(), *asked.dead_places()},
        "stuck": not is_empty(asked.stuck),
        "stuck as told": not is_empty(asked.stuck_as_told),
        "unknowable": {(one.step, one.fact) for one in asked.unknowable()},
    }


def _differences(definition: Definition) -> Iterator[str]:
    """What the proof says otherwise than of the workflow without a fault, the cheapest answers first."""
    before, asked = _workflow.proved, Questions(definition, DEFAULT_NODES)
    for path in (*asked.dead(), *asked.dead_places()):
        if path not in before["dead"]:
            yield f"{path} is dead"
    watched = {name: asked.check_guarantee(name) for name in definition.guarantees}
    yield from (
        f"guarantee {name} is vacuous"
        for name in watched
        if name not in before["vacuous"] and watched[name].is_vacuous()
    )
    yield from (
        f"guarantee {name} is broken"
        for name in watched
        if name not in before["broken"] and watched[name].is_broken()
    )
    yield from (
        f"{one.fact} may be unknown at {one.step}"
        for one in asked.unknowable()
        if (one.step, one.fact) not in before["unknowable"]
    )
    if not before["stuck as told"] and not is_empty(asked.stuck_as_told):
        yield "a case can get stuck, unless a told fact changes"
    if not before["stuck"] and not is_empty(asked.stuck):
        yield "a case can get stuck"


# All of them


def in_processes(asked: Any, numbers: list[int], jobs: int, tell: str) -> list[Judged]:
    """Each mutant's answer, in processes that have the workflow from this one."""
    context, found = multiprocessing.get_context("fork"), []
    with context.Pool(
        jobs, maxtasksperchild=PROVED_IN_A_PROCESS if asked is not judged else None
    ) as pool:
        for one in pool.imap_unordered(asked, numbers):
            found.append(one)
            mutant = _workflow.mutants[one.number]
            if asked is judged and len(found) % 25 == 0:
                print(
                    f"  rules and scenarios: {len(found)} of {len(numbers)}",
                    file=sys.stderr,
                    flush=True,
                )
            if asked is not judged:
                said = one.how or ", ".join(one.broken) or "nothing"
                print(
                    f"  {tell} {len(found)}/{len(numbers)} {one.seconds:.0f} s  {mutant.operator}: {mutant.name}"
                    f" -> {said}",
                    file=sys.stderr,
                    flush=True,
                )
    return found


def why_not(mutant: Mutant, one: Judged) -> str:
    """Why a survivor may not have been noticed."""
    place = mutant.place
    step = f"{place[1]}.{place[3]}" if len(place) > 3 and place[2] == "steps" else str(place[1])
    seen = step in _workflow.visited or "." not in step
    scenario = "a scenario comes here: add a turn" if seen else f"no scenario comes to {step}"
    if mutant.operator == "by widened":
        return f"who acts is no part of the proof; {scenario} with `try:` as somebody else and `refused: [not_allowed]`"
    if mutant.operator == "deadline removed":
        return f"time is no part of the proof; {scenario} with `expect: {{due: ...}}`"
    if mutant.operator == "wait dropped":
        return f"a wait always passes in the proof; {scenario} with `try:` too early, or a `not_within:` guarantee"
    if not one.same_model and not _workflow.proved:
        return f"the proof was not asked; {scenario}"
    if one.same_model:
        return f"nothing that the proof reads changed; {scenario} with `try:` out of order or `expect:`"
    return f"the proof differs in no verdict: a guarantee could say so; {scenario}"


def for_guarantees(
    found: list[Judged], all_mutants: tuple[Mutant, ...], jobs: int, tries: int, only: list[str]
) -> dict[str, str]:
    """For each guarantee a mutant that breaks it; those that were met before come first."""
    global _open
    by: dict[str, str] = {}
    for one in found:
        for name in one.broken:
            by.setdefault(
                name,
                f"{_workflow.mutants[one.number].operator}: {_workflow.mutants[one.number].name}",
            )
    guarantees = _workflow.document.get("guarantees") or {}
    names, known = (
        only or list(guarantees),
        {(one.operator, one.place, one.what) for one in all_mutants},
    )
    steps = {step for one in guarantees.values() for step in Spoken(_workflow.document, one).steps}
    more = (
        one
        for one in redirected_to(_workflow.document, steps)
        if (one.operator, one.place, one.what) not in known
    )
    _workflow.mutants = all_mutants = (*all_mutants, *more)
    tried: set[int] = set()
    for _ in range(tries):
        numbers: list[int] = []
        _open = frozenset(names) - by.keys()
        for name in (name for name in names if name in _open):
            best = next(
                (n for n in _likely(name, all_mutants) if n not in tried and n not in numbers), None
            )
            numbers += [] if best is None else [best]
        if not numbers:
            break
        tried.update(numbers)
        for one in in_processes(broken_by, numbers, jobs, "breaks"):
            for name in one.broken:
                by.setdefault(
                    name, f"{all_mutants[one.number].operator}: {all_mutants[one.number].name}"
                )
    return by


LIKELY = (
    "required made optional",
    "condition dropped",
    "order dropped",
    "outcome redirected",
    "condition negated",
    "interrupt removed",
    "hold removed",
    "records dropped",
    "steps swapped",
)


class Spoken:
    """What a guarantee speaks of: the steps and actions that it is about (its trigger), and what it asks of them."""

    def __init__(self, document: Document, guarantee: Document) -> None:
        self._document = document
        about, asked = _trigger_and_demand(guarantee)
        self.about, self.asked = self._opened(about), self._opened(asked)
        tracks = document["tracks"]
        paths = [word.split(".") for word in self.about if "." in word]
        self.steps = {(path[0], path[1]) for path in paths if path[1] in tracks[path[0]]["steps"]}
        self.recording = {
            (track, step, action)
            for track, content in tracks.items()
            for step, inside in content["steps"].items()
            for action, part in (inside.get("actions") or {}).items()
            if self.asked & {*_names(part.get("records")), *_names(part.get("may_record"))}
        }

    def _opened(self, text: str) -> set[str]:
        """The names in a condition, those of its terms included."""
        found = _words(text)
        terms = self._document.get("terms") or {}
        for word in sorted(found & terms.keys()):
            found |= self._opened(json.dumps(terms[word], default=str)) - {word}
        return found

    def score(self, mutant: Mutant) -> float:
        """How likely the fault breaks the guarantee: at the action that it demands, at its trigger, on a way there."""
        place = tuple(map(str, mutant.place))
        track, step, part = (
            place[1],
            place[3] if len(place) > 3 else "",
            place[5] if len(place) > 5 else "",
        )
        action = (track, step, part)
        inside = at(self._document, mutant.place)
        said = _words(f"{mutant.what} {json.dumps(inside, default=str)}")
        score = 2.0 * len(said & self.asked)
        if mutant.operator == "required made optional":
            score += 12 * (".".join(action) in self.asked) + 8 * (action in self.recording)
        if ".".join(action) in self.about and mutant.operator != "required made optional":
            score += 10
        if place[2:3] == ("steps",) and place[4:5] == ("outcomes",):
            outcome = at(self._document, mutant.place[:6])
            to = (
                mutant.what.split(" ")[2]
                if mutant.operator == "outcome redirected"
                else outcome["to"]
            )
            order = list(self._document["tracks"][track]["steps"])
            early = 1 - order.index(step) / len(order)  # before what is asked is done
            aims = (track, to) in self.steps and (
                said & self.asked or mutant.operator == "outcome redirected"
            )
            score += (6 + 3 * early) if aims else 0
        if place[2:3] == ("starts",) and track in {one for one, _ in self.steps}:
            score += 9
        if place[2:3] == ("interrupts",):
            score += 9 * (
                (track, self._document["tracks"][track]["interrupts"][step]["to"]) in self.steps
            )
        swapped = (
            (track, mutant.what.rsplit(" ", 1)[1])
            if mutant.operator == "steps swapped"
            else (track, step)
        )
        if self.steps & {(track, step), swapped}:
            score += 6 if mutant.operator == "steps swapped" else 2
        return score


def _trigger_and_demand(guarantee: Document) -> tuple[str, str]:
    """Of its conditions the one that is watched for, and the one that is asked then."""
    for pattern, about, asked in (
        ("precondition", "of", "holds"),
        ("precedence", "then", "first"),
        ("response", "trigger", "then"),
    ):
        if pattern in guarantee:
            return json.dumps(guarantee[pattern][about]), json.dumps(guarantee[pattern][asked])
    text = json.dumps({key: guarantee[key] for key in guarantee if key not in ("because", "law")})
    return text, text


def _likely(name: str, all_mutants: tuple[Mutant, ...]) -> list[int]:
    """The mutants that may break the guarantee, the likeliest first."""
    spoken = Spoken(_workflow.document, _workflow.document["guarantees"][name])
    scored = [
        (spoken.score(mutant) - LIKELY.index(mutant.operator) / 10, -number)
        for number, mutant in enumerate(all_mutants)
        if mutant.operator in LIKELY
    ]
    return [-number for score, number in sorted(scored, reverse=True) if score > 2]


def _names(listed: Any) -> list[str]:
    return listed if isinstance(listed, list) else [str(listed)] if listed else []


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z][a-z_0-9.]+", text)) - {
        "is",
        "not",
        "or",
        "and",
        "done",
        "one",
        "of",
        "current",
    }


def table(found: list[Judged], sites: Counter[str]) -> tuple[str, bool]:
    """The share that was noticed, by operator, and whether all is as promised."""
    lines = ["operator                  sites  tried  rules  scenarios  proof  noticed"]
    good, noticed = True, 0
    for operator in OPERATORS:
        of_it = [one for one in found if _workflow.mutants[one.number].operator == operator]
        if not of_it:
            continue
        by = Counter(one.by for one in of_it)
        share = 1 - by[""] / len(of_it)
        noticed += len(of_it) - by[""]
        good &= share >= NOTICED_BY_OPERATOR
        lines.append(
            f"{operator:24} {sites[operator]:6} {len(of_it):6} {by['rules']:6} {by['scenarios']:10} {by['proof']:6} "
            f"{share:7.0%}"
        )
    share = noticed / max(1, len(found))
    lines.append(f"{'all':24} {sum(sites.values()):6} {len(found):6} {'':24} {share:7.1%}")
    return "\n".join(lines), good and share >= NOTICED_OVERALL


def main() -> int:
    global _workflow
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asked.add_argument("workflow", type=Path)
    asked.add_argument(
        "--operator", action="append", default=[], choices=list(OPERATORS), help="only this one"
    )
    asked.add_argument(
        "--sample", type=int, default=0, help="at most so many mutants of each operator; 0: all"
    )
    asked.add_argument("--jobs", type=int, default=2)
    asked.add_argument("--no-proof", action="store_true", help="only the rules and the scenarios")
    asked.add_argument(
        "--prove-at-most",
        type=int,
        default=0,
        help="prove so many of the rest, spread evenly; 0: all",
    )
    asked.add_argument(
        "--guarantees", action="store_true", help="find a mutant that breaks each guarantee"
    )
    asked.add_argument("--only", action="append", default=[], help="only this guarantee")
    asked.add_argument("--tries", type=int, default=4, help="mutants tried for a guarantee")
    given = asked.parse_args()
    _workflow = opened(given.workflow.resolve(), tuple(given.operator), given.sample)
    everything = tuple(mutants(_workflow.document))
    sites = Counter(
        one.operator for one in everything if not given.operator or one.operator in given.operator
    )
    judgements = in_processes(judged, list(range(len(_workflow.mutants))), given.jobs, "")
    open_ones = [one for one in judgements if not one.by and not one.same_model]
    print(
        f"{len(judgements)} mutants; {len(open_ones)} are left to the proof",
        file=sys.stderr,
        flush=True,
    )
    found = {one.number: one for one in judgements}
    if not given.no_proof:
        if open_ones or given.guarantees:
            assert _workflow.definition is not None
            _workflow.proved = answers(_workflow.definition)
            gc.collect()
        numbers = sorted(one.number for one in open_ones)
        if given.prove_at_most and given.prove_at_most < len(numbers):
            step = len(numbers) / given.prove_at_most
            chosen = [numbers[int(number * step)] for number in range(given.prove_at_most)]
            print(
                f"sample: the proof looks at {len(chosen)} of the {len(numbers)} that are left to it; "
                "the others are left out of the count",
                flush=True,
            )
            for number in set(numbers) - set(chosen):
                del found[number]
            numbers = chosen
        for one in in_processes(proof_of, numbers, given.jobs, "proves"):
            found[one.number] = one
    good = _report(list(found.values()), sites)
    if given.guarantees:
        by = for_guarantees(list(found.values()), everything, given.jobs, given.tries, given.only)
        names = given.only or list(_workflow.document.get("guarantees") or {})
        print(f"\nguarantees broken by a mutant: {len(by.keys() & set(names))} of {len(names)}")
        for name in names:
            print(f"  {name}: {by.get(name, 'NONE')}")
        good &= set(names) <= by.keys()
    return 0 if good else 1


def _report(found: list[Judged], sites: Counter[str]) -> bool:
    text, good = table(found, sites)
    print(text)
    survivors = sorted((one for one in found if not one.by), key=lambda one: one.number)
    print(f"\nsurvivors: {len(survivors)}")
    for one in survivors:
        mutant = _workflow.mutants[one.number]
        print(f"  {mutant.operator}: {mutant.name}\n      {why_not(mutant, one)}")
    return good


if __name__ == "__main__":
    sys.exit(main())
