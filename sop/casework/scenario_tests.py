"""Rehearsing scenarios: those of workflows within reach, and scenario files that stand alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sop.casework.case_service import calendar_of
from sop.casework.library import Library, NotCompiled, WorkflowEntry, path_exists
from sop.engine.deadlines import make_counter
from sop.engine.rehearse import Rehearsal, apply_switches, run_rehearsal
from sop.engine.scenario_coverage import Coverage, measure_coverage
from sop.model.calendar import Calendar, HolidaysOf
from sop.model.definition import Definition
from sop.model.events import Event
from sop.model.finding import Finding
from sop.model.refusal import UsageError
from sop.model.scenario import Scenario
from sop.model.suggestion import Suggestion

HolidaysOfCountry = Callable[[str], HolidaysOf]


def rehearsals(
    library: Library, words: Sequence[str], holidays_of: HolidaysOfCountry
) -> Iterator[Rehearsal]:
    """How each scenario ran, its id preceded by its workflow's. Without words: all scenarios of all workflows.

    A workflow or a scenario with errors counts as one that failed, and the others run. NotCompiled where it is the
    only one asked for.
    """
    for word in words:
        try:
            yield from _rehearse_word(library, word, holidays_of)
        except NotCompiled as broken:
            if len(words) == 1:
                raise
            yield _invalid_rehearsal(broken)
    for listed in () if words else library.listed():
        try:
            yield from _rehearse_workflow(library, listed, holidays_of)
        except NotCompiled as broken:
            yield _invalid_rehearsal(broken)


def _rehearse_word(
    library: Library, word: str, holidays_of: HolidaysOfCountry
) -> Iterator[Rehearsal]:
    path = library.here / word
    if _is_scenario(path):
        yield _rehearse_file(library, path, holidays_of)
    else:
        yield from _rehearse_workflow(library, library.find(word), holidays_of)


def _invalid_rehearsal(broken: NotCompiled) -> Rehearsal:
    """What stands for the scenarios of a workflow that cannot be used."""
    shown = broken.listed.shown_as
    problem = f"Not run: it has {len(broken.findings) or 'some'} errors."
    return Rehearsal(
        broken.listed.id, False, None, problem, (), (), None, Suggestion("check", shown)
    )


def coverages(
    library: Library, words: Sequence[str], found: Sequence[Rehearsal]
) -> tuple[Coverage, ...]:
    """What the rehearsed scenarios of each workflow went through together; `words` as given to `rehearsals`."""
    of_workflow: dict[str, list[Rehearsal]] = {}
    for one in found:
        if one.case is not None:  # else it stands for a workflow that could not be used
            of_workflow.setdefault(one.id.rpartition("/")[0], []).append(one)
    named = {listed.id: listed for listed in (_find_workflow(library, word) for word in words)}
    where = {name: named.get(name) or library.find_by_id(name) for name in of_workflow}
    return tuple(
        measure_coverage(library.definition(where[name]), runs)
        for name, runs in of_workflow.items()
    )


def _find_workflow(library: Library, word: str) -> WorkflowEntry:
    """The workflow that a word means: its own name or path, or that of one of its scenarios."""
    path = library.here / word
    return workflow_of_scenario(library, path) if _is_scenario(path) else library.find(word)


def _is_scenario(path: Path) -> bool:
    """Whether there is such a file and it is a scenario: it has turns and no tracks."""
    if not (path_exists(path) and path.is_file()):
        return False
    text = path.read_text(encoding="utf-8", errors="replace")
    keys = {line.split(":")[0] for line in text.splitlines() if line[:1].isalpha()}
    return "turns" in keys and "tracks" not in keys


def _rehearse_workflow(
    library: Library, listed: WorkflowEntry, holidays_of: HolidaysOfCountry
) -> Iterator[Rehearsal]:
    loaded = library.loaded(listed)
    errors = _errors(loaded.findings)
    if loaded.definition is None or errors:
        raise NotCompiled(listed, errors)
    for scenario in loaded.scenarios:
        yield _rehearse_scenario(loaded.definition, scenario, holidays_of)


def _rehearse_file(library: Library, path: Path, holidays_of: HolidaysOfCountry) -> Rehearsal:
    """A scenario that stands alone names its workflow; one in a workflow's folder belongs to that.

    A workflow in which a rule finds errors is rehearsed all the same: that is what a case that a proof found is for.
    """
    from sop.definition.load import load_scenario

    listed = workflow_of_scenario(library, path)
    definition = library.compiled(listed)
    scenario, findings = load_scenario(path, definition)
    if scenario is None:
        raise NotCompiled(WorkflowEntry(path.stem, path, "path", str(path)), _errors(findings))
    return _rehearse_scenario(definition, scenario, holidays_of)


def workflow_of_scenario(library: Library, path: Path) -> WorkflowEntry:
    """The workflow that a scenario's file belongs to, by its folder or by its own word."""
    folder = path.resolve().parent.parent
    if path.resolve().parent.name == "scenarios" and (folder / "workflow.yaml").is_file():
        return WorkflowEntry(folder.name, folder, "path", str(folder))
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        key, _, value = line.partition(":")
        if key == "workflow":
            return library.find(value.split("#")[0].strip().strip("'\""))
    raise UsageError(
        f"'{path}' does not name its workflow.", "write a line such as workflow: fire-drill"
    )


def _errors(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.severity == "error")


def _rehearse_scenario(
    definition: Definition, scenario: Scenario, holidays_of: HolidaysOfCountry
) -> Rehearsal:
    definition = apply_switches(definition, scenario)
    calendar = calendar_of(definition, holidays_of)
    found = run_rehearsal(definition, scenario, calendar)
    if found.ok:
        problem = _compare_guarantees(definition, scenario, found.events, calendar)
        found = replace(
            found, ok=not problem, turn=len(scenario.turns) if problem else None, problem=problem
        )
    return replace(found, id=f"{definition.id}/{scenario.id}")


def _compare_guarantees(
    definition: Definition, scenario: Scenario, events: Sequence[Event], calendar: Calendar
) -> str:
    """What is otherwise than the scenario's `guarantees:` says; empty where those broke that should, and no others."""
    from sop.proof.history_audit import audit_history

    found = audit_history(
        definition, events, events[-1].recorded, make_counter(definition, calendar)
    )
    broken = {one.guarantee.id: one for one in found if one.verdict == "broken"}
    said = [
        f"the guarantee {name} is not kept: {broken[name].what}"
        for name in broken
        if name not in scenario.broken
    ]
    said += [
        f"the guarantee {name} should be broken and is not"
        for name in scenario.broken
        if name not in broken
    ]
    return "; ".join(said)
