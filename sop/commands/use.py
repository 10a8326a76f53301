"""`sop use`: the current case in this terminal session."""

from __future__ import annotations

from typing import Annotated

import typer

from sop.casework.case_lookup import open_cases, resolve_case
from sop.commands.context import HOURS_CURRENT, CommandContext
from sop.commands.headings import case_heading
from sop.commands.output import CommandResult
from sop.commands.program import command, new_app
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.views.terminal.blocks import line

app = new_app()


@command(app, "use", changes=True)
def use(
    session: CommandContext,
    case: Annotated[
        str | None, typer.Argument(metavar="CASE|-", help="The case, or - for the previous one.")
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Set no current case.")] = False,
) -> CommandResult:
    """Choose the current case for the daily commands in this terminal, for 8 hours.

    Example: sop use 7K3
    """
    identity = session.session_identity
    if clear:
        if case is not None:
            raise UsageError("--clear cannot be combined with a case.", "Give one of them.")
        session.keep_identity(identity.without_case())
        return CommandResult(
            data={"case": None},
            changed=session.at_terminal,
            blocks=lambda: (line(_effect(session, "There is no current case now.")),),
        )
    file = session.service.load(_choose_case(session, case, identity.previous))
    session.keep_identity(identity.with_case(file.id, session.now))
    kept = f"This is now the current case in this terminal, for {HOURS_CURRENT} hours."
    return CommandResult(
        data={"case": file.id},
        changed=session.at_terminal,
        case=file.id,
        version=file.version,
        blocks=lambda: (*case_heading(session, file), line(_effect(session, kept))),
    )


def _effect(session: CommandContext, kept: str) -> str:
    """Return what the command did: nothing without a terminal, so that no script moves a user."""
    if session.at_terminal:
        return kept
    return "Without a terminal no current case is kept. Give -c, or set SOP_CASE."


def _remedy(session: CommandContext) -> tuple[str, Suggestion]:
    if open_cases(session.store):
        return "To choose one", Suggestion("use")
    return "To open one", Suggestion("open")


def _choose_case(session: CommandContext, word: str | None, previous: str | None) -> str:
    if word == "-":
        if previous is None:
            raise UsageError("There is no previous case.", *_remedy(session))
        return previous
    if word is not None:
        return resolve_case(session.store, word)
    return session.ask_case()
