"""What the words of a command mean in a case: the one place where verbs become the commands that `decide` answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from sop.engine import resolve_names
from sop.model.case_state import Case
from sop.model.commands import Act, Advance, Close, Command, Do, Raise, Tell, Undo, Waive, WriteNote
from sop.model.condition import Value
from sop.model.definition import Definition, Interrupt, Outcome
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import value

MOST_DIGITS = 9
"""No case has a thousand million events, and Python refuses to read a number of thousands of digits."""


@value
class Given:
    """What a command is given, its values read: the words that name its target, facts, evidence, texts."""

    words: tuple[str, ...] = ()
    facts: Mapping[str, Value] = field(default_factory=dict)
    form: str | None = None
    note: str | None = None
    readers: tuple[str, ...] = ()


def build_command(definition: Definition, case: Case, verb: str, given: Given, act: Act) -> Command:
    """Return the command that the verb stands for. Misuse for names that mean nothing and for missing words."""
    match verb:
        case "do":
            action = resolve_names.resolve_action(
                definition, case, _only(given, "do takes one action")
            )
            return Do(act, action.path, given.facts, given.form, given.note)
        case "set":
            return Tell(act, _some(given.facts))
        case "advance":
            return Advance(act, named_outcome(definition, case, given.words).path)
        case "raise":
            return Raise(
                act,
                named_interrupt(definition, case, _only(given, "raise takes one interrupt")).path,
            )
        case "waive":
            return Waive(
                act,
                resolve_names.resolve_action(
                    definition, case, _only(given, "waive takes one action")
                ).path,
            )
        case "close":
            return Close(act)
        case "note":
            return _note(definition, given, act)
        case "undo":
            return Undo(act, event_number(given.words[0]) if given.words else case.version)
    raise AssertionError(f"{verb} is not in the table of verbs")


def named_outcome(definition: Definition, case: Case, words: tuple[str, ...]) -> Outcome:
    """Return the outcome that TRACK OUTCOME, or OUTCOME alone, means."""
    if len(words) == 2:
        track = resolve_names.resolve_track(definition, words[0]).id
        return resolve_names.resolve_outcome(definition, case, words[1], track)
    if len(words) != 1 or resolve_names.is_track(definition, words[0]):
        raise UsageError("it is not said which outcome.", "name it behind its track, or alone")
    _refuse_interrupt(definition, words[0])
    return resolve_names.resolve_outcome(definition, case, words[0])


def named_interrupt(definition: Definition, case: Case, word: str) -> Interrupt:
    """Return the interrupt meant. Misuse for the name of an outcome, however like an interrupt's it is."""
    found = {name for one in definition.outcomes() for name in (one.id, one.path)}
    if word in found - {interrupt.id for interrupt in definition.interrupts()}:
        raise UsageError(
            f"'{word}' is an outcome, not an interrupt.", "take it", Suggestion("advance", word)
        )
    return resolve_names.resolve_interrupt(definition, case, word)


def _refuse_interrupt(definition: Definition, word: str) -> None:
    found = {name for one in definition.interrupts() for name in (one.id, one.path)}
    if word in found - {outcome.id for outcome in definition.outcomes()}:
        raise UsageError(
            f"'{word}' is an interrupt, not an outcome.", "raise it", Suggestion("raise", word)
        )


def event_number(word: str) -> int:
    """Return the number of an event as it is written; Misuse for anything else."""
    if not (word.isascii() and word.isdecimal() and len(word) <= MOST_DIGITS):
        raise UsageError(
            f"'{word}' is not the number of an event.", "write a whole number, such as 12"
        )
    return int(word)


def _some(facts: Mapping[str, Value]) -> Mapping[str, Value]:
    if not facts:
        raise UsageError(
            "no fact is given.", "write FACT=VALUE, or the fact alone to be asked for its value"
        )
    return facts


def _note(definition: Definition, given: Given, act: Act) -> WriteNote:
    text = " ".join(given.words).strip()
    if not text:
        raise UsageError("the note is empty.", "give its text")
    readers = dict.fromkeys(
        resolve_names.resolve_stakeholder(definition, one) for one in given.readers
    )
    return WriteNote(act, text, tuple(readers))


def _only(given: Given, rule: str) -> str:
    """The one word that is given; Misuse with the `rule` that asks for it."""
    if len(given.words) != 1:
        raise UsageError(f"{rule}.", "name it by its code, its name or a unique part of it")
    return given.words[0]
