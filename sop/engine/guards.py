"""Why an action, an outcome, an interrupt or the closing is not open (guards).

The checklist and `decide` both ask here: what is shown as open is accepted. `decide` alone judges
who acts, evidence, values and times.
"""

from __future__ import annotations

from datetime import datetime

from sop.engine import condition_state, condition_text, fact_reasons, track_reasons
from sop.engine import refusal_reasons as say
from sop.engine.deadlines import clock_fact, due_time_of
from sop.engine.decision_context import Situation
from sop.engine.evaluate import list_unknown_facts
from sop.engine.progress import find_record, unmet_before
from sop.engine.suggestions import suggest_look
from sop.model.case_state import Visit
from sop.model.definition import BACK, Action, Interrupt, Outcome, Step, Track
from sop.model.refusal import Reason
from sop.model.value import replace


def find_place_obstacles(
    at: Situation, track: Track, step: str | None, path: str, what: str
) -> tuple[Reason, ...]:
    """Return why the track is not at the step: it waits, has ended or is at another step.

    If `step` is None, any step will do. `what` is the start of the sentence about `path`.
    """
    state = at.case.tracks[track.id]
    if state.status == "waiting" or state.step is None:
        return (track_reasons.track_waiting(at, track),)
    if state.status == "ended":
        return (track_reasons.track_ended(track, track.steps[state.step]),)
    if step is not None and step != state.step:
        return (track_reasons.step_not_current(path, what, track.steps[state.step]),)
    return ()


def find_action_obstacles(at: Situation, action: Action) -> tuple[Reason, ...]:
    """Return why the action of a current step cannot be done now; empty if it can."""
    track, _ = at.track_of(action.path)
    found: list[Reason] = []
    if at.is_held(track) and not action.even_on_hold:
        found.append(track_reasons.on_hold(at, track))
    found += find_need_obstacles(at, action)
    for line in action.only_if:
        value = at.evaluate(line)
        if value is not True:
            found.append(say.gate_closed(at, line, action))
        if value is None:
            found += fact_reasons.facts_unknown(at, [line], action.path)
    found += [say.out_of_order(at, action, earlier) for earlier in unmet_before(at, action)]
    return say.deduplicate_reasons(found)


def find_need_obstacles(at: Situation, action: Action) -> list[Reason]:
    """Return why the action is not needed, or may not be; empty if it is needed."""
    needed = at.evaluate_gate(action.when)
    if needed is False:
        return [say.not_needed(at, action)]
    if needed is None:
        about = f"whether {action.code} is needed"
        return fact_reasons.facts_unknown(at, action.when, action.path, about)
    return []


def find_outcome_obstacles(at: Situation, outcome: Outcome) -> tuple[Reason, ...]:
    """Return why the outcome of a current step is not open; empty if it is, for those in `by`."""
    track, state = at.track_of(outcome.path)
    found: list[Reason] = []
    if at.is_held(track):
        found.append(track_reasons.on_hold(at, track))
    if not outcome.skips_actions:
        found += _find_open_actions(at, at.definition.step_at(outcome.path))
    gate = say.explain_gate(at, outcome.when, outcome.path, outcome.law)
    found = [_mention_gate(at, outcome, reason) for reason in found] + gate
    if state.visit is not None:
        found += _find_wait_obstacles(at, outcome, track, state.visit)
    return say.deduplicate_reasons(found)


def _mention_gate(at: Situation, outcome: Outcome, reason: Reason) -> Reason:
    """Add that the outcome asks for the same fact: its own reason is left out as a repetition."""
    for line in outcome.when:
        if at.evaluate(line) is not None or not condition_state.may_see_line(at, line):
            continue
        if reason.fact in list_unknown_facts(at.definition, at.case, line):
            claim = condition_text.claim_line(at.definition, line)
            needs = (
                f'Also, the outcome "{outcome.title or outcome.id}" is possible only if {claim}.'
            )
            return replace(reason, what=f"{reason.what} {needs}")
    return reason


def _find_open_actions(at: Situation, step: Step) -> list[Reason]:
    """Return a reason for each required action that is not done, or may have to be done."""
    found: list[Reason] = []
    for action in step.actions.values():
        if not action.required or find_record(at, action) is not None:
            continue
        needed = at.evaluate_gate(action.when)
        if needed is True:
            found.append(say.action_open(at, action))
        elif needed is None:
            about = f"whether {action.code} is needed"
            found += fact_reasons.facts_unknown(at, action.when, action.path, about)
    return found


def _find_wait_obstacles(
    at: Situation, outcome: Outcome, track: Track, visit: Visit
) -> list[Reason]:
    if outcome.wait is None:
        return []
    opens = find_opening_time(at, outcome, track, visit)
    if opens is None:
        fact = clock_fact(outcome.wait)
        assert fact is not None  # a wait from the start of the step always has an opening time
        about = f'when the outcome "{outcome.id}" becomes possible'
        return [fact_reasons.fact_unknown(at, at.definition.facts[fact], outcome.path, about)]
    if at.now >= opens:
        return []
    reason = say.too_early(at, outcome, opens)
    if outcome.wait.from_fact is None and visit.since > at.now:
        # Time alone would not open it: the step has not begun yet by this clock.
        remedy = (
            f"The step began at {at.say_time(visit.since)}, which is ahead of the clock. "
            f"Correct the time of event {visit.event}."
        )
        reason = replace(reason, remedy=remedy)
    return [reason]


def find_opening_time(
    at: Situation, outcome: Outcome, track: Track, visit: Visit
) -> datetime | None:
    """Return when the outcome's wait ends: as recorded when its clock started, else counted now.

    None if it has no wait, or if the wait is not running.
    """
    if outcome.wait is None:
        return None
    recorded = visit.dues.get(outcome.path)
    if recorded is not None:
        return recorded
    return due_time_of(at.case, (track.id, visit), outcome.wait, at.make_counter())


def find_interrupt_obstacles(at: Situation, interrupt: Interrupt) -> tuple[Reason, ...]:
    """Return why the interrupt cannot be raised from the current step; a hold does not block it."""
    reasons = say.explain_gate(at, interrupt.when, interrupt.path, interrupt.law)
    return say.deduplicate_reasons(reasons)


def find_closing_obstacles(at: Situation) -> tuple[Reason, ...]:
    """Return why a person cannot close the case now; empty if the closing is open."""
    closing = at.definition.closing
    if closing is None:
        what = (
            "No person closes a case of this workflow: it closes automatically when its last "
            "track has ended."
        )
        return (Reason("may_not_close", what),)
    found: list[Reason] = []
    for track in at.definition.tracks.values():
        found += _find_open_track_reasons(at, track)
    found += say.explain_gate(at, closing.when, "closing", ())
    return say.deduplicate_reasons(found)


def _find_open_track_reasons(at: Situation, track: Track) -> list[Reason]:
    """Return why this track keeps the case open."""
    state = at.case.tracks[track.id]
    if state.status == "ended":
        return []
    if state.status == "running" and state.step is not None:
        return [track_reasons.track_not_ended(track, track.steps[state.step], suggest_look(track))]
    if at.evaluate_gate(track.starts) is False:
        return []
    what = f"{condition_text.track_name(track)} has not started and may still start."
    may_start = Reason("may_not_close", what, at=track.id)
    return [may_start, *fact_reasons.facts_unknown(at, track.starts, track.id)]


def resolve_target(at: Situation, transition: Outcome | Interrupt) -> str | None:
    """Return the local ID of the step that the outcome or interrupt leads to.

    `back` is the remembered step (statechart history state); None if no step is remembered.
    """
    if transition.to != BACK:
        return transition.to
    _, state = at.track_of(transition.path)
    return state.remembered
