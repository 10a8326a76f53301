"""Decides `case time --shift`: a clock was wrong while several events were recorded.

One correcting event moves all of them by the same length, so that their order stays, and so that
one undo takes all of it back. Each event keeps its recorded time in the history.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from itertools import pairwise
from typing import Literal

from sop.engine import refusal_reasons as say
from sop.engine.decide.corrections import (
    Blocked,
    Judge,
    build_correction,
    check_history,
    event_depended_on,
    find_undoers,
    replay_corrected,
    require_event,
)
from sop.engine.decide.order_of_times import warn_of_order
from sop.engine.decide.request import Decision, Request
from sop.engine.decision_context import Situation
from sop.engine.suggestions import suggest_as_self
from sop.model.clock_faults import MOST_DRIFT
from sop.model.commands import ShiftTimes
from sop.model.events import Event, EventUndone, TimeCorrected
from sop.model.refusal import Reason, Refusal, UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace, value

WhyKept = Literal["not_yours", "time_given", "already_corrected"]


@value
class ShiftPlan:
    """Which events a shift moves, as (event, when it happened), and which stay, with the reason."""

    moved: tuple[tuple[Event, datetime], ...]
    kept: tuple[tuple[Event, WhyKept], ...]
    possible: Mapping[int, datetime] = field(default_factory=dict)
    """When a kept event happened if the wrong clock gave its time too, by its ID."""

    def kept_because(self, why: WhyKept) -> tuple[Event, ...]:
        """Return the events that stay for this reason."""
        return tuple(event for event, each in self.kept if each == why)


def plan_shift(at: Situation, history: Sequence[Event], command: ShiftTimes) -> ShiftPlan:
    """Return what the command moves: events that count, of this stakeholder, as the clock gave.

    A time that a person stated stays, and so does one that was corrected since: the wrong clock
    did not give it. It may have been computed from the wrong clock (`30 minutes ago`): `possible`
    has the time that it then has. Corrections of times have no time to correct.
    """
    moved: list[tuple[Event, datetime]] = []
    kept: list[tuple[Event, WhyKept]] = []
    for event in _list_between(at, history, command):
        why = _why_kept(at, event, command)
        if why is None:
            moved.append((event, _move(event, command)))
        else:
            kept.append((event, why))
    return ShiftPlan(tuple(moved), tuple(kept), _find_possible_times(at, kept, command))


def _find_possible_times(
    at: Situation, kept: Sequence[tuple[Event, WhyKept]], command: ShiftTimes
) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    for event, why in kept:
        if why == "not_yours":
            continue
        corrected = at.case.times.get(event.id)
        moved = _move(event, command)
        if corrected == moved:
            continue  # this shift is recorded for it already
        to = moved if corrected is None else corrected + command.by
        if to <= at.now:
            found[event.id] = to
    return found


def _list_between(at: Situation, history: Sequence[Event], command: ShiftTimes) -> Iterator[Event]:
    last = command.until or _find_last(history, command.since)
    if command.since > last:
        raise UsageError(
            f"Event {command.since} comes after event {last}.",
            "Name the first event and then the last one.",
        )
    for event in history:
        # A correction happened when it was written; no rule asks when.
        is_correction = isinstance(event.body, TimeCorrected | EventUndone)
        is_counted = event.id not in at.case.undone and not is_correction
        if command.since <= event.id <= last and is_counted:
            yield event


def _find_last(history: Sequence[Event], since: int) -> int:
    """Return the last event before the clock was set back, else the last of all.

    A clock that was set forward leaves no such mark: the hours may have passed.
    """
    for before, event in pairwise(history):
        if before.id >= since and before.recorded - event.recorded > MOST_DRIFT:
            return before.id
    return history[-1].id


def _why_kept(at: Situation, event: Event, command: ShiftTimes) -> WhyKept | None:
    if event.id in at.case.times:
        return "already_corrected"
    if command.act.as_ not in find_undoers(at, event):
        return "not_yours"
    if event.at != event.recorded and not command.with_given:
        return "time_given"
    return None


def _move(event: Event, command: ShiftTimes) -> datetime:
    """Return when the event happened. Raise UsageError outside the calendar."""
    try:
        return event.at + command.by
    except OverflowError as too_far:
        raise UsageError("The shift is too long.", "Give hours and minutes.") from too_far


def shift_times(request: Request, command: ShiftTimes, judge: Judge) -> Decision:
    """Correct when several events happened; `judge` decides each later event at its place."""
    check_history(request)
    for number in (command.since, command.until or command.since):
        require_event(request, number)
    plan = plan_shift(request.at, request.history, command)
    if not plan.moved:
        return _decide_nothing(request, command, plan)
    (first, to), *others = plan.moved
    also = tuple((event.id, when) for event, when in others)
    correction = TimeCorrected(first.id, to, also, shift=command.by)
    reasons = _find_future_times(request, plan)
    replayed = replay_corrected(request, correction, judge)
    if isinstance(replayed, Blocked):
        reasons += _explain_block(request, plan, replayed)
    if not request.act.why:
        reasons.append(say.reason_missing("", "A correction"))
    if reasons or isinstance(replayed, Blocked):
        return Refusal("Correct the times of several events", tuple(reasons))
    accepted = build_correction(request, correction, replayed)
    times = {event.id: when for event, when in plan.moved}
    return replace(accepted, warnings=warn_of_order(request.history, times))


def _decide_nothing(request: Request, command: ShiftTimes, plan: ShiftPlan) -> Decision:
    """Return the answer where no event can be moved: it is done already, or why not."""
    if plan.kept_because("already_corrected"):
        return request.accept_unchanged()
    foreign = plan.kept_because("not_yours")
    if foreign:
        first = foreign[0]
        who = find_undoers(request.at, first)
        what = f"correct the time of event {first.id}"
        return Refusal(
            "Correct the times of several events",
            (say.not_yours(request.at, who, "", what),),
        )
    given = plan.kept_because("time_given")
    if not given:
        raise UsageError("No event of these has a time to correct.", "Begin with another event.")
    raise UsageError(
        f"The time of event {given[0].id} was given when it was entered, so no clock is at fault.",
        "If it is wrong, or was computed from the wrong clock, correct it",
        Suggestion("case time", str(given[0].id), options=_options_of(given[0], plan)),
    )


def _options_of(event: Event, plan: ShiftPlan) -> tuple[tuple[str, str | None], ...]:
    """Return the time that the event has if the wrong clock gave it too; empty in the future."""
    to = plan.possible.get(event.id)
    return () if to is None else (("at", to.isoformat()),)


def _find_future_times(request: Request, plan: ShiftPlan) -> list[Reason]:
    """Return that a time would lie in the future, with the first event of which that is true."""
    for event, to in plan.moved:
        at = replace(request.at, now=to)
        found = replace(request, at=at).check_clock("")
        if found:
            remedy = f"Shift by less, or end before event {event.id}."
            what = f"Event {event.id}: {found[0].what}"
            return [replace(found[0], what=what, remedy=remedy)]
    return []


def _explain_block(request: Request, plan: ShiftPlan, blocked: Blocked) -> list[Reason]:
    """Return why an event cannot have happened then, or which event has to move too."""
    number = blocked.event.id
    moved = [event.id for event, _ in plan.moved]
    if number in moved and blocked.refusal is not None:
        return [
            replace(reason, what=f"Event {number}: {reason.what}", suggest=None)
            for reason in blocked.refusal.reasons
        ]
    what = f"Event {number} came later and would no longer be accepted at its time."
    later = replace(event_depended_on(request.at, blocked.event), what=what, suggest=None)
    command = _suggest_time_first(request, plan, blocked.event)
    who = () if command is not None else find_undoers(request.at, blocked.event)
    if request.act.as_ in who:
        who = ()
    remedy = _way_to_move(request, plan, number)
    return [replace(later, remedy=remedy, suggest=command, who=who)]


def _suggest_time_first(request: Request, plan: ShiftPlan, event: Event) -> Suggestion | None:
    """Return the command that moves the event in the way, if its time was given."""
    to = plan.possible.get(event.id)
    if to is None:
        return None
    who = find_undoers(request.at, event)
    found = suggest_as_self(request.at, request.act.home, "case time", str(event.id), who)
    return replace(found, options=(("at", to.isoformat()),))


def _way_to_move(request: Request, plan: ShiftPlan, number: int) -> str:
    """Return what moves the event that is in the way."""
    why = next((why for event, why in plan.kept if event.id == number), None)
    if why is None:
        return f"Shift it too: end with event {number} or a later one."
    if why == "not_yours":
        (event,) = (one for one in request.history if one.id == number)
        names = " or ".join(map(request.at.short_name, find_undoers(request.at, event)))
        return f"{names} has to shift it first."
    if why == "time_given":
        return (
            f"The time of event {number} was given when it was entered, so it stays. If it was "
            "counted from the wrong clock, correct it first."
        )
    return f"Correct the time of event {number} first, alone."
