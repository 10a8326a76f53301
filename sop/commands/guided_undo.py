"""Which event `u` undoes in the guided way: the last one that the person here recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sop.casework.visibility import filter_events
from sop.commands.context import CommandContext
from sop.commands.guided_visit import GuidedVisit, TurnState, interrupts_heard_again
from sop.engine.decide.corrections import find_undoers
from sop.engine.decision_context import Situation
from sop.grammar import Words
from sop.model.events import (
    ActionDone,
    CaseOpened,
    Event,
    EventUndone,
    FactsRecorded,
    InterruptRaised,
)
from sop.model.person_name import is_same_person
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.views import date_text
from sop.views.case_name import case_name
from sop.views.terminal.blocks import Blocks, line

UNDONE_WITHIN = timedelta(hours=1)
"""What is older is not what a person means by "the last thing"; it is undone by its number."""

REPORTED_WITHIN = timedelta(hours=12)
"""A shift: later, another person is on duty there."""


def find_undoable_event(state: TurnState, written: Sequence[int]) -> Event:
    """Return the last event that the person here recorded, for whichever stakeholder.

    `written` are the events of this visit; of earlier visits those of the last hour count. Raise
    UsageError where there is none, or where this person may not undo it.
    """
    session, case = state.session, state.file.case
    found = [
        event
        for event in state.file.history
        if not isinstance(event.body, CaseOpened | EventUndone) and event.id not in case.undone
    ]
    mine = [one for one in found if one.id in written or _was_recorded_here(state, session, one)]
    recent = [one for one in mine if one.id in written or _age(session, one) <= UNDONE_WITHIN]
    if not recent:
        raise UsageError(*_explain_nothing(state, found, mine))
    last = recent[-1]
    undoers = find_undoers(Situation(state.definition, case, session.now), last)
    if state.viewer not in undoers:
        names = state.wording.stakeholder_names(undoers)
        raise UsageError(
            f"Event {last.id} is the last that you recorded. Only {names} may undo it.",
            f"Ask {names}. To see the history",
            Suggestion("case timeline"),
        )
    return last


def find_last_reporter(state: TurnState, as_: str) -> str | None:
    """Return who reported last for the stakeholder to the user's own agency; None for no one.

    It is of the same shift, also where another terminal or name recorded it.
    """
    session = state.session
    for event in reversed(_list_seen(state, state.file.history)):
        is_fresh = event.as_ == as_ and _age(session, event) <= REPORTED_WITHIN
        if is_fresh and event.reported_by and event.home == state.viewer:
            return event.reported_by
    return None


def describe_target(state: TurnState, event: Event, written: Sequence[int] = ()) -> str:
    """Return when the event was recorded, and what others recorded after it and still counts."""
    ago = date_text.length(_age(state.session, event))
    text = f"The last that you recorded is event {event.id}, {ago} ago."
    later = [one for one in _list_seen(state, _list_of_others(state, written)) if one.id > event.id]
    if not later:
        return text
    return f"{text} It is not the last one in the case: {_signed(state, later[-1])}."


def _list_of_others(state: TurnState, written: Sequence[int]) -> list[Event]:
    """Return the events that count and that the person here did not record."""
    return [
        one
        for one in state.file.history
        if one.id not in state.file.case.undone
        and one.id not in written
        and not _was_recorded_here(state, state.session, one)
    ]


def find_same_answer(state: TurnState, event: Event) -> Event | None:
    """Return the event that the same answer wrote before this one; None if there is none.

    A danger that is answered with yes is recorded as the answer, and as the interrupt that states
    it: the same value, by the same person at the same moment.
    """
    if not isinstance(event.body, InterruptRaised) or event.id < 2:
        return None
    before = state.file.history[event.id - 2]
    is_one_write = (before.recorded, before.as_, before.by) == (
        event.recorded,
        event.as_,
        event.by,
    )
    if not is_one_write or not isinstance(before.body, ActionDone | FactsRecorded):
        return None
    says_it = event.body.facts.items() & before.body.facts.items()
    return before if says_it and before.id not in state.file.case.undone else None


def undo_last(visit: GuidedVisit, state: TurnState) -> Blocks | None:
    """Undo the last thing that this person recorded; all of it, where one answer wrote two events.

    Each event is shown and confirmed. Return what was undone; None for nothing.
    """
    target = find_undoable_event(state, visit.written)
    first = find_same_answer(state, target)
    case = case_name(state.file.id, state.file.case.label)
    visit.screen.say(f"Case {case}. {describe_target(state, target, visit.written)}")
    if first is not None:
        visit.screen.say(
            f"The same answer also wrote event {first.id}. Both are undone: first event "
            f"{target.id}, then event {first.id}."
        )
    news = _undo_one(visit, target.id, {})
    if news is None or first is None:
        return news
    visit.screen.show(news)
    reason = {"why": (visit.prompt.last_reason,)}
    rest = _undo_one(visit, first.id, reason)
    if rest is None:
        rest = (line(f"Event {first.id}, of the same answer, is still valid. To undo it: u"),)
    return (*news, *rest)


def _undo_one(
    visit: GuidedVisit, number: int, options: Mapping[str, tuple[str, ...]]
) -> Blocks | None:
    from sop.commands.undo import undo  # late: start-up; few turns undo

    with interrupts_heard_again():
        answer = undo(visit.context(), Words("undo", (str(number),), options))
    if not answer.changed:
        visit.screen.show(answer.blocks())
        visit.prompt.ask_line("Enter to go on:")
        return None
    visit.written.append(answer.version or 0)
    return (line(f"Undone: event {number} (event {answer.version})."),)


def _was_recorded_here(state: TurnState, session: CommandContext, event: Event) -> bool:
    """Whether the event was written at the desk of this person, by this person.

    Without a name it is the same user of the operating system who gave no name.
    """
    home = event.home or event.as_  # an event of an earlier version has no home
    if home != state.viewer:
        return False
    if session.by is None:
        return event.by is None and event.os_user in (None, session.user)
    return is_same_person(event.by, session.by)


def _age(session: CommandContext, event: Event) -> timedelta:
    return max(timedelta(0), session.now - event.recorded)


def _list_seen(state: TurnState, events: Sequence[Event]) -> list[Event]:
    seen = filter_events(state.definition, events, state.viewer)
    return [one.event for one in seen if not isinstance(one.event.body, CaseOpened | EventUndone)]


def _explain_nothing(
    state: TurnState, found: Sequence[Event], mine: Sequence[Event]
) -> tuple[str, str, Suggestion]:
    """Return why nothing is undone: whose the newest event is, or how old the person's own."""
    texts = ["You recorded nothing in the last hour that can be undone."]
    if mine:
        ago = date_text.length(_age(state.session, mine[-1]))
        texts.append(f"Your last event is event {mine[-1].id}, {ago} ago.")
    newest = _list_seen(state, found)
    if newest and newest[-1] not in mine:
        texts.append(f"The newest one is not yours: {_signed(state, newest[-1])}.")
    if not mine:
        return " ".join(texts), "To see the history", Suggestion("case timeline")
    return " ".join(texts), "To undo it anyway", Suggestion("undo", str(mine[-1].id))


def _signed(state: TurnState, event: Event) -> str:
    """Return `event 42 (SHELTER) was recorded 3 min ago`."""
    ago = date_text.length(_age(state.session, event))
    return f"event {event.id} ({state.wording.signature(event)}) was recorded {ago} ago"
