"""What stands in the way of an action, an outcome, an interrupt or the closing, whoever asks.

The checklist and `decide` both ask here: what is shown as open is what is accepted. Who may, evidence, given values
and times are judged in `decide`.
"""

from __future__ import annotations

from datetime import datetime

from sop.engine import refusal_reasons as say
from sop.engine.deadlines import clock_fact, due_time_of
from sop.engine.decision_context import Situation
from sop.engine.progress import record_of, unmet_before
from sop.engine.suggestions import suggest_look
from sop.model.case_state import Visit
from sop.model.definition import BACK, Action, Interrupt, Outcome, Step, Track
from sop.model.refusal import Reason


def find_place_obstacles(
    at: Situation, track: Track, step: str | None, path: str, what: str
) -> tuple[Reason, ...]:
    """Why the track is not where this belongs: it waits, has ended, or is at another step. `step` None: any step."""
    state = at.case.tracks[track.id]
    if state.status == "waiting" or state.step is None:
        return (say.track_waiting(at, track),)
    if state.status == "ended":
        return (say.track_ended(track, track.steps[state.step]),)
    if step is not None and step != state.step:
        return (say.step_not_current(path, what, track.steps[state.step]),)
    return ()


def find_action_obstacles(at: Situation, action: Action) -> tuple[Reason, ...]:
    """Why the action of a current step cannot be done now; empty: it can."""
    track, _ = at.track_of(action.path)
    found: list[Reason] = []
    if at.is_held(track) and not action.even_on_hold:
        found.append(say.on_hold(at, track))
    found += find_need_obstacles(at, action)
    for line in action.only_if:
        value = at.truth(line)
        if value is not True:
            found.append(say.gate_closed(at, line, action))
        if value is None:
            found += say.facts_unknown(at, [line], action.path)
    found += [say.out_of_order(at, action, earlier) for earlier in unmet_before(at, action)]
    return say.deduplicate_reasons(found)


def find_need_obstacles(at: Situation, action: Action) -> list[Reason]:
    """Why it is not certain that the action is needed."""
    needed = at.gate(action.when)
    if needed is False:
        return [say.not_needed(at, action)]
    if needed is None:
        return say.facts_unknown(
            at, action.when, action.path, f", so {action.code} may not be needed"
        )
    return []


def find_outcome_obstacles(at: Situation, outcome: Outcome) -> tuple[Reason, ...]:
    """Why the outcome of a current step is not open; empty: it is, for those in its `by`."""
    track, state = at.track_of(outcome.path)
    step = at.definition.step(outcome.path.rsplit(".", 1)[0])
    found: list[Reason] = []
    if at.is_held(track):
        found.append(say.on_hold(at, track))
    if not outcome.skips_actions:
        found += _find_open_actions(at, step)
    found += say.explain_gate(at, outcome.when, outcome.path, outcome.law)
    if state.visit is not None:
        found += _find_wait_obstacles(at, outcome, track, state.visit)
    return say.deduplicate_reasons(found)


def _find_open_actions(at: Situation, step: Step) -> list[Reason]:
    found: list[Reason] = []
    for action in step.actions.values():
        if not action.required or record_of(at, action) is not None:
            continue
        needed = at.gate(action.when)
        if needed is True:
            found.append(say.action_open(at, action))
        elif needed is None:
            found += say.facts_unknown(
                at, action.when, action.path, f", so {action.code} may be required"
            )
    return found


def _find_wait_obstacles(
    at: Situation, outcome: Outcome, track: Track, visit: Visit
) -> list[Reason]:
    if outcome.wait is None:
        return []
    opens = find_opening_time(at, outcome, track, visit)
    if opens is None:
        fact = clock_fact(outcome.wait)
        assert fact is not None  # a wait from the step's start always has one
        so = f", so the wait of {outcome.id} is not running"
        return [say.fact_unknown(at, at.definition.facts[fact], outcome.path, so)]
    return [say.too_early(at, outcome, opens)] if at.now < opens else []


def find_opening_time(
    at: Situation, outcome: Outcome, track: Track, visit: Visit
) -> datetime | None:
    """When the outcome's wait will have passed: as written when its clock started, else counted now."""
    if outcome.wait is None:
        return None
    return visit.dues.get(outcome.path) or due_time_of(
        at.case, (track.id, visit), outcome.wait, at.make_counter()
    )


def find_interrupt_obstacles(at: Situation, interrupt: Interrupt) -> tuple[Reason, ...]:
    """Why the interrupt cannot be raised from the current step; a hold never blocks it."""
    return say.deduplicate_reasons(
        say.explain_gate(at, interrupt.when, interrupt.path, interrupt.law)
    )


def find_closing_obstacles(at: Situation) -> tuple[Reason, ...]:
    """Why the case cannot be closed by a person now."""
    closing = at.definition.closing
    if closing is None:
        what = "This workflow has no closing by a person; a case closes by itself when its last track has ended."
        return (Reason("may_not_close", what),)
    found: list[Reason] = []
    for track in at.definition.tracks.values():
        found += _find_open_track_reasons(at, track)
    return say.deduplicate_reasons(found + say.explain_gate(at, closing.when, "closing", ()))


def _find_open_track_reasons(at: Situation, track: Track) -> list[Reason]:
    """Why this track keeps the case open."""
    state = at.case.tracks[track.id]
    if state.status == "ended":
        return []
    if state.status == "running" and state.step is not None:
        step = track.steps[state.step]
        what = f"{track.title} has not ended: it is at {step.code} {step.title}."
        return [
            Reason("may_not_close", what, (step.responsible,), suggest_look(track), at=track.id)
        ]
    if at.gate(track.starts) is False:
        return []
    what = f"{track.title} has not started and may still start."
    return [
        Reason("may_not_close", what, at=track.id),
        *say.facts_unknown(at, track.starts, track.id),
    ]


def resolve_target(at: Situation, way: Outcome | Interrupt) -> str | None:
    """The local id of the step that the way leads to; `back` resolved, None when nothing is remembered."""
    _, state = at.track_of(way.path)
    return state.remembered if way.to == BACK else way.to
