"""`sop use`: the current case of the person at this terminal. It lapses after 8 hours."""

from __future__ import annotations

from typing import Annotated

import typer

from sop.casework.case_lookup import open_cases, resolve_case
from sop.casework.user_settings import read_person
from sop.commands.context import CommandContext
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
        str | None, typer.Argument(metavar="CASE|-", help="The case, or - for the one before.")
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Have no current case.")] = False,
) -> CommandResult:
    """Choose the current case, on which daily commands work. It lapses after 8 hours.

    Example: sop use 7K3
    """
    person = read_person(session.workspace.data, session.user)
    if clear:
        if case is not None:
            raise UsageError("--clear takes no case.", "give one or the other")
        session.keep_person(person.without_case())
        return CommandResult(
            data={"case": None}, changed=True, blocks=lambda: (line("No case is current."),)
        )
    file = session.service.load(_choose_case(session, case, person.previous))
    session.keep_person(person.with_case(file.id, session.now))
    return CommandResult(
        data={"case": file.id},
        changed=True,
        case=file.id,
        version=file.version,
        blocks=lambda: (
            *case_heading(session, file),
            line("This is now the current case, for 8 hours."),
        ),
    )


def _other(session: CommandContext) -> tuple[str, Suggestion]:
    if open_cases(session.store):
        return "choose one", Suggestion("use")
    return "open one", Suggestion("open")


def _choose_case(session: CommandContext, word: str | None, previous: str | None) -> str:
    if word == "-":
        if previous is None:
            raise UsageError("there was no case before.", *_other(session))
        return previous
    if word is not None:
        return resolve_case(session.store, word)
    return session.ask_case()
