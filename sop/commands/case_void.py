"""`sop case void`: a case that was opened by mistake no longer counts; its history is kept."""

from __future__ import annotations

from sop.casework.case_lookup import resolve_case
from sop.casework.case_service import LoadedCase
from sop.commands.case import app, case_argument
from sop.commands.context import CommandContext
from sop.commands.inputs import ask_reason
from sop.commands.output import CommandResult
from sop.commands.program import verb_command
from sop.commands.submit import (
    act,
    confirm_write,
    nothing_written,
    refusal_answer,
    result_answer,
    trial_of,
    with_reason,
    write_result,
)
from sop.grammar import Words
from sop.model.commands import ConsentToVoid, MakeVoid
from sop.model.refusal import Refusal, UsageError
from sop.model.suggestion import Suggestion


@verb_command(app, "void", group="case")
def void(session: CommandContext, words: Words) -> CommandResult:
    """Make a case void that was opened by mistake: it leaves all lists, and its history is kept.

    Who opened it may do this, and the lead of the first track; not while the case is in danger.
    Others who recorded something in it agree first, each with --consent. Undo it like any event.

    Example: sop case void 7K3 --why "opened twice" --duplicate-of 8QX
    """
    file = session.file(case_argument(session, words.word(0)))
    request = act(session, file.definition)
    if words.has("consent"):
        return _consent(session, file, words)
    duplicate_of = _find_duplicate(session, file, words.one("duplicate-of"))
    command = MakeVoid(request, duplicate_of)
    if session.may_ask:
        trial = trial_of(session, file, command)
        if isinstance(trial, Refusal):
            return refusal_answer(session, file, trial)
    reason = ask_reason(session, words.one("why"), needed=True)
    if not confirm_write(session, f"Make case {file.id} void?"):
        return nothing_written()
    signed = with_reason(command, reason)
    result = write_result(session, file, [signed])
    if isinstance(result, Refusal):
        return refusal_answer(session, file, result)
    return result_answer(session, file, result, [signed], {"status": result.after.case.status})


def _consent(session: CommandContext, file: LoadedCase, words: Words) -> CommandResult:
    """Record that the stakeholder agrees; who opened the case makes it void afterwards."""
    if words.has("duplicate-of"):
        raise UsageError(
            "--consent and --duplicate-of cannot be combined.",
            "The stakeholder that makes the case void names the other case.",
        )
    reason = ask_reason(session, words.one("why"), needed=False)
    command = ConsentToVoid(act(session, file.definition, None, reason))
    result = write_result(session, file, [command])
    if isinstance(result, Refusal):
        return refusal_answer(session, file, result)
    return result_answer(session, file, result, [command], {"status": result.after.case.status})


def _find_duplicate(session: CommandContext, file: LoadedCase, word: str | None) -> str | None:
    """Return the ID of the case that counts. Raise UsageError for one that is void itself."""
    if word is None:
        return None
    other = session.service.load(resolve_case(session.store, word))
    if other.id != file.id and other.case.voided is not None:
        raise UsageError(
            f"Case {other.id} is void itself.",
            "Name the case that counts. To list the cases",
            Suggestion("case list"),
        )
    return other.id
