"""Candidates for the next word of a command line: commands, case IDs, codes, facts, stakeholders.

Never the name of a person. A shell runs this at every press of the tab key, so it imports neither
Typer nor Rich, and it stays silent on every error. The script of `sop completion SHELL` runs it.
Its arguments are the words typed so far, and the last one is incomplete.
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
    from sop.casework.terminal_session import SessionIdentity
    from sop.model.definition import Definition, Step, Track
    from sop.model.events import Event
    from sop.store.index_rows import WorkRow

GROUPS: Mapping[str, tuple[str, ...]] = {
    "case": (
        "list",
        "show",
        "timeline",
        "verify",
        "audit",
        "print",
        "reopen",
        "void",
        "label",
        "time",
        "link",
        "incident",
    ),
    "config": ("list", "get", "set"),
    "workflow": ("list", "show", "new", "test", "diff"),
    "store": ("status", "check", "backup", "restore", "rebuild", "drafts"),
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
    "find",
    "worklist",
    "assign",
    "shift",
    "form",
    "go",
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
OF_CASES = (
    "show",
    "timeline",
    "verify",
    "audit",
    "print",
    "reopen",
    "void",
    "label",
    "link",
    "incident",
)


def candidates(words: Sequence[str], environ: Mapping[str, str], here: Path) -> list[str]:
    """Return what the last word may become, in order."""
    joined, is_split = _join_at_equals(words)
    *before, begun = joined or ("",)
    found = _list_begun(before, begun, environ, here)
    fitting = [word for word in dict.fromkeys(found) if word.lower().startswith(begun.lower())]
    if is_split and "=" in begun:
        return [word.partition("=")[2] for word in fitting]  # the shell keeps what is before it
    return fitting


def _join_at_equals(words: Sequence[str]) -> tuple[list[str], bool]:
    """Return the words with those around `=` joined, and whether there were any.

    bash gives `--as=w` as the three words `--as`, `=`, `w`; zsh and fish give it as one.
    """
    joined: list[str] = []
    is_split = glue = False
    for number, word in enumerate(words):
        is_last_empty = word == "" and number == len(words) - 1  # a blank follows the `=`
        if word == "=" and joined:
            joined[-1] += "="
            is_split = glue = True
        elif glue and not is_last_empty:
            joined[-1] += word
            glue = False
        else:
            joined.append(word)
            glue = False
    return joined, is_split


def _list_begun(
    before: Sequence[str], begun: str, environ: Mapping[str, str], here: Path
) -> Iterable[str]:
    """Return the candidates for a begun word; behind `=` the values of the option or the fact."""
    name, sign, _ = begun.partition("=")
    if not sign:
        return _list_candidates(before, environ, here)
    if name.startswith("--"):
        inside = _list_candidates([*before, name], environ, here)
        return [f"{name}={value}" for value in inside]
    is_fact = before[-1:] == ["--set"] or before[:1] == ["set"]
    if not is_fact:
        return ()
    values = _CompletionContext(before, environ, here).values(name)
    return [f"{name}={value}" for value in values]


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
        "assign": place.codes,
        "why": place.why_targets,
        "set": place.sets,
        "open": place.workflows,
        "advance": lambda: place.moves(_first_argument(before)),
        "raise": place.interrupts,
        "simulate": place.workflows,
    }
    if last == "--set":
        return place.sets(_first_argument(before))
    if last == "--from":
        return place.workflows()
    if last == "--as" or verb == "as":
        return place.stakeholders()
    if verb not in asked or last.startswith("-"):
        return ()
    return asked[verb]()


def _first_argument(before: Sequence[str]) -> str | None:
    """Return the first word after the verb that is neither an option nor the value of one."""
    for last, word in pairwise(before):
        if not word.startswith("-") and last not in TAKE_A_WORD:
            return word
    return None


def _interrupt_names(track: Track, step: Step) -> list[str]:
    """Return the interrupts that leave this step."""
    return [interrupt.id for interrupt in track.interrupts.values() if step.id in interrupt.sources]


def _due_order(row: WorkRow) -> tuple[bool, str]:
    return row.due is None, row.due or ""


class _CompletionContext:
    """The workspace and the case that the words name. Each part is read when it is needed."""

    def __init__(self, before: Sequence[str], environ: Mapping[str, str], here: Path) -> None:
        from sop.casework.workspace import find_workspace  # late: start-up

        options = dict(pairwise(before))
        self.workspace = find_workspace(
            options.get("--workspace"), environ, here, Path(sys.argv[0])
        )
        self.environ = environ
        self.named_as = options.get("--as") or environ.get("SOP_AS")
        self.named = options.get("-c") or options.get("--case") or environ.get("SOP_CASE")

    def cases(self) -> Iterable[str]:
        return sorted(log.stem for log in (self.workspace.data / "cases").rglob("*.log"))

    def case(self) -> str | None:
        """Return the case that the words name, else the current one; None if there is not one."""
        if self.named is None:
            from datetime import UTC, datetime  # late: start-up

            return self.identity().current_case(datetime.now(UTC))
        wanted = self.named.replace("-", "").upper()
        found = [case for case in self.cases() if case.replace("-", "").startswith(wanted)]
        return found[0] if len(found) == 1 else None

    def codes(self) -> Iterable[str]:
        """Return the codes of the open actions, from the index."""
        from sop.casework.worklist import visible_rows  # late: start-up
        from sop.commands.store_factory import open_store  # late: start-up
        from sop.store.index_rows import WorkQuery  # late: start-up

        case = self.case()
        if case is None:
            return ()
        rows = open_store(self.workspace.data, self.workspace.store_kind).work(
            WorkQuery(case=case, state="open", kinds=("action",))
        )
        shown = visible_rows(rows, self.viewer())
        # The index sorts by due times; those of private ones would show in the order.
        return [row.code for row in sorted(shown, key=_due_order)]

    def viewer(self) -> str | None:
        """Return the stakeholder that the words, SOP_AS or this terminal name; None if none does.

        No one sees least, so a wrong name offers no more than no name.
        """
        if self.named_as is not None:
            return self.named_as
        return self.identity().as_

    def identity(self) -> SessionIdentity:
        # late: start-up
        from sop.casework.terminal_session import find_session_key, read_identity
        from sop.casework.user_settings import user_name  # late: start-up

        key = find_session_key(self.environ)
        return read_identity(self.workspace.data, user_name(), key)

    def why_targets(self) -> Iterable[str]:
        transitions: list[str] = []
        for track, step in self.current():
            transitions += [*step.outcomes, *_interrupt_names(track, step)]
        return ("advance", *self.codes(), *transitions, *self.facts())

    def moves(self, track: str | None) -> Iterable[str]:
        """Return the words after `sop advance`: tracks and outcomes; after a track its outcomes."""
        tracks: list[str] = []
        outcomes: list[str] = []
        for its, step in self.current():
            if track in (None, its.id):
                tracks.append(its.id)
                outcomes += step.outcomes
        if track is not None:
            return outcomes
        return [*tracks, *outcomes]

    def interrupts(self) -> Iterable[str]:
        return [name for track, step in self.current() for name in _interrupt_names(track, step)]

    def current(self) -> list[tuple[Track, Step]]:
        """Return the tracks that are at a step, each with its step; none in a closed case."""
        from sop.casework.history_check import replay_history  # late: start-up
        from sop.engine.private_rules import find_private_rules  # late: start-up

        loaded = self.load_case()
        if loaded is None:
            return []
        definition, case_id, events = loaded
        case = replay_history(definition, events, case_id)
        if case.is_closed:
            return []
        private = find_private_rules(definition, self.viewer())
        found: list[tuple[Track, Step]] = []
        for name, state in case.tracks.items():
            track = definition.tracks[name]
            if name in private.tracks or state.step is None:
                continue
            if not track.steps[state.step].end:
                found.append((track, track.steps[state.step]))
        return found

    def facts(self) -> Iterable[str]:
        loaded = self.load_case()
        return tuple(loaded[0].facts) if loaded is not None else ()

    def load_case(self) -> tuple[Definition, str, tuple[Event, ...]] | None:
        """Return the definition, the ID and the events of the case; None without a case."""
        from sop.commands.store_factory import open_store  # late: start-up
        from sop.model.events import CaseOpened  # late: start-up

        case = self.case()
        if case is None:
            return None
        store = open_store(self.workspace.data, self.workspace.store_kind)
        events, _ = store.load(case)
        opening = events[0].body
        if not isinstance(opening, CaseOpened):
            return None
        return store.definition(opening.definition), case, events

    def sets(self, action: str | None = None) -> Iterable[str]:
        """Return the facts, each with `=`; those of the named action first."""
        facts = dict.fromkeys((*self._recorded_by(action), *self.facts()))
        return tuple(f"{fact}=" for fact in facts)

    def _recorded_by(self, word: str | None) -> Iterable[str]:
        """Return the facts that the action of a current step records."""
        if word is None:
            return ()
        for _, step in self.current():
            for action in step.actions.values():
                if word.lower() in (action.code.lower(), action.id, action.path):
                    return action.records
        return ()

    def values(self, name: str) -> Iterable[str]:
        """Return the values that the fact may have, where they can be listed."""
        loaded = self.load_case()
        fact = None if loaded is None else loaded[0].facts.get(name)
        if fact is None:
            return ()
        if fact.type == "boolean":
            return ("yes", "no")
        return fact.choices

    def _library(self) -> Library:
        from sop.casework.library import Library, find_shipped_folder  # late: start-up

        return Library(
            self.workspace.workflows,
            find_shipped_folder(),
            self.workspace.data / "compiled",
            Path.cwd(),
        )

    def workflows(self) -> Iterable[str]:
        return [one.id for one in self._library().list_workflows()]

    def stakeholders(self) -> Iterable[str]:
        """Return the IDs and short names of the stakeholders here, the current case's first."""
        from sop.casework.stakeholder_lookup import list_words  # late: start-up
        from sop.commands.store_factory import open_store  # late: start-up

        loaded = self.load_case()
        own = tuple(loaded[0].stakeholders.values()) if loaded is not None else ()
        store = open_store(self.workspace.data, self.workspace.store_kind)
        return list_words(self._library(), [line.workflow for line in store.case_lines()], own)


def main() -> None:
    """Print one candidate per line. An error prints nothing, and the shell completes nothing."""
    try:
        found = candidates(sys.argv[1:], os.environ, Path.cwd())
    except Exception:
        found = []
    sys.stdout.write("".join(f"{word}\n" for word in found))


if __name__ == "__main__":
    main()
