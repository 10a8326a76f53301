"""`sop raise`: raise an interrupt, which never waits for actions."""

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
    request = act(session, file.definition, at, may=chosen.by)
    return write_with_reason(
        session, file, Raise(request, chosen.path), why, chosen.reason_required, at
    )


def _choose_interrupt(session: CommandContext, file: LoadedCase, word: str | None) -> Interrupt:
    if word is not None:
        return resolve_interrupt_word(file.definition, file.case, word)
    lines = session.service.checklist(file, session.viewer(file.definition)).tracks
    choices: dict[str, str] = {}
    for line in lines:
        choices |= {one.path: one.title or one.to_title for one in line.interrupts}
    if session.may_ask and choices:
        path = session.prompt.choice("Which interrupt?", choices)
        return resolve_interrupt(file.definition, file.case, path)
    listed = ", ".join(choices) or "none"
    raise UsageError("No interrupt given.", f"Interrupts that may be raised now: {listed}.")
