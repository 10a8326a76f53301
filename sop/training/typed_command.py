"""A command that a learner types: the daily verbs of `sop`, read into the command that the engine decides on."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sop.casework.parse_facts import read_assignments, split_assignment
from sop.casework.parse_time import parse_time
from sop.engine import resolve_names
from sop.model.case_state import Case
from sop.model.commands import Act, Advance, Close, Command, Do, Raise, Tell, Undo, Waive, WriteNote
from sop.model.definition import Definition
from sop.model.refusal import UsageError
from sop.model.value import value

WRITING = ("do", "set", "advance", "raise", "waive", "close", "note", "undo")
SHOWING = ("next", "checklist", "why")
OPTIONS = {
    "do": ("--set", "--at", "--note"), "set": ("--at", "--why"), "advance": ("--why", "--at"),
    "raise": ("--at", "--why"), "waive": ("--at", "--why"), "close": ("--why",), "note": ("--for",),
    "undo": ("--why",), "next": (), "checklist": ("--track", "--all"), "why": (),
}  # fmt: skip
FLAGS = ("--all",)


@value
class TypedLine:
    """A typed line taken apart. `options` holds each option's values in order."""

    verb: str
    rest: tuple[str, ...]
    options: dict[str, tuple[str, ...]]

    def one(self, name: str) -> str | None:
        found = self.options.get(name, ())
        return found[-1] if found else None


def split_typed_line(text: str) -> TypedLine:
    """The verb, its arguments and its options; Misuse for what is no daily command."""
    try:
        words = shlex.split(text)
    except ValueError as broken:
        raise UsageError(
            f"the command cannot be read: {broken}.", 'close every quote: --why "a reason"'
        ) from broken
    words = words[1:] if words[:1] == ["sop"] else words
    if not words or words[0] not in OPTIONS:
        said = words[0] if words else ""
        raise UsageError(
            f"'{said}' is no daily command.", f"there is: {', '.join((*WRITING, *SHOWING))}"
        )
    return _split_options(words[0], words[1:])


def _split_options(verb: str, words: Sequence[str]) -> TypedLine:
    rest: list[str] = []
    options: dict[str, tuple[str, ...]] = {}
    allowed = (*OPTIONS[verb], "--as")
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        if not word.startswith("--"):
            rest.append(word)
            continue
        name, sign, value = word.partition("=")
        if name not in allowed:
            raise UsageError(
                f"'sop {verb}' has no option {name} here.", f"there is: {', '.join(allowed)}"
            )
        if name in FLAGS:
            options[name] = ("yes",)
            continue
        if not sign:
            if not waiting:
                raise UsageError(f"{name} needs a value.", f"write: {name} VALUE")
            value = waiting.pop(0)
        options[name] = (*options.get(name, ()), value)
    return TypedLine(verb, tuple(rest), options)


def parse_command(
    definition: Definition, case: Case, text: str, role: str, now: datetime, zone: ZoneInfo
) -> Command | str:
    """The command that is meant; the verb alone where it only shows something."""
    words = split_typed_line(text)
    if words.verb in SHOWING:
        return words.verb
    who = words.one("--as")
    at = words.one("--at")
    act = Act(
        resolve_names.resolve_stakeholder(definition, who) if who else role,
        at=parse_time(at, now, zone) if at else None,
        why=words.one("--why"),
    )
    return _READERS[words.verb](definition, case, words, act, now, zone)


def _do(
    definition: Definition, case: Case, words: TypedLine, act: Act, now: datetime, zone: ZoneInfo
) -> Command:
    action = resolve_names.resolve_action(definition, case, _single_argument(words, "ACTION"))
    given = read_assignments(
        definition, map(split_assignment, words.options.get("--set", ())), now, zone
    )
    strange = [name for name in given if name not in (*action.records, *action.may_record)]
    if strange:
        recorded = ", ".join((*action.records, *action.may_record)) or "no facts"
        raise UsageError(f"{action.code} does not record '{strange[0]}'.", f"it records {recorded}")
    return Do(act, action.path, given, note=words.one("--note"))


def _set(
    definition: Definition, case: Case, words: TypedLine, act: Act, now: datetime, zone: ZoneInfo
) -> Command:
    given = read_assignments(definition, map(split_assignment, words.rest), now, zone)
    if not given:
        raise UsageError("no fact is given.", "write FACT=VALUE, such as in_danger=yes")
    return Tell(act, given)


def _advance(
    definition: Definition, case: Case, words: TypedLine, act: Act, now: datetime, zone: ZoneInfo
) -> Command:
    if len(words.rest) == 2:
        track = resolve_names.resolve_track(definition, words.rest[0]).id
        return Advance(
            act, resolve_names.resolve_outcome(definition, case, words.rest[1], track).path
        )
    word = _single_argument(words, "[TRACK] OUTCOME")
    if resolve_names.is_track(definition, word):
        raise UsageError("it is not said which outcome.", f"write: advance {word} OUTCOME")
    return Advance(act, resolve_names.resolve_outcome(definition, case, word).path)


def _raise(
    definition: Definition, case: Case, words: TypedLine, act: Act, now: datetime, zone: ZoneInfo
) -> Command:
    return Raise(
        act,
        resolve_names.resolve_interrupt(
            definition, case, _single_argument(words, "INTERRUPT")
        ).path,
    )


def _waive(
    definition: Definition, case: Case, words: TypedLine, act: Act, now: datetime, zone: ZoneInfo
) -> Command:
    return Waive(
        act, resolve_names.resolve_action(definition, case, _single_argument(words, "ACTION")).path
    )


def _close(
    definition: Definition, case: Case, words: TypedLine, act: Act, now: datetime, zone: ZoneInfo
) -> Command:
    return Close(act)


def _note(
    definition: Definition, case: Case, words: TypedLine, act: Act, now: datetime, zone: ZoneInfo
) -> Command:
    text = " ".join(words.rest).strip()
    if not text:
        raise UsageError("the note is empty.", 'write: note "TEXT" --for STAKEHOLDER')
    readers = tuple(
        resolve_names.resolve_stakeholder(definition, one) for one in words.options.get("--for", ())
    )
    return WriteNote(act, text, tuple(dict.fromkeys(readers)))


def _undo(
    definition: Definition, case: Case, words: TypedLine, act: Act, now: datetime, zone: ZoneInfo
) -> Command:
    word = words.rest[0] if words.rest else str(case.version)
    if not word.isdecimal():
        raise UsageError(f"'{word}' is no number of an event.", "write: undo 12 --why TEXT")
    return Undo(act, int(word))


_READERS = {
    "do": _do,
    "set": _set,
    "advance": _advance,
    "raise": _raise,
    "waive": _waive,
    "close": _close,
    "note": _note,
    "undo": _undo,
}


def _single_argument(words: TypedLine, what: str) -> str:
    if len(words.rest) != 1:
        raise UsageError(f"'sop {words.verb}' takes {what}.", f"write: {words.verb} {what}")
    return words.rest[0]
