"""The scenarios within reach, and the one that a word means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from sop.casework.library import Library, NotCompiled, WorkflowEntry, path_exists
from sop.casework.scenario_tests import workflow_of_scenario
from sop.definition.load import load_scenario
from sop.definition.scenario_places import Places, locate_scenario
from sop.model.definition import Definition
from sop.model.refusal import UsageError
from sop.model.scenario import Scenario
from sop.model.value import value


@value
class PlayableScenario:
    """A scenario with the workflow that it is played in."""

    definition: Definition
    texts: Mapping[str, str]
    scenario: Scenario
    listed: WorkflowEntry
    places: Places

    @property
    def name(self) -> str:
        return f"{self.definition.id}/{self.scenario.id}"


def list_scenarios(library: Library, workflow: str | None = None) -> Iterator[PlayableScenario]:
    """Every scenario of every workflow that can be read, or of one."""
    for listed in (library.find(workflow),) if workflow else library.listed():
        loaded = library.loaded(listed)
        if loaded.definition is None:
            if workflow:
                raise NotCompiled(
                    listed, tuple(one for one in loaded.findings if one.severity == "error")
                )
            continue
        for scenario in loaded.scenarios:
            places = Places(loaded.source, ("scenarios", scenario.id))
            yield PlayableScenario(loaded.definition, loaded.texts, scenario, listed, places)


def find_scenario(library: Library, word: str) -> PlayableScenario:
    """The scenario meant: a file, `workflow/scenario`, or a scenario's id; Misuse with the nearest where there is
    none."""
    path = library.here / word
    if word.endswith((".yaml", ".yml")) and path_exists(path) and path.is_file():
        return _load_scenario_file(library, path)
    workflow, _, name = word.rpartition("/")
    found = [one for one in list_scenarios(library, workflow or None) if one.scenario.id == name]
    if len(found) == 1:
        return found[0]
    if found:
        several = " or ".join(one.name for one in found)
        raise UsageError(f"'{word}' is a scenario of {len(found)} workflows.", f"write {several}")
    known = [one.scenario.id for one in list_scenarios(library, workflow or None)]
    near = get_close_matches(name, known, 2)
    hint = f"did you mean {' or '.join(near)}?" if near else "see which there are: sop train list"
    raise UsageError(f"there is no scenario '{word}'.", hint)


def _load_scenario_file(library: Library, path: Path) -> PlayableScenario:
    listed = workflow_of_scenario(library, path)
    loaded = library.loaded(listed)
    if loaded.definition is None:
        raise NotCompiled(listed, tuple(one for one in loaded.findings if one.severity == "error"))
    shown = str(path.relative_to(library.here)) if path.is_relative_to(library.here) else str(path)
    scenario, findings = load_scenario(path, loaded.definition, shown)
    if scenario is None:
        errors = tuple(one for one in findings if one.severity == "error")
        raise NotCompiled(WorkflowEntry(path.stem, path, "path", shown), errors)
    return PlayableScenario(
        loaded.definition, loaded.texts, scenario, listed, locate_scenario(path, shown)
    )
