"""`sop note`: a note on the case, from stdin or a question, never from an argument."""

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
    """Write a note for those named with --for; without it, for everyone on the case.

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
            "A note cannot be an argument: the history of the shell would keep it.",
            "Write - instead, and give the text on stdin.",
        )
    if source is None and not session.may_ask:
        raise UsageError("No note given.", "Write - and give the text on stdin.")
    if source is None:
        return session.prompt.required("Note:")
    text = read_text("-", "The note")
    if not text:
        raise UsageError("The note is empty.", "Give its text on stdin.")
    return text
