"""`sop case time`: correct when an event happened, such as an opening that was recorded late."""

from __future__ import annotations

from sop.casework.case_service import LoadedCase, WriteResult
from sop.casework.visibility import filter_events
from sop.commands.case import app
from sop.commands.case_time_shift import OPTIONS, preview_due_lines, shift_times
from sop.commands.context import CommandContext
from sop.commands.event_question import ask_event, ask_time
from sop.commands.inputs import ask_reason, read_event_time
from sop.commands.output import CommandResult
from sop.commands.program import verb_command
from sop.commands.submit import (
    act,
    confirm_write,
    nothing_written,
    refusal_answer,
    trial_of,
    with_reason,
    write,
    write_with_reason,
)
from sop.engine.command_builder import parse_event_number
from sop.engine.decide.request import OPENING
from sop.grammar import Words
from sop.model.commands import CorrectTime
from sop.model.refusal import Refusal, UsageError
from sop.model.value import replace
from sop.views.labels import Wording
from sop.views.shift_preview import time_screen
from sop.views.terminal.blocks import Blocks


@verb_command(app, "time", group="case")
def time(session: CommandContext, words: Words) -> CommandResult:
    """Correct when an event happened, by a new event with a reason; the history keeps both times.

    It makes room for what happened before the case was opened or before a step began, and corrects
    the times of a wrong clock. Due times that count from the event are counted again.

    With --shift it corrects all events from --since to --until together, as after a night with a
    wrong clock: your own ones, as far as the clock gave their time. They are shown first, and one
    undo takes all of it back.

    Example: sop case time 1 --at "yesterday 22:00" --why "entered in the morning"

    Example: sop case time --shift +2h --since 3 --why "the clock was two hours behind"
    """
    file = session.file()
    if any(map(words.has, OPTIONS)):
        return shift_times(session, file, words)
    word = words.word(0)
    to = read_event_time(session, file.definition, words.one("at"))
    if to is None and not session.may_ask:
        raise UsageError("No time given.", "Add --at TIME: when the event happened.")
    number = OPENING if word is None else parse_event_number(word)
    if word is None and to is None:
        number = ask_event(session, file)
    if to is None:
        to = ask_time(session, file, number)
    command = CorrectTime(act(session, file.definition), number, to)
    return _correct(session, file, command, words.one("why"))


def _correct(
    session: CommandContext, file: LoadedCase, command: CorrectTime, why: str | None
) -> CommandResult:
    """Show what the new time changes, ask once at a terminal, and write the correction."""
    if not session.may_ask:
        return write_with_reason(session, file, command, why, needed=True)
    trial = trial_of(session, file, command)
    if isinstance(trial, Refusal):
        return refusal_answer(session, file, trial)
    if not trial.changed:
        return write_with_reason(session, file, command, why, needed=False)
    session.talk.show(_preview(session, trial, command))
    for warning in trial.warnings:
        session.talk.say(warning)
    reason = ask_reason(session, why, needed=True)
    if not confirm_write(session, "Write this correction?"):
        return nothing_written()
    answer = write(session, file, [with_reason(command, reason)])
    # Those of the order of times were shown before the question.
    return replace(
        answer, warnings=tuple(one for one in answer.warnings if one not in trial.warnings)
    )


def _preview(session: CommandContext, trial: WriteResult, command: CorrectTime) -> Blocks:
    file, viewer = trial.before, command.act.as_
    seen = {one.event.id: one for one in filter_events(file.definition, file.history, viewer)}
    event = seen[command.event].event
    return time_screen(
        Wording(file.definition, session.now),
        event,
        was=file.case.times.get(event.id, event.at),
        to=command.to,
        due_lines=preview_due_lines(session, trial, viewer),
    )
