"""From when on a deadline that has passed is called overdue.

The language says how a due time is counted. An action is overdue after it while it is certain that
the action is needed. What is due at once is overdue only when a person can have known of it and
acted: `GRACE` after it became due, needed and possible, and that was recorded here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sop.engine.decision_context import Situation
from sop.engine.progress import find_record
from sop.model.case_state import ActionRecord
from sop.model.condition import (
    ActionIsDone,
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    Question,
    StepCurrent,
    StepVisited,
    TermHolds,
    TrackIs,
    iterate_questions,
)
from sop.model.definition import Action, Step
from sop.model.refusal import Reason
from sop.model.value import value

GRACE = timedelta(minutes=15)
"""Long enough to read the list and to make a call; short enough that a delay is seen."""


def find_step_late_time(at: Situation, step: Step, due: datetime | None) -> datetime | None:
    """Return the moment after which the current step is overdue; None if it has no due time.

    `due` is its due time; the latest, where a coarse date leaves it open.
    """
    if due is None or step.due is None or step.due.length is not None:
        return due
    return _latest(at, due, _find_arrival(at, step.path)) + GRACE


def find_action_late_time(
    at: Situation,
    action: Action,
    due: datetime | None,
    *,
    state: str,
    reasons: Iterable[Reason],
) -> datetime | None:
    """Return the moment after which a required action that is not done is overdue.

    None if it has no due time, if it is not known to be needed, or if it is due at once and cannot
    be done yet. `due` is as for a step; `state` and `reasons` are those of its line in the
    checklist.
    """
    if due is None or state == "unknown":
        return None
    if action.due is None or action.due.length is not None:
        return due
    codes = {reason.code for reason in reasons}
    if codes - {"on_hold"}:
        return None
    late = _latest(at, due, _find_own_causes(at, action)) + GRACE
    hold = _find_hold_causes(at, action)
    if not codes:
        return max(late, _latest(at, due, hold) + GRACE)
    # A hold does not undo that an action was late before, and no one can act while it lasts.
    return late if late <= _latest(at, due, hold) else None


@value
class _Cause:
    """An event after which something is as it is now; `at` is when it happened."""

    event: int
    at: datetime


def _latest(at: Situation, due: datetime, causes: Iterable[_Cause]) -> datetime:
    """Return the due time, or the latest moment at which one of the causes could be read here.

    A moment after `now` comes from a wrong clock and does not count.
    """
    moments = [_read_time(at, cause) for cause in causes]
    return max([due, *(moment for moment in moments if moment <= at.now)])


def _read_time(at: Situation, cause: _Cause) -> datetime:
    """Return when the event was recorded; when it happened, if the history is not given."""
    if 1 <= cause.event <= len(at.history):
        return at.history[cause.event - 1].recorded
    return cause.at


def _find_own_causes(at: Situation, action: Action) -> Iterator[_Cause]:
    """Yield the events by which the action became needed and possible, apart from holds."""
    yield from _find_arrival(at, action.path)
    step = at.definition.step_at(action.path)
    for name in action.after:
        earlier = step.actions[name]
        yield from _find_record_causes(find_record(at, earlier))
        yield from _find_read_causes(at, earlier.when)
    yield from _find_read_causes(at, (*action.when, *action.only_if))
    if action.due is not None and action.due.from_fact is not None:
        yield from _find_fact_causes(at, action.due.from_fact)


def _find_hold_causes(at: Situation, action: Action) -> Iterator[_Cause]:
    """Yield the events that decide whether the track is on hold."""
    track, _ = at.track_of(action.path)
    if not action.even_on_hold:
        yield from _find_read_causes(at, track.on_hold_while or ())


def _find_read_causes(at: Situation, lines: Iterable[Condition]) -> Iterator[_Cause]:
    """Yield the events since which what the lines read is as it is now."""
    for line in lines:
        for question in iterate_questions(line):
            yield from _find_question_causes(at, question)


def _find_question_causes(at: Situation, question: Question) -> Iterator[_Cause]:
    match question:
        case TermHolds(term):
            yield from _find_read_causes(at, (at.definition.terms[term].when,))
        case FactIs() | FactBetween() | FactKnown():
            yield from _find_fact_causes(at, question.fact)
        case ActionIsDone():
            visit = at.case.tracks[question.track].visits.get(question.step)
            if visit is not None:
                yield from _find_record_causes(visit.actions.get(question.action))
        case StepCurrent() | StepVisited() | TrackIs():
            yield from _find_arrival(at, question.track)


def _find_record_causes(record: ActionRecord | None) -> Iterator[_Cause]:
    if record is not None:
        yield _Cause(record.event, record.at)


def _find_fact_causes(at: Situation, fact: str) -> Iterator[_Cause]:
    record = at.case.facts.get(fact)
    if record is not None:
        yield _Cause(record.since_event or record.event, record.at)


def _find_arrival(at: Situation, path: str) -> Iterator[_Cause]:
    """Yield the event by which the track of the path came to its step, or back to it."""
    _, state = at.track_of(path)
    if state.visit is not None:
        yield _Cause(state.resumed_in or state.visit.event, state.resumed_at or state.visit.since)
