"""What happened before its step or track began: what has to come first, and what to do meanwhile.

A refusal must not end the matter: the person who types this knows of something that happened. A
note keeps it until the action can be recorded with its time.
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.engine.condition_state import may_see_line
from sop.engine.condition_text import quote_step, track_name
from sop.engine.decision_context import Situation
from sop.engine.evaluate import find_deciding_questions
from sop.model.condition import ActionIsDone, Condition, StepCurrent, StepVisited, TrackIs
from sop.model.definition import Action, Track
from sop.model.refusal import Reason
from sop.model.suggestion import Suggestion
from sop.model.value import replace

WRITE_NOW = "If this has already happened, write a note now"


def explain_early_record(at: Situation, action: Action, reason: Reason) -> Reason:
    """Return the reason why the track is not at the action's step, with what helps.

    A command that shows what has to come first; where nothing can, the command that writes a note.
    """
    track, state = at.track_of(action.path)
    step = at.definition.step_at(action.path)
    if reason.code == "track_waiting":
        later = f"record it with the time when it happened once {track_name(track)} has started"
        return _with_way(at, reason, _find_track_ahead(at, track), later)
    if reason.code == "step_not_current" and step.id not in state.visits:
        return _with_way(at, reason, track, f"record it in {quote_step(step)}")
    note = Suggestion("note", as_=at.as_)
    return replace(reason, suggest=note, remedy=f"{WRITE_NOW}.")


def explain_record_on_hold(at: Situation, reason: Reason) -> Reason:
    """Return the reason of a hold for a record with a given time, with how it is kept meanwhile.

    A hold is judged at the writing. What answers it is not suggested here: it would be
    recorded without having been done. Nor is the moment shown at which the hold began: a danger
    may be private.
    """
    if reason.code != "on_hold":
        return reason
    remedy = (
        "What happened before the hold began is recorded with its time once the hold has ended. "
        "Until then keep it as a note. Never record what was not done in order to end the hold."
    )
    return replace(reason, suggest=Suggestion("note", as_=at.as_), remedy=remedy)


def _with_way(at: Situation, reason: Reason, ahead: Track | None, later: str) -> Reason:
    """Return the reason with what has to come first.

    `later` completes "write a note now, and …".
    """
    remedy = f"{WRITE_NOW}, and {later}."
    suggest = reason.suggest or Suggestion("note", as_=at.as_)
    if ahead is not None:
        current = ahead.steps[at.case.tracks[ahead.id].step or ahead.first.id]
        remedy = (
            f"{quote_step(current)} comes first; {at.short_name(current.responsible)} is "
            f"responsible. {remedy}"
        )
        suggest = reason.suggest or Suggestion("next", options=(("track", ahead.id),))
    return replace(reason, suggest=suggest, remedy=remedy)


def _find_track_ahead(at: Situation, track: Track) -> Track | None:
    """Return the first running track whose progress the start of this one waits for."""
    for name in _list_awaited_tracks(at, track):
        if at.case.tracks[name].status == "running":
            return at.definition.tracks[name]
    return None


def _list_awaited_tracks(at: Situation, track: Track) -> Iterator[str]:
    for line in track.starts:
        if at.evaluate(line) is True or not may_see_line(at, line):
            continue
        yield from _list_read_tracks(at, line)


def _list_read_tracks(at: Situation, line: Condition) -> Iterator[str]:
    for question in find_deciding_questions(at.definition, at.case, line):
        if isinstance(question, ActionIsDone | StepCurrent | StepVisited | TrackIs):
            yield question.track
