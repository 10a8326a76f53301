"""The available scenarios, and the one that a user names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from sop.casework.library import Library, NotCompiled, WorkflowEntry, path_exists
from sop.casework.scenario_tests import workflow_of_scenario
from sop.definition.load import LoadedWorkflow, load_scenario
from sop.definition.scenario_places import Places, locate_scenario
from sop.model.definition import Definition
from sop.model.finding import Finding
from sop.model.refusal import UsageError
from sop.model.scenario import Scenario
from sop.model.suggestion import Suggestion
from sop.model.value import value


@value
class PlayableScenario:
    """A scenario with the workflow that it is played in."""

    definition: Definition
    texts: Mapping[str, str]
    scenario: Scenario
    places: Places

    @property
    def name(self) -> str:
        return f"{self.definition.id}/{self.scenario.id}"


def list_scenarios(library: Library, workflow: str | None = None) -> Iterator[PlayableScenario]:
    """Yield every scenario of the workflow, or of every workflow that compiles.

    Raises NotCompiled if the named workflow has errors.
    """
    if workflow:
        entry = library.find(workflow)
        loaded = library.load(entry)
        if loaded.definition is None:
            raise NotCompiled(entry, _errors(loaded.findings))
        yield from _scenarios_of(loaded)
        return
    for entry in library.list_workflows():
        yield from _scenarios_of(library.load(entry))


def _scenarios_of(loaded: LoadedWorkflow) -> Iterator[PlayableScenario]:
    """Yield the scenarios of the workflow; none if it does not compile."""
    if loaded.definition is None:
        return
    for scenario in loaded.scenarios:
        places = Places(loaded.source, ("scenarios", scenario.id))
        yield PlayableScenario(loaded.definition, loaded.texts, scenario, places)


def _errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.severity == "error")


def find_scenario(library: Library, word: str) -> PlayableScenario:
    """Return the scenario that the word names: a file, `workflow/scenario`, or a scenario's id.

    Raises UsageError with the nearest names if there is none, or if several workflows have it.
    """
    path = library.here / word
    if word.endswith((".yaml", ".yml")) and path_exists(path) and path.is_file():
        return _load_scenario_file(library, path)
    workflow, _, name = word.rpartition("/")
    available = list(list_scenarios(library, workflow or None))
    found = [scenario for scenario in available if scenario.scenario.id == name]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            f"'{word}' is a scenario of {len(found)} workflows.",
            f"Write {' or '.join(scenario.name for scenario in found)}.",
        )
    raise _unknown_scenario(
        word, get_close_matches(name, [one.scenario.id for one in available], 2)
    )


def _unknown_scenario(word: str, near: list[str]) -> UsageError:
    message = f"There is no scenario '{word}'."
    if near:
        return UsageError(message, f"Did you mean {' or '.join(near)}?")
    return UsageError(message, "List the scenarios", Suggestion("train list"))


def _load_scenario_file(library: Library, path: Path) -> PlayableScenario:
    """Return the scenario of a file of its own, with the workflow that the file names."""
    entry = workflow_of_scenario(library, path)
    loaded = library.load(entry)
    if loaded.definition is None:
        raise NotCompiled(entry, _errors(loaded.findings))
    shown = str(path)
    if path.is_relative_to(library.here):
        shown = str(path.relative_to(library.here))
    scenario, findings = load_scenario(path, loaded.definition, shown)
    if scenario is None:
        raise NotCompiled(WorkflowEntry(path.stem, path, "path", shown), _errors(findings))
    places = locate_scenario(path, shown)
    return PlayableScenario(loaded.definition, loaded.texts, scenario, places)
