"""`sop case time`: correct when an event happened, such as an opening that was recorded late."""

from __future__ import annotations

from sop.casework.parse_time import parse_time
from sop.commands.case import app
from sop.commands.case_time_shift import OPTIONS, shift_times
from sop.commands.context import CommandContext
from sop.commands.inputs import read_event_time
from sop.commands.output import CommandResult
from sop.commands.program import verb_command
from sop.commands.submit import act, write_with_reason
from sop.engine.command_builder import parse_event_number
from sop.engine.deadlines import zone_of
from sop.engine.decide.request import OPENING
from sop.grammar import Words
from sop.model.commands import CorrectTime
from sop.model.refusal import UsageError


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
    number = OPENING if word is None else parse_event_number(word)
    to = read_event_time(session, file.definition, words.one("at"))
    if to is None:
        if not session.may_ask:
            raise UsageError("No time given.", "Add --at TIME: when the event happened.")
        zone = zone_of(file.definition.timezone)
        to = session.prompt.required_value(
            f"When did event {number} happen?", lambda text: parse_time(text, session.now, zone)
        )
    command = CorrectTime(act(session, file.definition), number, to)
    return write_with_reason(session, file, command, words.one("why"), needed=True)
