"""`sop case incident`: join a case to an incident, or take it out."""

from __future__ import annotations

from dataclasses import replace

from sop.casework.case_lookup import resolve_case
from sop.commands.case import app
from sop.commands.context import CommandContext
from sop.commands.incident_names import settle_spelling
from sop.commands.inputs import ask_reason, read_text
from sop.commands.output import CommandResult
from sop.commands.program import verb_command
from sop.commands.submit import act, refusal_answer, result_answer, write_result
from sop.grammar import Words
from sop.model.commands import ChangeIncident
from sop.model.refusal import Refusal, UsageError


@verb_command(app, "incident", group="case")
def incident(session: CommandContext, words: Words) -> CommandResult:
    """Join a case to an incident, or take it out with --leave; capital letters do not matter.

    Example: sop case incident 7K3 night-7
    """
    file = session.service.load(resolve_case(session.store, words.word(0) or ""))
    wanted, warnings = _read_incident(session, words)
    reason = ask_reason(session, words.one("why"), needed=False)
    command = ChangeIncident(act(session, file.definition, None, reason), wanted)
    result = write_result(session, file, [command])
    if isinstance(result, Refusal):
        return refusal_answer(session, file, result)
    data = {"incident": result.after.case.incident}
    answer = result_answer(session, file, result, [command], data)
    return replace(answer, warnings=(*warnings, *answer.warnings))


def _read_incident(session: CommandContext, words: Words) -> tuple[str | None, tuple[str, ...]]:
    """Return the incident as it was first spelled, and warnings; None to leave."""
    word = read_text(words.word(1), "The incident")
    if words.has("leave"):
        if word is not None:
            raise UsageError("An incident and --leave cannot be combined.", "Give one of them.")
        return None, ()
    missing = UsageError("No incident given.", "Write its ID after the case, or add --leave.")
    named = session.require_text(word, "Which incident?", missing)
    return settle_spelling(session.store.case_lines(), named)
