"""`sop raise`: an interrupt. Raising it is a statement; it never waits for actions."""

from __future__ import annotations

from typing import Annotated

import typer

from sop.casework.case_service import LoadedCase
from sop.commands.context import CommandContext
from sop.commands.options import At, Why
from sop.commands.output import CommandResult
from sop.commands.program import command, new_app
from sop.commands.submit import act, write_with_reason
from sop.engine.resolve_names import resolve_interrupt
from sop.model.commands import Raise
from sop.model.definition import Definition, Interrupt
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion

app = new_app()


@command(app, "raise", case=True, writes=True)
def raise_(
    session: CommandContext,
    interrupt: Annotated[str | None, typer.Argument(metavar="INTERRUPT", help="Which one.")] = None,
    at: At = None,
    why: Why = None,
) -> CommandResult:
    """Raise an interrupt: leave the current step at once.

    Example: sop raise fire
    """
    file = session.file()
    chosen = _choose_interrupt(session, file, interrupt)
    request = act(session, file.definition, at)
    return write_with_reason(
        session, file, Raise(request, chosen.path), why, chosen.reason_required, at
    )


def _choose_interrupt(session: CommandContext, file: LoadedCase, word: str | None) -> Interrupt:
    if word is not None:
        _refuse_outcome(file.definition, word)
        return resolve_interrupt(file.definition, file.case, word)
    lines = session.service.checklist(file).tracks
    choices = {way.path: way.title or way.to_title for line in lines for way in line.interrupts}
    if session.may_ask and choices:
        return resolve_interrupt(
            file.definition, file.case, session.prompt.choice("Which interrupt?", choices)
        )
    raise UsageError(
        "it is not said which interrupt.", f"may be raised now: {', '.join(choices) or 'none'}"
    )


def _refuse_outcome(definition: Definition, word: str) -> None:
    """Misuse for the name of an outcome: outcomes are taken, and no interrupt of a like name is raised for one."""
    names = {name for one in definition.outcomes() for name in (one.id, one.path)}
    if word in names - {interrupt.id for interrupt in definition.interrupts()}:
        raise UsageError(
            f"'{word}' is an outcome, not an interrupt.", "take it", Suggestion("advance", word)
        )
