"""What a refusal's screen adds: the ways that only the command line knows.

In a pipe no one can be asked: there a suggestion to type the same command again would lead in a
circle, so the reason names the option that is missing. What another stakeholder did can be recorded
by a person whom it was reported to.
"""

from __future__ import annotations

from collections.abc import Iterable

from sop.casework.loaded_case import LoadedCase
from sop.commands.context import CommandContext
from sop.engine.fact_values import describe_input
from sop.engine.resolve_names import resolve_action
from sop.grammar import Verb, find_verb
from sop.model.definition import Definition
from sop.model.refusal import Reason, Refusal
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.views.remedy import join_with_or
from sop.views.terminal.blocks import BLANK, Blocks, line

EARLY = ("track_waiting", "step_not_current", "track_ended")
"""Why an action cannot be recorded yet, or no more, although it may have happened."""
NOT_NOW = (
    *EARLY,
    "not_needed",
    "already_done",
    "not_waivable",
    "case_closed",
    "case_void",
)
"""Why nothing can be recorded now, for whichever stakeholder."""
REPORTED = ("do", "waive", "advance", "raise", "set", "close")
"""What a stakeholder may have done or decided, and then reported to another by telephone."""
KEPT = ("note", "why", "at")
"""The words of the user that are as true in another case of the same person."""


def name_missing_options(
    session: CommandContext, definition: Definition, refusal: Refusal
) -> Refusal:
    """Return the refusal with the option to add, where the user cannot be asked.

    The suggestions stay: at a terminal they ask.
    """
    verb = find_verb(session.command)
    if session.may_ask or verb is None:
        return refusal
    named = tuple(_name_option(verb, definition, reason) for reason in refusal.reasons)
    return replace(refusal, reasons=named)


def lead_to_counting_case(session: CommandContext, file: LoadedCase, refusal: Refusal) -> Refusal:
    """Return the refusal with the same command in the case that counts, in place of the undo.

    Only the values are left out, which the command asks for: they are the user's to give again.
    """
    voided = file.case.voided
    if voided is None or voided.duplicate_of is None or "case_void" not in refusal.codes:
        return refusal
    again = _same_command(session, voided.duplicate_of)
    if again is None:
        return refusal
    remedy = (
        "Record it in the case that counts. Only if this case counts after all, undo event "
        f"{voided.event}."
    )
    reasons = [
        replace(one, suggest=again, who=(), remedy=remedy) if one.code == "case_void" else one
        for one in refusal.reasons
    ]
    return replace(refusal, reasons=tuple(reasons))


def _same_command(session: CommandContext, case: str) -> Suggestion | None:
    """Return the command that was typed, about another case; None if it cannot be repeated."""
    if session.command not in REPORTED or session.words is None:
        return None
    rest = session.words.rest
    options = tuple((name, text) for name in KEPT for text in session.words.every(name))
    if session.command == "set":
        names = tuple(word.partition("=")[0] for word in rest)
        return Suggestion("set", asks=names, options=options, case=case)
    return Suggestion(" ".join((session.command, *rest)), options=options, case=case)


def name_consent(session: CommandContext, file: LoadedCase, refusal: Refusal) -> Refusal:
    """Return the refusal with how a stakeholder agrees: no line may act in its name."""
    reasons = [_with_consent(session, file, reason) for reason in refusal.reasons]
    return replace(refusal, reasons=tuple(reasons))


def _with_consent(session: CommandContext, file: LoadedCase, reason: Reason) -> Reason:
    found = reason.suggest
    if reason.code != "consent_missing" or found is None or found.yours:
        return reason
    consent = Suggestion("case void", words=(file.id, "--consent"))
    short = join_with_or([file.definition.stakeholders[one].short for one in reason.who])
    text = (
        f"{short} agrees at its own computer: {session.command_line(consent)}. If it agreed by "
        f"telephone, add --as and the name {short}, and --reported-by with the function of who "
        "agreed."
    )
    return replace(reason, remedy=text)


def leave_out_circles(session: CommandContext, definition: Definition, refusal: Refusal) -> Refusal:
    """Return the refusal without suggestions to type the same command again in a pipe."""
    if session.may_ask:
        return refusal
    reasons = [_leave_out_circle(session.command, definition, one) for one in refusal.reasons]
    return replace(refusal, reasons=tuple(reasons))


def _leave_out_circle(verb: str, definition: Definition, reason: Reason) -> Reason:
    """Return the reason without a suggestion to repeat the command, where a remedy leads on."""
    if reason.remedy and _repeats(verb, definition, reason):
        return replace(reason, suggest=None)
    return reason


def _name_option(verb: Verb, definition: Definition, reason: Reason) -> Reason:
    """Return the reason with the option that answers it; unchanged if the command has none."""
    options = {option.name for option in verb.options}
    if reason.code == "reason_missing" and "why" in options:
        return replace(
            reason, remedy="Add --why TEXT, or --why - to read the reason from a pipe or a file."
        )
    if not _repeats(verb.name, definition, reason):
        return reason
    if reason.code == "evidence_missing" and "form" in options:
        return replace(reason, remedy="Add --form FILE, the evidence as JSON.")
    if reason.code == "fact_unknown" and reason.fact is not None and "set" in options:
        return replace(reason, remedy=_say_how_to_set(definition, reason.fact))
    return reason


def _repeats(verb: str, definition: Definition, reason: Reason) -> bool:
    """Whether the suggestion is the command that was refused.

    `reason.at` is the path of what the command is about.
    """
    found = reason.suggest
    if found is None or found.verb != verb or not found.yours:
        return False
    if found.target is None or found.target == reason.at:
        return True
    return verb in ("do", "waive") and _path_of(definition, found.target) == reason.at


def _path_of(definition: Definition, action: str) -> str:
    return resolve_action(definition, None, action).path


def _say_how_to_set(definition: Definition, name: str) -> str:
    fact = definition.facts[name]
    # Without a value and without |, so that a shell which gets the text as it is records nothing.
    answers = join_with_or(describe_input(fact).split("|"))
    if fact.sensitive:  # the shell's history would keep the value
        return f"Add --set-from FILE. The file has a line {name}= with the answer: {answers}."
    return f"Add --set {name}= with the answer: {answers}."


def offer_note(refusal: Refusal) -> Blocks:
    """Return the command that writes a note, where a reason names a note and suggests another."""
    early = [one for one in refusal.reasons if one.code in EARLY and one.remedy is not None]
    if not early or any(one.suggest and one.suggest.verb == "note" for one in early):
        return ()
    return BLANK, line("To write a note now: ", Suggestion("note"), indent=1)


def offer_report(session: CommandContext, reasons: Iterable[Reason]) -> Blocks:
    """Return how the user records what another stakeholder did and reported, by telephone or so.

    It names no stakeholder, so that no line can be copied without a thought. Nothing where it
    would be refused for them too.
    """
    found = tuple(reasons)
    is_foreign = any(one.code == "not_yours" and one.who for one in found)
    is_possible = not any(one.code in NOT_NOW for one in found)
    if not is_foreign or not is_possible or session.command not in REPORTED:
        return ()
    text = (
        "If this was done and reported to you, for example by telephone, record it for them: add "
        "--as, with that stakeholder, and --reported-by, with the function of who reported it, "
        "such as 'duty officer'."
    )
    return BLANK, line(text, indent=1)
