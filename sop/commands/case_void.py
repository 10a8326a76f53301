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
from sop.engine.private_rules import find_private_rules
from sop.grammar import Words
from sop.model.commands import ConsentToVoid, MakeVoid
from sop.model.events import ActionDone, Event
from sop.model.refusal import Refusal, UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.views.terminal import blocks


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
        if duplicate_of is None and file.case.voided is None and not session.given.yes:
            duplicate_of = _ask_duplicate(session, file)
            command = MakeVoid(request, duplicate_of)
    missing = _describe_missing(session, file, duplicate_of)
    if missing and session.may_ask:
        for text in missing:
            session.talk.say(*text)
    reason = ask_reason(session, words.one("why"), needed=True)
    if not confirm_write(session, f"Make case {file.id} void?"):
        return nothing_written()
    signed = with_reason(command, reason)
    result = write_result(session, file, [signed])
    if isinstance(result, Refusal):
        return refusal_answer(session, file, result)
    answer = result_answer(session, file, result, [signed], {"status": result.after.case.status})
    if missing and not session.may_ask:
        return replace(answer, warnings=(*answer.warnings, blocks.text_of(missing[0])))
    return answer


def _ask_duplicate(session: CommandContext, file: LoadedCase) -> str | None:
    """Return the case that counts, which the user names; None without one."""
    question = "Which case counts, if this one is a duplicate? (Enter: none)"

    def read(text: str) -> str:
        found = _find_duplicate(session, file, text) or ""
        if found == file.id:
            raise UsageError("This is the case that becomes void.", "Name the case that counts.")
        return found

    return session.prompt.value(question, read)


def _describe_missing(
    session: CommandContext, file: LoadedCase, duplicate_of: str | None
) -> tuple[blocks.Words, ...]:
    """Return what is recorded here and not in the case that counts, as far as the user sees it."""
    if duplicate_of is None or file.case.voided is not None:
        return ()
    there = _list_visible_work(session, session.service.load(duplicate_of))
    here: list[str] = []
    for path, event in _list_visible_work(session, file).items():
        if path not in there:
            by = file.definition.stakeholders[event.as_].short
            here.append(f"{file.definition.action(path).code} by {by}")
    if not here:
        return ()
    onward = Suggestion("next", case=duplicate_of)
    return (
        blocks.words(f"Recorded here and not in {duplicate_of}: {', '.join(here)}."),
        blocks.words("To record it there too: ", onward),
    )


def _list_visible_work(session: CommandContext, file: LoadedCase) -> dict[str, Event]:
    """Return the actions that were done and count, by path, as far as the user may see them."""
    private = find_private_rules(file.definition, session.viewer(file.definition))
    found: dict[str, Event] = {}
    for event in file.history:
        if not isinstance(event.body, ActionDone) or event.id in file.case.undone:
            continue
        if not private.hides(event.body.action):
            found[event.body.action] = event
    return found


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
