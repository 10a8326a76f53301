"""Finds what a short name in a scenario means: an action, outcome, interrupt or step by path, code or last part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sop.definition.compile_context import Anything, Context, as_map, read_names
from sop.definition.diagnostics import Report
from sop.definition.short_codes import track_codes
from sop.definition.source_map import SourceMap, SourceSpan
from sop.model.definition import Definition
from sop.model.value import value


@value
class NameIndex:
    """Paths of each kind, with the code of those that have one. `complete` is false where parts were unreadable."""

    actions: Mapping[str, str]
    outcomes: Mapping[str, str]
    interrupts: Mapping[str, str]
    steps: Mapping[str, str]
    ends: frozenset[str]
    complete: bool = True

    @classmethod
    def of(cls, definition: Definition) -> NameIndex:
        """The directory of a compiled definition."""
        steps = [step for track in definition.tracks.values() for step in track.steps.values()]
        return cls(
            {action.path: action.code for step in steps for action in step.actions.values()},
            {outcome.path: "" for step in steps for outcome in step.outcomes.values()},
            {
                each.path: ""
                for track in definition.tracks.values()
                for each in track.interrupts.values()
            },
            {step.path: step.code for step in steps},
            frozenset(step.path for step in steps if step.end),
        )

    @classmethod
    def of_data(cls, data: Mapping[str, Any], context: Context) -> NameIndex:
        """The directory of a document that may not compile."""
        tracks = read_names(data.get("tracks", {}))
        silent = Context(context.data, Report(SourceMap(SourceSpan(""), {})))
        codes = track_codes(silent, as_map(tracks))
        actions, outcomes, interrupts, steps = {}, {}, {}, {}
        ends = set()
        complete = not isinstance(tracks, Anything)
        for track, entry in tracks.items():
            complete = (
                complete
                and isinstance(entry, dict)
                and isinstance(as_map(entry).get("steps"), dict)
            )
            interrupts.update(
                {f"{track}.{name}": "" for name in as_map(as_map(entry).get("interrupts"))}
            )
            for number, (step, each) in enumerate(as_map(as_map(entry).get("steps")).items(), 1):
                path, code = f"{track}.{step}", f"{codes[track]}{number}"
                steps[path] = code
                complete = complete and isinstance(each, dict)
                if as_map(each).get("end") is True:
                    ends.add(path)
                outcomes.update(
                    {f"{path}.{name}": "" for name in as_map(as_map(each).get("outcomes"))}
                )
                actions.update(
                    {
                        f"{path}.{name}": f"{code}.{at}"
                        for at, name in enumerate(as_map(as_map(each).get("actions")), 1)
                    }
                )
        return cls(actions, outcomes, interrupts, steps, frozenset(ends), complete)


def find_meanings(word: str, paths: Mapping[str, str]) -> list[str]:
    """Every path that the word may mean: the path itself, a code in any case, or the last parts of a path."""
    if word in paths:
        return [word]
    by_code = [path for path, code in paths.items() if code and code == word.upper()]
    return by_code or [path for path in paths if path.endswith("." + word)]


def last_parts(paths: Iterable[str]) -> list[str]:
    """The short names and the paths, for suggestions."""
    found = list(paths)
    return [*dict.fromkeys(path.rsplit(".", 1)[-1] for path in found), *found]
