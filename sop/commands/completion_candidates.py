"""What may stand next on a command line: verbs, case ids, codes, facts, stakeholders; never a name of a person.

A shell asks at every press of a key, so this imports neither Typer nor Rich, and whatever goes wrong it is silent.
Run by the script that `sop completion SHELL` prints: the words typed so far are the arguments, the last one is begun.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from sop import grammar

if TYPE_CHECKING:
    from sop.casework.library import Library
    from sop.model.definition import Definition, Step, Track
    from sop.model.events import Event

GROUPS: Mapping[str, tuple[str, ...]] = {
    "case": ("list", "show", "timeline", "verify", "audit", "print", "reopen", "link"),
    "config": ("list", "get", "set"),
    "workflow": ("list", "show", "new", "test", "diff"),
    "store": ("status", "check", "backup", "restore", "rebuild"),
    "train": (
        "list",
        "run",
        "play",
        "score",
        "debrief",
        "compare",
        "record",
        "check",
        "new",
        "print",
        "course",
        "progress",
        "class",
    ),
}
VERBS = (
    "demo",
    "init",
    "as",
    "use",
    "open",
    "next",
    "checklist",
    "do",
    "set",
    "advance",
    "raise",
    "waive",
    "undo",
    "close",
    "note",
    "why",
    "worklist",
    "check",
    "simulate",
    "doctor",
    "completion",
    *GROUPS,
)
TAKE_A_WORD = (
    "-c",
    "--case",
    "--as",
    "--key",
    "--if-version",
    "--workspace",
    "--format",
    *(f"--{option.name}" for verb in grammar.VERBS for option in verb.options if not option.flag),
)
OF_CASES = ("show", "timeline", "verify", "audit", "print", "reopen", "link")


def candidates(words: Sequence[str], environ: Mapping[str, str], here: Path) -> list[str]:
    """What the last word may become, in order."""
    *before, begun = words or ("",)
    found = _list_candidates(before, environ, here)
    return [word for word in dict.fromkeys(found) if word.lower().startswith(begun.lower())]


def _list_candidates(
    before: Sequence[str], environ: Mapping[str, str], here: Path
) -> Iterable[str]:
    if not before:
        return VERBS
    verb, last = before[0], before[-1]
    if verb in GROUPS and len(before) == 1:
        return GROUPS[verb]
    if verb == "completion":
        return ("bash", "zsh", "fish")
    place = _CompletionContext(before, environ, here)
    if last in ("-c", "--case") or verb == "use" or (verb == "case" and before[1] in OF_CASES):
        return place.cases()
    asked: Mapping[str, Callable[[], Iterable[str]]] = {
        "do": place.codes,
        "waive": place.codes,
        "why": place.why_targets,
        "set": place.sets,
        "open": place.workflows,
        "advance": lambda: place.moves(_first_argument(before)),
        "raise": place.interrupts,
        "simulate": place.workflows,
    }
    if last == "--set":
        return place.sets()
    if last == "--from":
        return place.workflows()
    if last == "--as" or verb == "as":
        return place.stakeholders()
    return asked[verb]() if verb in asked and not last.startswith("-") else ()


def _first_argument(before: Sequence[str]) -> str | None:
    """The first word after the verb that is neither an option nor what an option takes."""
    pairs = pairwise(before)
    return next(
        (word for last, word in pairs if not word.startswith("-") and last not in TAKE_A_WORD), None
    )


def _interrupt_names(track: Track, step: Step) -> list[str]:
    """The interrupts that leave this step."""
    return [interrupt.id for interrupt in track.interrupts.values() if step.id in interrupt.sources]


class _CompletionContext:
    """The workspace and the case that the words are about, read only as far as is asked."""

    def __init__(self, before: Sequence[str], environ: Mapping[str, str], here: Path) -> None:
        from sop.casework.workspace import find_workspace

        options = dict(pairwise(before))
        self.workspace = find_workspace(
            options.get("--workspace"), environ, here, Path(sys.argv[0])
        )
        self.named = options.get("-c") or options.get("--case") or environ.get("SOP_CASE")

    def cases(self) -> Iterable[str]:
        return sorted(log.stem for log in (self.workspace.data / "cases").rglob("*.log"))

    def case(self) -> str | None:
        """The one case meant: named whole or by its beginning, else the current one."""
        if self.named is None:
            from datetime import UTC, datetime

            from sop.casework.user_settings import read_person, user_name

            return read_person(self.workspace.data, user_name()).current_case(datetime.now(UTC))
        wanted = self.named.replace("-", "").upper()
        found = [case for case in self.cases() if case.replace("-", "").startswith(wanted)]
        return found[0] if len(found) == 1 else None

    def codes(self) -> Iterable[str]:
        """The codes of the open actions, as the index has them."""
        from sop.commands.store_factory import open_store
        from sop.store.index_rows import WorkQuery

        case = self.case()
        if case is None:
            return ()
        rows = open_store(self.workspace.data).work(WorkQuery(case=case, kinds=("action",)))
        return [row.code for row in rows]

    def why_targets(self) -> Iterable[str]:
        ways = [
            way
            for track, step in self.current()
            for way in (*step.outcomes, *_interrupt_names(track, step))
        ]
        return ("advance", *self.codes(), *ways, *self.facts())

    def moves(self, track: str | None) -> Iterable[str]:
        """For `sop advance`: the tracks that have a step and the outcomes of their steps; after a track, its own."""
        current = [(its, step) for its, step in self.current() if track in (None, its.id)]
        outcomes = [outcome for _, step in current for outcome in step.outcomes]
        return outcomes if track is not None else [*(its.id for its, _ in current), *outcomes]

    def interrupts(self) -> Iterable[str]:
        return [name for track, step in self.current() for name in _interrupt_names(track, step)]

    def current(self) -> list[tuple[Track, Step]]:
        """The tracks that are at a step, each with its step; none in a closed case."""
        from sop.casework.history_check import replay_history

        known = self.opened()
        if known is None:
            return []
        definition, case_id, events = known
        case = replay_history(definition, events, case_id)
        at = (
            []
            if case.is_closed
            else [(definition.tracks[name], state.step) for name, state in case.tracks.items()]
        )
        return [
            (track, track.steps[step])
            for track, step in at
            if step is not None and not track.steps[step].end
        ]

    def facts(self) -> Iterable[str]:
        known = self.opened()
        return tuple(known[0].facts) if known is not None else ()

    def opened(self) -> tuple[Definition, str, tuple[Event, ...]] | None:
        """The case with its definition and its events, where one is meant."""
        from sop.commands.store_factory import open_store
        from sop.model.events import CaseOpened

        case = self.case()
        if case is None:
            return None
        store = open_store(self.workspace.data)
        events, _ = store.load(case)
        opening = events[0].body
        return (
            (store.definition(opening.definition), case, events)
            if isinstance(opening, CaseOpened)
            else None
        )

    def sets(self) -> Iterable[str]:
        return tuple(f"{fact}=" for fact in self.facts())

    def _library(self) -> Library:
        from sop.casework.library import Library, find_shipped_folder

        return Library(
            self.workspace.workflows,
            find_shipped_folder(),
            self.workspace.data / "compiled",
            Path.cwd(),
        )

    def workflows(self) -> Iterable[str]:
        return [one.id for one in self._library().list_workflows()]

    def stakeholders(self) -> Iterable[str]:
        return sorted(set(self._library().stakeholders().values()))


def main() -> None:
    """Prints one candidate a line. A shell that gets nothing completes nothing: no mistake is worth a message here."""
    try:
        found = candidates(sys.argv[1:], os.environ, Path.cwd())
    except Exception:
        found = []
    sys.stdout.write("".join(f"{word}\n" for word in found))


if __name__ == "__main__":
    main()
