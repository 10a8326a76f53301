"""`sop waive`: leave an action undone, only where the definition allows it and by whom it allows."""

from __future__ import annotations

from typing import Annotated

import typer

from sop.casework.case_service import LoadedCase
from sop.commands.context import CommandContext
from sop.commands.options import At, Why
from sop.commands.output import CommandResult
from sop.commands.program import command, new_app
from sop.commands.submit import act, write_with_reason
from sop.engine.resolve_names import resolve_action
from sop.model.commands import Waive
from sop.model.definition import Action
from sop.model.refusal import UsageError

app = new_app()


@command(app, "waive", case=True, writes=True)
def waive(
    session: CommandContext,
    action: Annotated[
        str | None, typer.Argument(metavar="ACTION", help="Code, name or unique part.")
    ] = None,
    at: At = None,
    why: Why = None,
) -> CommandResult:
    """Waive an action, where the workflow allows it and by whom it allows; a reason is required.

    Example: sop waive P1.2 --why "the person declined"
    """
    file = session.file()
    chosen = _choose_action(session, file, action)
    request = act(session, file.definition, at)
    return write_with_reason(session, file, Waive(request, chosen.path), why, needed=True, at=at)


def _choose_action(session: CommandContext, file: LoadedCase, word: str | None) -> Action:
    if word is not None:
        return resolve_action(file.definition, file.case, word)
    lines = session.service.checklist(file).actions()
    waivable = [
        line for line in lines if line.waivable_by and line.state in ("open", "waiting", "gated")
    ]
    choices = {line.code: line.title for line in waivable}
    if session.may_ask and choices:
        return resolve_action(
            file.definition, file.case, session.prompt.choice("Which action?", choices)
        )
    raise UsageError(
        "it is not said which action.", f"may be waived now: {', '.join(choices) or 'none'}"
    )
