"""The reasons about a whole track or case: on hold, not started, ended, at another step, closed."""

from __future__ import annotations

from sop.engine.condition_state import (
    HIDDEN_RULE,
    PRIVATE_VALUE,
    describe_causes,
    describe_rule,
    find_changers,
    may_see_line,
)
from sop.engine.condition_text import (
    claim_line,
    describe_line,
    quote_step,
    say_term,
    track_name,
)
from sop.engine.danger import find_answer_to_hold
from sop.engine.decision_context import Situation
from sop.engine.evaluate import list_unknown_facts
from sop.engine.fact_reasons import facts_unknown
from sop.model.condition import ActionIsDone, Condition, Or, StepCurrent, StepVisited, TrackIs
from sop.model.definition import Step, Track
from sop.model.refusal import Reason
from sop.model.suggestion import Suggestion
from sop.model.value import replace


def describe_hold(at: Situation, track: Track) -> list[str]:
    """Return the lines of `on_hold_while` that hold the track, with their values, in words."""
    return [_describe_held_line(at, line) for line in _list_holding_lines(at, track)]


def _list_holding_lines(at: Situation, track: Track) -> list[Condition]:
    return [line for line in track.on_hold_while or () if at.evaluate(line) is not False]


def on_hold(at: Situation, track: Track) -> Reason:
    """Return the reason that the track is held: its lines are true or not yet known."""
    lines = _list_holding_lines(at, track)
    what = f"{track_name(track)} is on hold, because {', and '.join(describe_hold(at, track))}."
    unknown = facts_unknown(at, lines, track.id)
    if unknown:
        return replace(unknown[0], code="on_hold", what=what)
    who, suggest = find_answer_to_hold(at, lines) or find_changers(at, lines[0])
    return Reason("on_hold", what, who, suggest=suggest, at=track.id)


def _describe_held_line(at: Situation, line: Condition) -> str:
    """Return why a line holds the track: it is true, or it is not yet known whether it is."""
    if not may_see_line(at, line):
        return f"{HIDDEN_RULE} applies"
    unknown = list_unknown_facts(at.definition, at.case, line)
    if unknown:
        text = say_term(at.definition, line) or describe_line(at.definition, line)
        unnamed = [fact for fact in unknown if fact not in text]
        facts = f" (facts: {', '.join(unnamed)})" if unnamed else ""
        return f"it is not yet known whether {text}{facts}"
    causes = _list_true_causes(at, line)
    if causes and not any(cause.startswith(PRIVATE_VALUE) for cause in causes):
        # The words of a term list what could be true, and need not have a subject: a reader looks
        # for what is true now.
        return " and ".join(causes)
    claim = say_term(at.definition, line) or claim_line(at.definition, line)
    return f"{claim} ({', '.join(causes)})" if causes else claim


def _list_true_causes(at: Situation, line: Condition) -> tuple[str, ...]:
    """Return what makes the line true now; nothing if the line shows that itself."""
    if isinstance(line, ActionIsDone | StepCurrent | StepVisited | TrackIs):
        return ()
    causes = tuple(dict.fromkeys(describe_causes(at, line)))
    claim = describe_line(at.definition, line).replace('"', "")
    is_shown = all(cause.replace('"', "") in claim for cause in causes)
    if is_shown and not isinstance(line, Or):
        return ()
    return causes


def explain_hold(at: Situation, track: Track) -> tuple[Reason, ...]:
    """Return the hold, and each further fact that must be known."""
    return (on_hold(at, track), *facts_unknown(at, track.on_hold_while or (), track.id)[1:])


def track_waiting(at: Situation, track: Track) -> Reason:
    lines = [line for line in track.starts if at.evaluate(line) is not True]
    what = f"{track_name(track)} has not started. It starts when {describe_rule(at, lines)}"
    unknown = facts_unknown(at, lines, track.id)
    if unknown:
        return replace(unknown[0], code="track_waiting", what=what)
    who, suggest = find_changers(at, lines[0])
    return Reason("track_waiting", what, who, suggest=suggest, at=track.id)


def explain_waiting(at: Situation, track: Track) -> tuple[Reason, ...]:
    """Return what the track waits for, and each further fact that must be known.

    Empty if the case is closed.
    """
    if at.case.is_closed:
        return ()
    return (track_waiting(at, track), *facts_unknown(at, track.starts, track.id)[1:])


def track_ended(track: Track, step: Step) -> Reason:
    what = f"{track_name(track)} has ended at {quote_step(step)}."
    return Reason("track_ended", what, at=track.id)


def track_not_ended(track: Track, step: Step, suggest: Suggestion) -> Reason:
    """Return the reason that a running track keeps the case open."""
    what = f"{track_name(track)} has not ended: it is at {quote_step(step)}."
    return Reason("may_not_close", what, (step.responsible,), suggest=suggest, at=track.id)


def step_not_current(path: str, what: str, current: Step) -> Reason:
    """Return the reason that the track is at another step; `what` is the start of the sentence."""
    sentence = f"{what}; the track is at {quote_step(current)}."
    return Reason("step_not_current", sentence, at=path)


def case_closed(at: Situation) -> Reason:
    closed = at.case.closed_at
    when = f" on {at.say_time(closed)}" if closed else ""
    what = f"The case was closed{when}; a closed case takes notes and nothing else."
    return Reason("case_closed", what, suggest=Suggestion("note", as_=at.as_))
