"""Finds what a short name in a scenario refers to: an action, outcome, interrupt or step.

A short name is a path, a short code, or the last part of a path.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any

from sop.definition.compile_context import Anything, Context, as_map, read_names
from sop.definition.finding_report import Report
from sop.definition.short_codes import assign_track_codes
from sop.definition.source_map import SourceMap, SourceSpan
from sop.model.definition import Definition
from sop.model.value import value


@value
class NameIndex:
    """Path -> short code of each kind; the code is empty for outcomes and interrupts.

    `complete` is false if a part of the document could not be read, so that names may be missing.
    """

    actions: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    interrupts: Mapping[str, str] = field(default_factory=dict)
    steps: Mapping[str, str] = field(default_factory=dict)
    ends: frozenset[str] = frozenset()
    complete: bool = True

    @classmethod
    def from_definition(cls, definition: Definition) -> NameIndex:
        """Return the index of a compiled definition."""
        actions: dict[str, str] = {action.path: action.code for action in definition.actions()}
        steps: dict[str, str] = {step.path: step.code for step in definition.steps()}
        ends = frozenset(step.path for step in definition.steps() if step.end)
        # Outcomes and interrupts have no code.
        outcomes: dict[str, str] = {outcome.path: "" for outcome in definition.outcomes()}
        interrupts: dict[str, str] = {found.path: "" for found in definition.interrupts()}
        return cls(
            actions=actions, outcomes=outcomes, interrupts=interrupts, steps=steps, ends=ends
        )

    @classmethod
    def from_data(cls, data: Mapping[str, Any], context: Context) -> NameIndex:
        """Return the index of a document that may not compile."""
        return _IndexBuilder(context).build(read_names(data.get("tracks", {})))


class _IndexBuilder:
    """Collects the names of a document, as far as its parts can be read."""

    def __init__(self, context: Context) -> None:
        # Its report is discarded: the compiler reports repeated codes.
        self._silent = Context(context.data, Report(SourceMap(SourceSpan(""), {})))
        self._actions: dict[str, str] = {}
        self._outcomes: dict[str, str] = {}
        self._interrupts: dict[str, str] = {}
        self._steps: dict[str, str] = {}
        self._ends: set[str] = set()
        self._is_complete = True

    def build(self, tracks: Mapping[str, Any]) -> NameIndex:
        codes = assign_track_codes(self._silent, as_map(tracks))
        if isinstance(tracks, Anything):
            self._is_complete = False
        for track, entry in tracks.items():
            self._add_track(track, codes[track], entry)
        return NameIndex(
            actions=self._actions,
            outcomes=self._outcomes,
            interrupts=self._interrupts,
            steps=self._steps,
            ends=frozenset(self._ends),
            complete=self._is_complete,
        )

    def _add_track(self, track: str, code: str, entry: Any) -> None:
        steps = as_map(entry).get("steps")
        if not isinstance(steps, dict):
            self._is_complete = False
        for name in as_map(as_map(entry).get("interrupts")):
            self._interrupts[f"{track}.{name}"] = ""
        for number, (step, content) in enumerate(as_map(steps).items(), start=1):
            self._add_step(f"{track}.{step}", f"{code}{number}", content)

    def _add_step(self, path: str, code: str, entry: Any) -> None:
        self._steps[path] = code
        if not isinstance(entry, dict):
            self._is_complete = False
            return
        if entry.get("end") is True:
            self._ends.add(path)
        for name in as_map(entry.get("outcomes")):
            self._outcomes[f"{path}.{name}"] = ""
        for number, name in enumerate(as_map(entry.get("actions")), start=1):
            self._actions[f"{path}.{name}"] = f"{code}.{number}"


def find_meanings(word: str, paths: Mapping[str, str]) -> list[str]:
    """Return every path that the word may refer to.

    It may be the path itself, a code in any case, or the last parts of a path.
    """
    if word in paths:
        return [word]
    by_code = [path for path, code in paths.items() if code and code == word.upper()]
    return by_code or [path for path in paths if path.endswith("." + word)]


def last_parts(paths: Iterable[str]) -> list[str]:
    """Return the short names, then the paths, for suggestions."""
    known = list(paths)
    return [*dict.fromkeys(path.rsplit(".", 1)[-1] for path in known), *known]
