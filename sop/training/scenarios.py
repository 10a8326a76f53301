"""The scenarios within reach, and the one that a word means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from sop.casework.library import Library, Listed, NotCompiled, is_there
from sop.casework.rehearsing import workflow_of_scenario
from sop.definition.load import load_scenario
from sop.definition.scenario_places import Places, places_of_file
from sop.model.definition import Definition
from sop.model.refusal import Misuse
from sop.model.scenario import Scenario
from sop.model.value import dataclass


@dataclass(frozen=True)
class Piece:
    """A scenario with the workflow that it is played in."""

    definition: Definition
    texts: Mapping[str, str]
    scenario: Scenario
    listed: Listed
    places: Places

    @property
    def name(self) -> str:
        return f"{self.definition.id}/{self.scenario.id}"


def pieces(library: Library, workflow: str | None = None) -> Iterator[Piece]:
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
            yield Piece(loaded.definition, loaded.texts, scenario, listed, places)


def find_piece(library: Library, word: str) -> Piece:
    """The scenario meant: a file, `workflow/scenario`, or a scenario's id; Misuse with the nearest where there is
    none."""
    path = library.here / word
    if word.endswith((".yaml", ".yml")) and is_there(path) and path.is_file():
        return _of_file(library, path)
    workflow, _, name = word.rpartition("/")
    found = [one for one in pieces(library, workflow or None) if one.scenario.id == name]
    if len(found) == 1:
        return found[0]
    if found:
        several = " or ".join(one.name for one in found)
        raise Misuse(f"'{word}' is a scenario of {len(found)} workflows.", f"write {several}")
    known = [one.scenario.id for one in pieces(library, workflow or None)]
    near = get_close_matches(name, known, 2)
    hint = f"did you mean {' or '.join(near)}?" if near else "see which there are: sop train list"
    raise Misuse(f"there is no scenario '{word}'.", hint)


def _of_file(library: Library, path: Path) -> Piece:
    listed = workflow_of_scenario(library, path)
    loaded = library.loaded(listed)
    if loaded.definition is None:
        raise NotCompiled(listed, tuple(one for one in loaded.findings if one.severity == "error"))
    shown = str(path.relative_to(library.here)) if path.is_relative_to(library.here) else str(path)
    scenario, findings = load_scenario(path, loaded.definition, shown)
    if scenario is None:
        errors = tuple(one for one in findings if one.severity == "error")
        raise NotCompiled(Listed(path.stem, path, "path", shown), errors)
    return Piece(loaded.definition, loaded.texts, scenario, listed, places_of_file(path, shown))
