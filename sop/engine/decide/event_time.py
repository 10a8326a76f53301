"""Decides `case time`: an event happened at another time than the one it was recorded with.

It opens a way for what happened before the case was opened or a step began, and for events of a
wrong clock. The event keeps its recorded time in the history.
"""

from __future__ import annotations

from datetime import datetime

from sop.engine import refusal_reasons as say
from sop.engine.decide.corrections import (
    Blocked,
    Judge,
    build_correction,
    check_history,
    event_depended_on,
    find_event,
    find_undoers,
    may_know_dependents,
    path_of,
    replay_corrected,
    require_event,
)
from sop.engine.decide.order_of_times import warn_of_order
from sop.engine.decide.request import Decision, Request
from sop.engine.suggestions import suggest_as_self, suggest_unless
from sop.model.case_state import Case
from sop.model.commands import Act, CorrectTime
from sop.model.events import Event, TimeCorrected
from sop.model.refusal import Reason, Refusal, UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace


def correct_time(request: Request, command: CorrectTime, judge: Judge) -> Decision:
    """Correct when an event happened; `judge` decides each later event again at its place."""
    check_history(request)
    event = _find_target(request, command.event)
    if request.at.case.times.get(event.id, event.at) == command.to:
        return request.accept_unchanged()
    who, path = find_undoers(request.at, event), path_of(event)
    correction = TimeCorrected(event.id, command.to)
    reasons = _find_time_obstacles(request, command.to)
    replayed: Case | Blocked | None = None
    if may_know_dependents(request, who):
        replayed = replay_corrected(request, correction, judge)
    if isinstance(replayed, Blocked):
        reasons += _explain_block(request, event, replayed)
    possible: Suggestion | None = None
    if replayed is not None:  # else it might be refused for a hidden reason
        possible = suggest_unless(reasons, _suggest(request, event, command.to))
    reasons += request.check_authority(who, path, f"correct the time of event {event.id}", possible)
    if not request.act.why:
        reasons.append(say.reason_missing(path, "A correction", possible))
    if reasons or not isinstance(replayed, Case):
        return Refusal(f"Correct the time of event {event.id}", tuple(reasons))
    accepted = build_correction(request, correction, replayed)
    warnings = warn_of_order(request.history, {event.id: command.to})
    return replace(accepted, warnings=warnings)


def _find_target(request: Request, number: int) -> Event:
    event = require_event(request, number)
    if isinstance(event.body, TimeCorrected) and event.body.also:
        undo = Suggestion("undo", str(number))
        raise UsageError(f"Event {number} corrects several times.", "To take all back", undo)
    if isinstance(event.body, TimeCorrected):
        raise UsageError(
            f"Event {number} is itself a correction of a time.",
            f"Correct the time of event {event.body.event} again.",
        )
    if event.id in request.at.case.undone:
        raise UsageError(f"Event {number} was undone.", "Name an event that counts.")
    return event


def _find_time_obstacles(request: Request, to: datetime) -> list[Reason]:
    at = replace(request.at, now=to)
    return replace(request, at=at).check_clock("")


def _explain_block(request: Request, event: Event, blocked: Blocked) -> list[Reason]:
    """Return why the event cannot have happened then, or which later event is in the way."""
    if blocked.event.id == event.id and blocked.refusal is not None:
        return list(blocked.refusal.reasons)
    later = event_depended_on(request.at, blocked.event)
    what = f"Event {blocked.event.id} came later and would no longer be accepted at its time."
    return [replace(later, what=what)]


def _suggest(request: Request, event: Event, to: datetime) -> Suggestion:
    who = find_undoers(request.at, event)
    found = suggest_as_self(request.at, request.act.home, "case time", str(event.id), who)
    return replace(found, options=(("at", to.isoformat()),))


def suggest_time(request: Request, offered: Suggestion, judge: Judge) -> Suggestion | None:
    """Return the correction that makes room for the given time, if it would be accepted now.

    Else the one that has to come first: a step cannot begin before the case was opened.
    """
    event = find_event(request, int(offered.target or 0))
    if event is None or len(request.history) != request.at.case.version:
        return None
    to = datetime.fromisoformat(dict(offered.options).get("at") or request.at.now.isoformat())
    who = find_undoers(request.at, event)
    act = Act(who[0], why=say.TRIAL)
    at = replace(request.at, now=request.now, as_=act.as_)
    trial = Request(at, act, request.now, request.history)
    decision = correct_time(trial, CorrectTime(act, event.id, to), judge)
    if not isinstance(decision, Refusal):
        return _suggest(request, event, to)
    for reason in decision.reasons:
        if reason.suggest is not None and reason.suggest.verb == "case time":
            return suggest_time(request, reason.suggest, judge)
    return None
