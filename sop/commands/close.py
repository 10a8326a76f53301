"""`sop close`: close the case, where the workflow leaves its closing to a person."""

from __future__ import annotations

from sop.commands.context import CommandContext
from sop.commands.output import CommandResult
from sop.commands.program import new_app, verb_command
from sop.commands.submit import act, write_with_reason
from sop.grammar import Words
from sop.model.commands import Close

app = new_app()


@verb_command(app, "close")
def close(session: CommandContext, words: Words) -> CommandResult:
    """Close the case, where the workflow leaves its closing to a person.

    Example: sop close --why "all help given"
    """
    file = session.file()
    closing = file.definition.closing
    needed = closing is not None and closing.reason_required
    may = closing.by if closing is not None else ()
    command = Close(act(session, file.definition, may=may))
    return write_with_reason(session, file, command, words.one("why"), needed)
