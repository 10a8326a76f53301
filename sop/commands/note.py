"""`sop note`: a note on the case, from stdin or a question, never from an argument."""

from __future__ import annotations

from collections.abc import Sequence

from sop.commands.context import CommandContext
from sop.commands.inputs import read_text
from sop.commands.options import refuse_excepts
from sop.commands.output import CommandResult
from sop.commands.program import new_app, verb_command
from sop.commands.submit import act, write
from sop.engine.resolve_names import resolve_stakeholder
from sop.grammar import Words
from sop.model.commands import WriteNote
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion

app = new_app()


@verb_command(app, "note")
def note(session: CommandContext, words: Words) -> CommandResult:
    """Write a note for those named with --for; without it, for everyone on the case.

    Example: echo "called twice, no answer" | sop note - -c 7K3
    """
    if words.has("incident"):
        from sop.commands.incident_records import note_in_incident  # late: start-up

        incident = (("incident", words.one("incident") or ""),)
        return note_in_incident(
            session,
            words,
            lambda named: _text(session, words.word(0), (*_readers(named), *incident), None),
        )
    refuse_excepts(words)
    file = session.file()
    named = tuple(
        dict.fromkeys(resolve_stakeholder(file.definition, word) for word in words.every("for"))
    )
    request = act(session, file.definition)
    text = _text(session, words.word(0), _readers(named), file.id)
    return write(session, file, [WriteNote(request, text, named)])


def _readers(named: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple(("for", one) for one in named)


def _text(
    session: CommandContext,
    source: str | None,
    readers: tuple[tuple[str, str], ...],
    case: str | None,
) -> str:
    piped = session.command_line(Suggestion("note", "-", options=readers), case)
    from_stdin = f"The command {piped} reads it from stdin: a pipe or a file."
    asked = Suggestion("note", options=readers, case=case)
    if source not in (None, "-"):
        raise UsageError(
            "A note cannot be an argument: the history of the shell would keep it.",
            f"{from_stdin} To be asked for it",
            asked,
        )
    if source is None and not session.may_ask:
        raise UsageError("No note given.", f"{from_stdin} At a terminal", asked)
    if source is None:
        return session.prompt.required("Note:")
    text = read_text("-", "The note")
    if not text:
        raise UsageError("The note is empty.", "Give its text on stdin.")
    return text
