"""Facts, notes and interrupts that are recorded in all cases of an incident, or in none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sop.casework.case_service import LoadedCase
from sop.commands.context import CommandContext
from sop.commands.incident_write import in_case, write_in_incident
from sop.commands.inputs import ask_reason, read_fact_options
from sop.commands.output import CommandResult
from sop.commands.submit import act
from sop.engine.command_builder import resolve_interrupt_word
from sop.engine.resolve_names import resolve_fact, resolve_stakeholder
from sop.grammar import Words
from sop.model.commands import Raise, SetFacts, WriteNote
from sop.model.condition import Value
from sop.model.refusal import UsageError

NoteReader = Callable[[Sequence[str]], str]
"""Returns the text of a note for these readers."""


def set_in_incident(session: CommandContext, words: Words) -> CommandResult:
    """Record the facts in all chosen cases; a value or a reason is asked for once."""
    if not words.rest and words.one("set-from") is None:
        raise UsageError("No fact given.", "Write FACT=VALUE before --incident.")
    given: list[dict[str, Value]] = []
    reasons: list[str | None] = []

    def build(file: LoadedCase) -> SetFacts:
        definition = file.definition
        if not given:  # stdin cannot be read again, and one answer is for all
            source = words.one("set-from")
            given.append(read_fact_options(session, definition, words.rest, source))
        for name in given[0]:
            resolve_fact(definition, name)
        request = act(session, definition, words.one("at"))
        needs_reason = any(request.as_ not in definition.facts[name].anytime for name in given[0])
        if not reasons and (needs_reason or words.one("why") is not None):
            reasons.append(ask_reason(session, words.one("why"), needed=needs_reason))
        request = act(session, definition, words.one("at"), reasons[0] if reasons else None)
        return SetFacts(request, given[0], words.has("from-now"), words.has("accept"))

    return write_in_incident(session, words, lambda file: in_case(file, lambda: (build(file),)))


def note_in_incident(session: CommandContext, words: Words, read_note: NoteReader) -> CommandResult:
    """Write the note in all chosen cases; `read_note` reads or asks for its text, once."""
    texts: list[str] = []

    def build(file: LoadedCase) -> WriteNote:
        readers = (resolve_stakeholder(file.definition, word) for word in words.every("for"))
        named = tuple(dict.fromkeys(readers))
        request = act(session, file.definition)
        if not texts:  # stdin cannot be read again
            texts.append(read_note(named))
        return WriteNote(request, texts[0], named)

    return write_in_incident(session, words, lambda file: in_case(file, lambda: (build(file),)))


def raise_in_incident(session: CommandContext, words: Words) -> CommandResult:
    """Raise the interrupt in all chosen cases; a reason is asked for once."""
    if not words.rest:
        raise UsageError("No interrupt given.", "Write its name before --incident.")
    reasons: list[str | None] = []

    def build(file: LoadedCase) -> Raise:
        chosen = resolve_interrupt_word(file.definition, file.case, words.rest[0])
        if not reasons and (chosen.reason_required or words.one("why") is not None):
            reason = ask_reason(session, words.one("why"), needed=chosen.reason_required)
            reasons.append(reason)
        why = reasons[0] if reasons else None
        return Raise(
            act(session, file.definition, words.one("at"), why, may=chosen.by), chosen.path
        )

    return write_in_incident(session, words, lambda file: in_case(file, lambda: (build(file),)))
