"""Builds the command of a verb from its words: the one place where verbs become commands.

The verbs are those of sop/grammar.py; `decide` answers the commands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from sop.engine import resolve_names
from sop.model.case_state import Case
from sop.model.commands import (
    Act,
    Advance,
    Close,
    Command,
    Do,
    Raise,
    SetFacts,
    Undo,
    Waive,
    WriteNote,
)
from sop.model.condition import Value
from sop.model.definition import Action, Definition, Interrupt, Outcome
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import value

MOST_DIGITS = 9
"""No case has a billion events, and Python refuses to read a number with thousands of digits."""


@value
class CommandInput:
    """The input of a command: the words that name its target, values of facts, evidence, texts."""

    words: tuple[str, ...] = ()
    facts: Mapping[str, Value] = field(default_factory=dict)
    form: str | None = None
    note: str | None = None
    readers: tuple[str, ...] = ()
    from_now: bool = False


def build_command(
    definition: Definition, case: Case, verb: str, given: CommandInput, act: Act
) -> Command:
    """Return the command of the verb.

    Raises:
        UsageError: A word is missing, or names nothing in the workflow.
    """
    match verb:
        case "do":
            action = _resolve_only_action(definition, case, verb, given)
            return Do(act, action.path, given.facts, form=given.form, note=given.note)
        case "set":
            return SetFacts(act, _require_facts(given), from_now=given.from_now)
        case "advance":
            return Advance(act, resolve_outcome_words(definition, case, given.words).path)
        case "raise":
            word = _require_one_word(given, "Raise takes one interrupt.")
            return Raise(act, resolve_interrupt_word(definition, case, word).path)
        case "waive":
            return Waive(act, _resolve_only_action(definition, case, verb, given).path)
        case "close":
            return Close(act)
        case "note":
            return _build_note(definition, given, act)
        case "undo":
            return Undo(act, _event_to_undo(case, given))
    raise AssertionError(f"{verb} is not a verb of the grammar that writes")


def _resolve_only_action(
    definition: Definition, case: Case, verb: str, given: CommandInput
) -> Action:
    word = _require_one_word(given, f"{verb.capitalize()} takes one action.")
    return resolve_names.resolve_action(definition, case, word)


def _event_to_undo(case: Case, given: CommandInput) -> int:
    """Return the event that is named, or else the last one."""
    if not given.words:
        return case.version
    return parse_event_number(given.words[0])


def resolve_outcome_words(definition: Definition, case: Case, words: tuple[str, ...]) -> Outcome:
    """Return the outcome that the words TRACK OUTCOME, or OUTCOME alone, refer to.

    Raises:
        UsageError: They refer to no outcome, to several, or to an interrupt.
    """
    if len(words) == 2:
        track = resolve_names.resolve_track(definition, words[0]).id
        return resolve_names.resolve_outcome(definition, case, words[1], track)
    if len(words) != 1 or resolve_names.is_track(definition, words[0]):
        raise UsageError("No outcome given.", "Write the track and the outcome, or the outcome.")
    word = words[0]
    names = _list_names(definition.outcomes())
    others = _list_names(definition.interrupts())
    if word in others and word not in names:
        raise UsageError(
            f"'{word}' is an interrupt, not an outcome.", "Raise it", Suggestion("raise", word)
        )
    return resolve_names.resolve_outcome(definition, case, word)


def resolve_interrupt_word(definition: Definition, case: Case, word: str) -> Interrupt:
    """Return the interrupt that the word refers to.

    Raises:
        UsageError: It refers to none, to several, or to an outcome, even one of a similar name.
    """
    names = _list_names(definition.interrupts())
    others = _list_names(definition.outcomes())
    if word in others and word not in names:
        raise UsageError(
            f"'{word}' is an outcome, not an interrupt.", "Take it", Suggestion("advance", word)
        )
    return resolve_names.resolve_interrupt(definition, case, word)


def _list_names(transitions: Sequence[Outcome] | Sequence[Interrupt]) -> set[str]:
    """Return the IDs and the paths."""
    names: set[str] = set()
    for transition in transitions:
        names |= {transition.id, transition.path}
    return names


def parse_event_number(word: str) -> int:
    """Return the number of an event. Raise UsageError if the word is not a whole number."""
    if not (word.isascii() and word.isdecimal() and len(word) <= MOST_DIGITS):
        raise UsageError(
            f"'{word}' is not the number of an event.", "Write a whole number, such as 12."
        )
    return int(word)


def _require_facts(given: CommandInput) -> Mapping[str, Value]:
    if not given.facts:
        raise UsageError(
            "No fact given.", "Write FACT=VALUE, or only FACT to be asked for its value."
        )
    return given.facts


def _build_note(definition: Definition, given: CommandInput, act: Act) -> WriteNote:
    text = " ".join(given.words).strip()
    if not text:
        raise UsageError("The note is empty.", "Write its text.")
    readers = [resolve_names.resolve_stakeholder(definition, word) for word in given.readers]
    return WriteNote(act, text, tuple(dict.fromkeys(readers)))


def _require_one_word(given: CommandInput, rule: str) -> str:
    if len(given.words) != 1:
        raise UsageError(rule, "Give its code, its name or a unique part of its name.")
    return given.words[0]
