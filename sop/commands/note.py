"""`sop note`: a text on the case, confidential to those named. It never comes from the command line's arguments."""

from __future__ import annotations

from sop.commands.context import CommandContext
from sop.commands.inputs import read_text
from sop.commands.output import CommandResult
from sop.commands.program import new_app, verb_command
from sop.commands.submit import act, write
from sop.engine.resolve_names import resolve_stakeholder
from sop.grammar import Words
from sop.model.commands import WriteNote
from sop.model.refusal import UsageError

app = new_app()


@verb_command(app, "note")
def note(session: CommandContext, words: Words) -> CommandResult:
    """Write a note; confidential to those named with --for, else for everyone on the case.

    Example: echo "called twice, no answer" | sop note - -c 7K3
    """
    file = session.file()
    named = tuple(
        dict.fromkeys(resolve_stakeholder(file.definition, word) for word in words.every("for"))
    )
    request = act(session, file.definition)
    return write(session, file, [WriteNote(request, _text(session, words.word(0)), named)])


def _text(session: CommandContext, source: str | None) -> str:
    if source not in (None, "-"):
        raise UsageError(
            "a note is not written on the command line, where the shell's history keeps it.",
            "write - in its place and give the text on stdin",
        )
    if source is None and not session.may_ask:
        raise UsageError("there is no note to write.", "write - and give the text on stdin")
    text = read_text("-", "the note") if source == "-" else session.prompt.required("Note:")
    if not text:
        raise UsageError("the note is empty.", "give its text on stdin")
    return text
