"""`sop case time` at a terminal: which event it is about, and when that event happened."""

from __future__ import annotations

from datetime import datetime, timedelta

from sop.casework.case_service import LoadedCase
from sop.casework.parse_shift import parse_shift
from sop.casework.parse_time import clock_of_name, parse_time
from sop.casework.visibility import filter_events
from sop.commands.context import CommandContext
from sop.engine.command_builder import parse_event_number
from sop.engine.deadlines import zone_of
from sop.engine.decide.corrections import find_undoers
from sop.engine.decide.request import OPENING
from sop.engine.decision_context import Situation
from sop.model.events import Event, EventUndone, TimeCorrected
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.views.event_text import happened_text, sentence
from sop.views.labels import Wording
from sop.views.terminal.blocks import Line, line

MOST_EVENTS = 9
"""Events that the question lists: they fit one screen with it. The timeline has all."""
TIMES = "Write a time such as 23:10, yesterday 23:10, 30 Nov 23:10 or 20 minutes ago."
SEVERAL = "If the clock was wrong for several events, type quit, then"


def ask_event(session: CommandContext, file: LoadedCase) -> int:
    """Return the number of the event. It is not asked where only one can be corrected."""
    events = _list_correctable(session, file)
    if len(events) <= 1:
        return events[0].id if events else OPENING
    session.talk.show(
        [_event_line(session, file, one) for one in (events[0], *events[1:][-MOST_EVENTS:])]
    )
    numbers = {event.id for event in events}

    def read(text: str) -> int:
        _refuse_shift(text, OPENING, file)
        number = parse_event_number(text)
        if number not in numbers:
            timeline = Suggestion("case timeline", case=file.id)
            raise UsageError(
                f"You can correct no event {number}.", "To see all, type quit, then", timeline
            )
        return number

    found = session.prompt.value(
        "Which event happened at another time? Its number (Enter: 1, the opening):",
        read,
        help=("Type the number of the event.", *_help(session, file, OPENING)),
    )
    return OPENING if found is None else found


def ask_time(session: CommandContext, file: LoadedCase, number: int) -> datetime:
    """Show the event with its present time, and return when it happened."""
    seen = filter_events(file.definition, file.history, session.viewer(file.definition))
    for one in seen:
        if one.event.id == number:
            session.talk.show([_event_line(session, file, one.event)])
    zone = zone_of(file.definition.timezone)

    def read(text: str) -> datetime:
        _refuse_shift(text, number, file)
        try:
            found = parse_time(clock_of_name(text), session.now, zone)
        except UsageError as wrong:
            raise UsageError(
                wrong.message, f"{wrong.remedy} {SEVERAL}", _shift("+3h", number, file)
            ) from wrong
        if found > session.now:
            raise _refuse_future(session, file, found)
        return found

    return session.prompt.required_value(
        f"When did event {number} happen?", read, help=(TIMES, *_help(session, file, number))
    )


def _list_correctable(session: CommandContext, file: LoadedCase) -> list[Event]:
    """Return the events that count and whose time the user may correct, the opening first."""
    viewer = session.viewer(file.definition)
    at = Situation(file.definition, file.case, session.now)
    seen = filter_events(file.definition, file.history, viewer)
    return [
        one.event
        for one in seen
        if one.event.id not in file.case.undone
        and not isinstance(one.event.body, TimeCorrected | EventUndone)
        and (viewer is None or viewer in find_undoers(at, one.event))
    ]


def _event_line(session: CommandContext, file: LoadedCase, event: Event) -> Line:
    wording = Wording(file.definition, session.now)
    when = happened_text(wording, event, file.case)
    return line(f"Event {event.id}:  {when}  ", sentence(wording, event), hang=10)


def _help(session: CommandContext, file: LoadedCase, number: int) -> tuple[str, ...]:
    command = session.command_line(_shift("+3h", number, file))
    return (f"{SEVERAL}: {command}",)


def _shift(length: str, number: int, file: LoadedCase) -> Suggestion:
    options = (("shift", length), ("since", str(number)))
    return Suggestion("case time", options=options, case=file.id)


def _refuse_shift(text: str, number: int, file: LoadedCase) -> None:
    """Raise UsageError for `+3h`: it moves several events, which is another way."""
    if not text.strip().startswith("+"):
        return
    parse_shift(text)
    raise UsageError(
        f"'{text}' moves several events by the same length.",
        f"To do that from event {number} on, type quit, then",
        _shift(text.strip().replace(" ", ""), number, file),
    )


def _refuse_future(session: CommandContext, file: LoadedCase, found: datetime) -> UsageError:
    wording = Wording(file.definition, session.now)
    message = f"{wording.moment(found)} is in the future; it is {wording.moment(session.now)} now."
    earlier = found - timedelta(days=1)
    remedy = "Give an earlier time."
    if earlier <= session.now:
        zone = zone_of(file.definition.timezone)
        remedy += f" For the day before, write yesterday {earlier.astimezone(zone):%H:%M}."
    return UsageError(message, remedy)
