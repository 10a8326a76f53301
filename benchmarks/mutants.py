"""Count how many systematic faults in a workflow its scenarios or `sop check --prove` notice.

    python benchmarks/mutants.py WORKFLOW [--operator NAME] [--sample N] [--jobs 2]
                                 [--guarantees] [--no-proof]

There is one mutant per site; faults.py lists the operators (mutation testing). The cheapest judges
come first: the rules (an error or a warning that the workflow itself does not have), then the
scenarios (one that has another result). Only what is left goes to the proof: a property that is no
longer proved, a part that is dead, a guarantee that became vacuous, a fact that may be unknown
where it is read. A mutant with the same model as the workflow has the same proof, so it is skipped.
`--sample` takes at most N sites of each operator, spread evenly. `--guarantees` looks for a mutant
that breaks each guarantee, among the faults at the places that the guarantee is about.
Ends with 1 if fewer than 85 % are noticed, or fewer than 60 % of one operator, or if a guarantee
has no mutant that breaks it.
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
from typing import Any, TypeVar

from faults import OPERATORS, Document, Mutant, mutants, redirected_to
from guarantee_subject import Subject

from sop.casework.case_service import calendar_of
from sop.casework.library import Library
from sop.casework.scenario_tests import rehearsals
from sop.checks.rules import run_checks
from sop.definition.load import LoadedWorkflow, load_workflow
from sop.definition.workflow_files import gather
from sop.engine.rehearse import apply_switches, run_rehearsal
from sop.model.definition import Definition
from sop.proof.bdd import is_empty
from sop.proof.finite_model import Model, build_model
from sop.proof.properties import PropertyChecker, list_step_gates
from sop.proof.prove import DEFAULT_NODES
from sop.store.calendars import holidays_of

T = TypeVar("T")
NOTICED_OVERALL = 0.85  # both limits are promised in docs/proof.md
NOTICED_BY_OPERATOR = 0.60
PROVED_IN_A_PROCESS = 6
"""Proofs after which a process ends and frees its memory: decision diagrams are large."""


def holidays(country: str) -> Any:
    return holidays_of(country, None)


@dataclass(frozen=True)
class Judgement:
    """A mutant with what noticed it: `rules`, `scenarios`, `proof`, or nothing."""

    number: int
    by: str = ""
    how: str = ""
    same_model: bool = False
    broken: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass
class Workflow:
    """The workflow without a fault, and what each judge finds in it."""

    document: Document
    folder: Path
    name: str
    mutants: tuple[Mutant, ...] = ()
    findings: frozenset[tuple[str, str]] = frozenset()
    visited: frozenset[str] = frozenset()
    proved: dict[str, Any] = field(default_factory=dict)
    definition: Definition | None = None
    model: Model | None = None

    def write(self, document: Document, folder: str) -> Path:
        place = Path(folder) / f"{self.name}.yaml"
        place.write_text(json.dumps(document, indent=1, default=str), encoding="utf-8")
        return place


def open_workflow(path: Path, operators: tuple[str, ...], sample: int) -> Workflow:
    """Return the workflow, its mutants, and what rules and scenarios find without a fault."""
    files = gather(path, str(path))
    document = {key: value for key, value in files.data.items() if key != "curricula"}
    workflow = Workflow(document, path, files.id)
    workflow.mutants = tuple(_draw_sample(mutants(document, operators), sample))
    with tempfile.TemporaryDirectory() as folder:
        place = workflow.write(document, folder)
        loaded = load_workflow(place)
        if loaded.definition is None:
            raise SystemExit(f"{path} has errors: sop check {path}")
        workflow.findings, workflow.definition = _findings(loaded), loaded.definition
        workflow.model = build_model(loaded.definition)
        failing = [
            one.id for one in rehearsals(Library(None, None), [str(place)], holidays) if not one.ok
        ]
        if failing:
            raise SystemExit(f"{path}: scenarios fail without a fault: {', '.join(failing)}")
        workflow.visited = frozenset(_visited(loaded))
    return workflow


def _draw_sample(found: Iterable[Mutant], sample: int) -> Iterator[Mutant]:
    """Yield at most `sample` mutants of each operator, spread evenly over the workflow."""
    by_operator: dict[str, list[Mutant]] = {}
    for mutant in found:
        by_operator.setdefault(mutant.operator, []).append(mutant)
    for sites in by_operator.values():
        yield from _spread(sites, sample)


def _spread(sites: list[T], most: int) -> list[T]:
    """Return at most `most` of the sites, spread evenly; all of them for 0."""
    if not most or most >= len(sites):
        return sites
    step = len(sites) / most
    return [sites[int(number * step)] for number in range(most)]


def _findings(loaded: LoadedWorkflow) -> frozenset[tuple[str, str]]:
    return frozenset(
        (one.rule, one.message) for one in run_checks(loaded) if one.severity != "note"
    )


def _visited(loaded: LoadedWorkflow) -> Iterator[str]:
    """Yield the steps that a scenario reaches."""
    assert loaded.definition is not None
    for scenario in loaded.scenarios:
        definition = apply_switches(loaded.definition, scenario)
        case = run_rehearsal(definition, scenario, calendar_of(definition, holidays)).case
        for track, state in case.tracks.items() if case else ():
            yield from (f"{track}.{step}" for step in state.visits)


# Judging one


_workflow: Workflow
_open: frozenset[str] = frozenset()
"""Guarantees that no mutant has broken yet; each process inherits them."""


def judge(number: int) -> Judgement:
    """Judge the mutant by the rules and the scenarios."""
    mutant, begun = _workflow.mutants[number], time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        place = _workflow.write(mutant.of(_workflow.document), folder)
        loaded = load_workflow(place)
        new = sorted(_findings(loaded) - _workflow.findings)
        if new:
            return Judgement(
                number, "rules", f"{new[0][0]}: {new[0][1]}", seconds=time.process_time() - begun
            )
        for one in rehearsals(Library(None, None), [str(place)], holidays):
            if not one.ok:
                how = f"{one.id}, turn {one.turn}: {one.problem}"
                return Judgement(number, "scenarios", how, seconds=time.process_time() - begun)
    assert loaded.definition is not None
    return Judgement(
        number, same_model=_is_same(loaded.definition), seconds=time.process_time() - begun
    )


def _is_same(definition: Definition) -> bool:
    """Whether the proof would be the same: equal models, and equal conditions to evaluate."""
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
    return [one for track, step in steps for one in list_step_gates(track, step)]


def judge_by_proof(number: int) -> Judgement:
    """Judge the mutant by the proof, which stops at the first difference."""
    mutant, begun = _workflow.mutants[number], time.process_time()
    definition = _definition(mutant)
    try:
        how = "" if definition is None else next(_differences(definition), "")
    except MemoryError:
        how = "not decided within the budget"
    gc.collect()
    broken = re.fullmatch(r"guarantee (\S+) is broken", how)
    return Judgement(
        number,
        by="proof" if how else "",
        how=how,
        broken=(broken[1],) if broken else (),
        seconds=time.process_time() - begun,
    )


def find_broken(number: int) -> Judgement:
    """Find the guarantees that the mutant breaks, of those that no mutant has broken yet."""
    mutant, begun = _workflow.mutants[number], time.process_time()
    definition = _definition(mutant)
    broken: tuple[str, ...] = ()
    if definition is not None:
        try:
            questions = PropertyChecker(definition, DEFAULT_NODES)
            broken = tuple(
                name
                for name in definition.guarantees
                if name in _open and questions.check_guarantee(name).is_broken()
            )
        except MemoryError:
            broken = ()
    gc.collect()
    return Judgement(number, broken=broken, seconds=time.process_time() - begun)


def _definition(mutant: Mutant) -> Definition | None:
    with tempfile.TemporaryDirectory() as folder:
        return load_workflow(_workflow.write(mutant.of(_workflow.document), folder)).definition


def answers(definition: Definition) -> dict[str, Any]:
    """Return the answers of the proof for the workflow without a fault."""
    questions = PropertyChecker(definition, DEFAULT_NODES)
    watched = {name: questions.check_guarantee(name) for name in definition.guarantees}
    return {
        "broken": {name for name, one in watched.items() if one.is_broken()},
        "vacuous": {name for name, one in watched.items() if one.is_vacuous()},
        "dead": {*questions.find_dead_parts(), *questions.find_dead_places()},
        "stuck": not is_empty(questions.stuck),
        "stuck_as_recorded": not is_empty(questions.stuck_as_told),
        "unknowable": {(one.step, one.fact) for one in questions.find_unknowable_facts()},
    }


def _differences(definition: Definition) -> Iterator[str]:
    """Yield where the proof differs from that of the workflow without a fault, cheapest first."""
    before, questions = _workflow.proved, PropertyChecker(definition, DEFAULT_NODES)
    for path in (*questions.find_dead_parts(), *questions.find_dead_places()):
        if path not in before["dead"]:
            yield f"{path} is dead"
    watched = {name: questions.check_guarantee(name) for name in definition.guarantees}
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
        for one in questions.find_unknowable_facts()
        if (one.step, one.fact) not in before["unknowable"]
    )
    if not before["stuck_as_recorded"] and not is_empty(questions.stuck_as_told):
        yield "a case can get stuck unless a recorded fact changes"
    if not before["stuck"] and not is_empty(questions.stuck):
        yield "a case can get stuck"


# All of them


def in_processes(job: Any, numbers: list[int], *, jobs: int, verb: str) -> list[Judgement]:
    """Return the job's answer for each mutant, from processes that inherit the workflow."""
    context, found = multiprocessing.get_context("fork"), []
    fresh_after = PROVED_IN_A_PROCESS if job is not judge else None
    with context.Pool(jobs, maxtasksperchild=fresh_after) as pool:
        for one in pool.imap_unordered(job, numbers):
            found.append(one)
            count = f"{len(found)} of {len(numbers)}"
            if job is not judge:
                _log(f"{verb} {count}, {one.seconds:.0f} s  {_result_text(one)}")
            elif len(found) % 25 == 0:
                _log(f"rules and scenarios: {count}")
    return found


def _log(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


def _result_text(one: Judgement) -> str:
    mutant = _workflow.mutants[one.number]
    result = one.how or ", ".join(one.broken) or "nothing"
    return f"{mutant.operator}: {mutant.name} -> {result}"


def why_not(mutant: Mutant, one: Judgement) -> str:
    """Return why a survivor may not have been noticed, and what would notice it."""
    place = mutant.place
    step = f"{place[1]}.{place[3]}" if len(place) > 3 and place[2] == "steps" else str(place[1])
    seen = step in _workflow.visited or "." not in step
    scenario = f"no scenario reaches {step}"
    if seen:
        scenario = "a scenario reaches this step: add a turn"
    if mutant.operator == "by widened":
        return (
            f"the proof does not consider who acts; {scenario} "
            "with `try:` as another stakeholder and `refused: [not_allowed]`"
        )
    if mutant.operator == "deadline removed":
        return f"the proof does not consider time; {scenario} with `expect: {{due: ...}}`"
    if mutant.operator == "wait dropped":
        return (
            f"a wait always passes in the proof; {scenario} "
            "with `try:` too early, or a `not_within:` guarantee"
        )
    if not one.same_model and not _workflow.proved:
        return f"the proof was not run; {scenario}"
    if one.same_model:
        return (
            f"nothing that the proof reads has changed; {scenario} "
            "with `try:` out of order or `expect:`"
        )
    return f"every verdict of the proof is the same: add a guarantee; {scenario}"


def for_guarantees(
    found: list[Judgement],
    all_mutants: tuple[Mutant, ...],
    *,
    jobs: int,
    tries: int,
    only: list[str],
) -> dict[str, str]:
    """Return a mutant that breaks each guarantee; those that the proof has met come first."""
    global _open
    by: dict[str, str] = {}
    _note_broken(found, by)
    guarantees = _workflow.document.get("guarantees") or {}
    names = only or list(guarantees)
    _workflow.mutants = all_mutants = (*all_mutants, *_more_redirected(guarantees, all_mutants))
    tried: set[int] = set()
    for _ in range(tries):
        _open = frozenset(names) - by.keys()
        numbers: list[int] = []
        for name in names:
            best = _next_likely(name, all_mutants, tried.union(numbers)) if name in _open else None
            if best is not None:
                numbers.append(best)
        if not numbers:
            break
        tried.update(numbers)
        _note_broken(in_processes(find_broken, numbers, jobs=jobs, verb="breaks"), by)
    return by


def _note_broken(found: Iterable[Judgement], by: dict[str, str]) -> None:
    """Note the mutant in `by` for each guarantee that it is the first to break."""
    for one in found:
        mutant = _workflow.mutants[one.number]
        for name in one.broken:
            by.setdefault(name, f"{mutant.operator}: {mutant.name}")


def _more_redirected(guarantees: Document, known: tuple[Mutant, ...]) -> Iterator[Mutant]:
    """Yield the outcomes led to a step that a guarantee is about, except the known mutants."""
    keys = {(one.operator, one.place, one.what) for one in known}
    steps: set[tuple[str, str]] = set()
    for guarantee in guarantees.values():
        steps |= Subject(_workflow.document, guarantee).steps
    for mutant in redirected_to(_workflow.document, steps):
        if (mutant.operator, mutant.place, mutant.what) not in keys:
            yield mutant


def _next_likely(name: str, all_mutants: tuple[Mutant, ...], tried: set[int]) -> int | None:
    likely = _likely(name, all_mutants)
    return next((number for number in likely if number not in tried), None)


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


def _likely(name: str, all_mutants: tuple[Mutant, ...]) -> list[int]:
    """Return the numbers of the mutants that may break the guarantee, the likeliest first."""
    subject = Subject(_workflow.document, _workflow.document["guarantees"][name])
    scored = [
        (subject.score(mutant) - LIKELY.index(mutant.operator) / 10, -number)
        for number, mutant in enumerate(all_mutants)
        if mutant.operator in LIKELY
    ]
    return [-number for score, number in sorted(scored, reverse=True) if score > 2]


def table(found: list[Judgement], sites: Counter[str]) -> tuple[str, bool]:
    """Return the share that was noticed, by operator, and whether it is as promised."""
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
        counts = f"{by['rules']:6} {by['scenarios']:10} {by['proof']:6}"
        lines.append(f"{operator:24} {sites[operator]:6} {len(of_it):6} {counts} {share:7.0%}")
    share = noticed / max(1, len(found))
    lines.append(f"{'all':24} {sum(sites.values()):6} {len(found):6} {'':24} {share:7.1%}")
    return "\n".join(lines), good and share >= NOTICED_OVERALL


def main() -> int:
    global _workflow
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("workflow", type=Path)
    parser.add_argument(
        "--operator", action="append", default=[], choices=list(OPERATORS), help="only this one"
    )
    parser.add_argument(
        "--sample", type=int, default=0, help="the most mutants of each operator; 0: all"
    )
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--no-proof", action="store_true", help="only the rules and the scenarios")
    parser.add_argument(
        "--prove-at-most",
        type=int,
        default=0,
        help="the most proofs, spread evenly over what is left; 0: all",
    )
    parser.add_argument(
        "--guarantees", action="store_true", help="find a mutant that breaks each guarantee"
    )
    parser.add_argument("--only", action="append", default=[], help="only this guarantee")
    parser.add_argument("--tries", type=int, default=4, help="mutants tried for a guarantee")
    options = parser.parse_args()
    _workflow = open_workflow(options.workflow.resolve(), tuple(options.operator), options.sample)
    everything = tuple(mutants(_workflow.document))
    sites = Counter(one.operator for one in everything)
    if options.operator:
        sites = Counter({name: sites[name] for name in options.operator})
    numbers = list(range(len(_workflow.mutants)))
    found = {one.number: one for one in in_processes(judge, numbers, jobs=options.jobs, verb="")}
    rest = [one.number for one in found.values() if not one.by and not one.same_model]
    print(f"{len(found)} mutants; {len(rest)} are left to the proof", file=sys.stderr, flush=True)
    if not options.no_proof:
        if rest or options.guarantees:
            assert _workflow.definition is not None
            _workflow.proved = answers(_workflow.definition)
            gc.collect()
        _prove_rest(found, sorted(rest), options.prove_at_most, options.jobs)
    good = _report(list(found.values()), sites)
    if options.guarantees:
        by = for_guarantees(
            list(found.values()),
            everything,
            jobs=options.jobs,
            tries=options.tries,
            only=options.only,
        )
        names = options.only or list(_workflow.document.get("guarantees") or {})
        good &= _report_guarantees(names, by)
    return int(not good)


def _prove_rest(found: dict[int, Judgement], rest: list[int], most: int, jobs: int) -> None:
    """Judge the rest by the proof; those outside the sample are not counted at all."""
    chosen = _spread(rest, most)
    if len(chosen) < len(rest):
        print(
            f"sample: the proof judges {len(chosen)} of the {len(rest)} that are left to it; "
            "the others are not counted",
            flush=True,
        )
    for number in set(rest) - set(chosen):
        del found[number]
    for one in in_processes(judge_by_proof, chosen, jobs=jobs, verb="proves"):
        found[one.number] = one


def _report_guarantees(names: list[str], by: dict[str, str]) -> bool:
    """Print the mutant that breaks each guarantee; False if one has none."""
    print(f"\nguarantees broken by a mutant: {len(by.keys() & set(names))} of {len(names)}")
    for name in names:
        print(f"  {name}: {by.get(name, 'NONE')}")
    return set(names) <= by.keys()


def _report(found: list[Judgement], sites: Counter[str]) -> bool:
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
