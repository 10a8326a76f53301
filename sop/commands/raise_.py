"""`sop raise`: an interrupt. Raising it is a statement; it never waits for actions."""

from __future__ import annotations

from sop.casework.case_service import LoadedCase
from sop.commands.context import CommandContext
from sop.commands.output import CommandResult
from sop.commands.program import new_app, verb_command
from sop.commands.submit import act, write_with_reason
from sop.engine.command_builder import resolve_interrupt_word
from sop.engine.resolve_names import resolve_interrupt
from sop.grammar import Words
from sop.model.commands import Raise
from sop.model.definition import Interrupt
from sop.model.refusal import UsageError

app = new_app()


@verb_command(app, "raise")
def raise_(session: CommandContext, words: Words) -> CommandResult:
    """Raise an interrupt: leave the current step at once.

    Example: sop raise fire
    """
    file = session.file()
    chosen = _choose_interrupt(session, file, words.word(0))
    why, at = words.one("why"), words.one("at")
    request = act(session, file.definition, at)
    return write_with_reason(
        session, file, Raise(request, chosen.path), why, chosen.reason_required, at
    )


def _choose_interrupt(session: CommandContext, file: LoadedCase, word: str | None) -> Interrupt:
    if word is not None:
        return resolve_interrupt_word(file.definition, file.case, word)
    lines = session.service.checklist(file).tracks
    choices = {way.path: way.title or way.to_title for line in lines for way in line.interrupts}
    if session.may_ask and choices:
        return resolve_interrupt(
            file.definition, file.case, session.prompt.choice("Which interrupt?", choices)
        )
    raise UsageError(
        "it is not said which interrupt.", f"may be raised now: {', '.join(choices) or 'none'}"
    )
