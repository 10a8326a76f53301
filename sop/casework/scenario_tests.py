"""Rehearses scenarios: those of the available workflows, and single scenario files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sop.casework.case_service import calendar_of
from sop.casework.library import Library, NotCompiled, WorkflowEntry, path_exists
from sop.definition.bounded_file import read_start
from sop.engine.deadlines import make_counter
from sop.engine.rehearse import Rehearsal, apply_switches, run_rehearsal
from sop.engine.scenario_coverage import Coverage, measure_coverage
from sop.model.calendar import Calendar, HolidaysOfCountry
from sop.model.definition import Definition
from sop.model.events import Event
from sop.model.finding import Finding
from sop.model.limits import FILE_BYTES
from sop.model.refusal import UsageError
from sop.model.scenario import Scenario
from sop.model.suggestion import Suggestion


def rehearsals(
    library: Library, words: Sequence[str], holidays_of: HolidaysOfCountry
) -> Iterator[Rehearsal]:
    """Run the scenarios that the words name; without words all of all workflows.

    The id of a result is that of the workflow and that of the scenario. A workflow or a scenario
    with errors counts as failed, and the others run. Raises NotCompiled where it is the only one
    that was named.
    """
    for word in words:
        try:
            yield from _rehearse_word(library, word, holidays_of)
        except NotCompiled as broken:
            if len(words) == 1:
                raise
            yield _invalid_rehearsal(broken)
    if words:
        return
    for listed in library.list_workflows():
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
    """Return one failed result in place of the scenarios of a workflow with errors."""
    shown = broken.listed.shown_as
    count = len(broken.findings) or "some"
    problem = f"Not run: it has {count} errors."
    listing = Suggestion("check", shown)
    return Rehearsal(broken.listed.id, False, None, problem, (), (), None, listing)


def coverages(
    library: Library, words: Sequence[str], found: Sequence[Rehearsal]
) -> tuple[Coverage, ...]:
    """Return what the scenarios of each workflow covered together.

    `words` are those given to `rehearsals`.
    """
    of_workflow: dict[str, list[Rehearsal]] = {}
    for one in found:
        if one.case is not None:  # None: the workflow has errors and no scenario ran
            of_workflow.setdefault(one.id.rpartition("/")[0], []).append(one)
    named: dict[str, WorkflowEntry] = {}
    for word in words:
        listed = _find_workflow(library, word)
        named[listed.id] = listed
    result: list[Coverage] = []
    for name, runs in of_workflow.items():
        listed = named.get(name) or library.find_by_id(name)
        result.append(measure_coverage(library.definition(listed), runs))
    return tuple(result)


def _find_workflow(library: Library, word: str) -> WorkflowEntry:
    """Return the workflow that a word names: by id or path, or by one of its scenarios."""
    path = library.here / word
    if _is_scenario(path):
        return workflow_of_scenario(library, path)
    return library.find(word)


def _is_scenario(path: Path) -> bool:
    """Whether there is such a file and it is a scenario: it has turns and no tracks."""
    if not (path_exists(path) and path.is_file()):
        return False
    text = read_start(path, FILE_BYTES).decode(errors="replace")
    keys = {line.split(":")[0] for line in text.splitlines() if line[:1].isalpha()}
    return "turns" in keys and "tracks" not in keys


def _rehearse_workflow(
    library: Library, listed: WorkflowEntry, holidays_of: HolidaysOfCountry
) -> Iterator[Rehearsal]:
    loaded = library.load(listed)
    errors = _errors(loaded.findings)
    if loaded.definition is None or errors:
        raise NotCompiled(listed, errors)
    for scenario in loaded.scenarios:
        yield _rehearse_scenario(loaded.definition, scenario, holidays_of)


def _rehearse_file(library: Library, path: Path, holidays_of: HolidaysOfCountry) -> Rehearsal:
    """Run a scenario file with the workflow of its folder, else with the one that it names.

    It runs even if rules find errors in the workflow: a counterexample of a proof shows such an
    error.
    """
    from sop.definition.load import load_scenario  # late: start-up

    listed = workflow_of_scenario(library, path)
    definition = library.compile_workflow(listed)
    scenario, findings = load_scenario(path, definition)
    if scenario is None:
        raise NotCompiled(WorkflowEntry(path.stem, path, "path", str(path)), _errors(findings))
    return _rehearse_scenario(definition, scenario, holidays_of)


def workflow_of_scenario(library: Library, path: Path) -> WorkflowEntry:
    """Return the workflow of a scenario file: that of its folder, else the one that it names."""
    folder = path.resolve().parent.parent
    if path.resolve().parent.name == "scenarios" and (folder / "workflow.yaml").is_file():
        return WorkflowEntry(folder.name, folder, "path", str(folder))
    for line in read_start(path, FILE_BYTES).decode(errors="replace").splitlines():
        key, _, value = line.partition(":")
        if key == "workflow":
            return library.find(value.split("#")[0].strip().strip("'\""))
    raise UsageError(
        f"'{path}' does not name its workflow.", "Write a line such as workflow: fire-drill"
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
        problem = _compare_guarantees(definition, scenario, events=found.events, calendar=calendar)
        if problem:
            found = replace(found, ok=False, turn=len(scenario.turns), problem=problem)
    return replace(found, id=f"{definition.id}/{scenario.id}")


def _compare_guarantees(
    definition: Definition, scenario: Scenario, *, events: Sequence[Event], calendar: Calendar
) -> str:
    """Return how the broken guarantees differ from the scenario's `guarantees:`; empty if not."""
    from sop.proof.history_audit import audit_history  # late: start-up

    found = audit_history(
        definition, events, events[-1].recorded, make_counter(definition, calendar)
    )
    broken = {one.guarantee.id: one for one in found if one.verdict == "broken"}
    differences: list[str] = []
    for name, one in broken.items():
        if name not in scenario.broken:
            differences.append(f"the guarantee {name} is broken: {one.what}")
    for name in scenario.broken:
        if name not in broken:
            differences.append(f"the guarantee {name} should be broken and is not")
    return "; ".join(differences)
