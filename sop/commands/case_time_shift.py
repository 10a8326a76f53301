"""`sop case time --shift`: correct the times of several events that a wrong clock recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sop.casework.case_service import LoadedCase, WriteResult
from sop.casework.parse_shift import ACCEPTED, parse_shift
from sop.casework.visibility import filter_dues, filter_events
from sop.commands.context import CommandContext
from sop.commands.inputs import ask_reason
from sop.commands.output import CommandResult
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
from sop.engine.command_builder import parse_event_number
from sop.engine.decide.time_shift import ShiftPlan, plan_shift
from sop.engine.decision_context import Situation
from sop.engine.private_rules import find_private_rules
from sop.grammar import Words
from sop.model.commands import ShiftTimes
from sop.model.refusal import Refusal, UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.views.labels import Wording
from sop.views.shift_preview import ShiftView, shift_screen
from sop.views.terminal.blocks import Blocks
from sop.views.write_result import due_lines

GIVEN = "A time that was counted from the wrong clock, such as 10 minutes ago, is wrong too."
"""Why a time that a person gave may have to move."""

OPTIONS = ("shift", "since", "until")


def shift_times(session: CommandContext, file: LoadedCase, words: Words) -> CommandResult:
    """Show each event with its old and new time, ask once, and write one correction for all."""
    command = _read_command(session, file, words)
    at = Situation(file.definition, file.case, session.now, as_=command.act.as_)
    screen: Blocks = ()
    plan = ShiftPlan((), ())
    trial = trial_of(session, file, command)
    if isinstance(trial, Refusal) and session.may_ask:
        command, trial = _offer_given_times(session, file, command, trial)
    if isinstance(trial, Refusal) and session.may_ask:
        return refusal_answer(session, file, trial)
    if not isinstance(trial, Refusal):
        plan = plan_shift(at, file.history, command)
        screen = _screen(session, file, plan, command.act.as_, words.one("why"))
    is_asked = session.may_ask and bool(plan.moved)
    if is_asked:
        session.talk.show((*screen, *preview_due_lines(session, trial, command.act.as_)))
        _show_warnings(session, trial)
    reason = ask_reason(session, words.one("why"), needed=bool(plan.moved))
    if plan.moved and not confirm_write(session, "Write this correction?"):
        return nothing_written()
    signed = with_reason(command, reason)
    result = write_result(session, file, [signed])
    answer = result_answer(session, file, result, [signed], _plan_json(plan))
    if is_asked and isinstance(trial, WriteResult):
        # They were shown before the question.
        later = tuple(one for one in answer.warnings if one not in trial.warnings)
        return replace(answer, warnings=later)
    if is_asked or answer.code:
        return answer
    if not plan.moved and not plan.kept:
        return replace(answer, blocks=lambda: screen)
    return replace(answer, blocks=lambda: (*answer.blocks(), *screen))


def _offer_given_times(
    session: CommandContext, file: LoadedCase, command: ShiftTimes, refused: Refusal
) -> tuple[ShiftTimes, WriteResult | Refusal]:
    """Offer to move the times that were given too, where only they are in the way."""
    wider = replace(command, with_given=True)
    trial = trial_of(session, file, wider)
    if "event_depended_on" not in refused.codes or isinstance(trial, Refusal):
        return command, refused
    at = Situation(file.definition, file.case, session.now, as_=command.act.as_)
    given = plan_shift(at, file.history, command).kept_because("time_given")
    numbers = ", ".join(str(event.id) for event in given)
    session.talk.say(f"Events whose time was given when they were entered: {numbers}. {GIVEN}")
    if session.prompt.confirm("Move them too?"):
        return wider, trial
    return command, refused


def _show_warnings(session: CommandContext, trial: WriteResult | Refusal) -> None:
    """Show before the question what the times would do to the order."""
    if isinstance(trial, WriteResult):
        for warning in trial.warnings:
            session.talk.say(warning)


def preview_due_lines(session: CommandContext, trial: WriteResult | Refusal, viewer: str) -> Blocks:
    """Return the due times that a correction changes, as far as the viewer may see them."""
    if isinstance(trial, Refusal):
        return ()
    definition = trial.after.definition
    private = find_private_rules(definition, viewer)
    events = [replace(one, dues=filter_dues(one.dues, private)) for one in trial.events]
    shown = trial.after.mask(trial.after.checklist, viewer)
    return tuple(due_lines(Wording(definition, session.now), events, set(), shown))


def _read_command(session: CommandContext, file: LoadedCase, words: Words) -> ShiftTimes:
    """Return the command of the words. Raise UsageError where one is missing or too many."""
    if words.rest or words.has("at"):
        raise UsageError(
            "--shift moves several events, EVENT and --at one.",
            "Name the first event with --since and the last with --until, or leave --shift out.",
        )
    since, until = words.one("since"), words.one("until")
    if since is None:
        timeline = Suggestion("case timeline", case=file.id)
        raise UsageError("--shift needs --since and the first event.", "To see them", timeline)
    first = parse_event_number(since)
    last = None if until is None else parse_event_number(until)
    by = _read_shift(session, words.one("shift"))
    return ShiftTimes(act(session, file.definition), by, first, last)


def _read_shift(session: CommandContext, text: str | None) -> timedelta:
    """Return the shift as it was given, or ask for it."""
    if text is not None:
        return parse_shift(text)
    if not session.may_ask:
        raise UsageError("No shift given.", f"Add --shift. {ACCEPTED}")
    question = "How much later (+2h) or earlier (-45min) did they happen than the clock showed?"
    return session.prompt.required_value(question, parse_shift)


def _screen(
    session: CommandContext, file: LoadedCase, plan: ShiftPlan, viewer: str, why: str | None
) -> Blocks:
    seen = {one.event.id: one for one in filter_events(file.definition, file.history, viewer)}
    view = ShiftView(plan, seen, file.case.times, why)
    return shift_screen(Wording(file.definition, session.now), view)


def _plan_json(plan: ShiftPlan) -> Mapping[str, object]:
    moved = [
        {"event": event.id, "was": event.at.isoformat(), "is": to.isoformat()}
        for event, to in plan.moved
    ]
    kept = [{"event": event.id, "why": why} for event, why in plan.kept]
    return {"moved": moved, "kept": kept}
