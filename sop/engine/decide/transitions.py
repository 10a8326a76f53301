"""Moving: outcomes, interrupts, closing."""

from __future__ import annotations

from sop.engine import guards
from sop.engine import refusal_reasons as say
from sop.engine.decide.request import Decision, Request
from sop.engine.resolve_names import resolve_interrupt, resolve_outcome
from sop.engine.suggestions import suggest_advance, suggest_close, suggest_raise
from sop.engine.transition_table import interrupt_trigger, outcome_trigger
from sop.model.commands import Advance, Raise
from sop.model.definition import BACK, Outcome, Track
from sop.model.events import CaseClosed, InterruptRaised, OutcomeTaken
from sop.model.refusal import Reason, Refusal


def take_outcome(request: Request, command: Advance) -> Decision:
    """Take an outcome of a current step."""
    at = request.at
    outcome = resolve_outcome(at.definition, at.case, command.outcome)
    track, state = at.track_of(outcome.path)
    step = at.definition.step(outcome.path.rsplit(".", 1)[0])
    refused = f"{step.code} {step.title} -> {_destination(request, track, outcome)}"
    name = f'outcome "{outcome.title or outcome.id}"'
    what = f"The {name}"
    away = guards.find_place_obstacles(
        at, track, step.id, outcome.path, f"{what} leads out of {step.code} {step.title}"
    )
    closed = () if away else guards.find_outcome_obstacles(at, outcome)
    possible = None if away or closed else suggest_advance(at, outcome)
    authority = request.check_authority(outcome.by, outcome.path, f"take the {name}", possible)
    if away:
        return Refusal(refused, (*away, *authority))
    reasons = [*closed, *authority]
    if (outcome.reason_required or outcome.skips_actions) and not request.act.why:
        reasons.append(say.reason_missing(outcome.path, what, possible))
    reasons += request.check_time(state.visit.since if state.visit else None, outcome.path)
    if reasons:
        return Refusal(refused, say.deduplicate_reasons(reasons))
    resumes = state.remembered if outcome.to == BACK else None
    from sop.engine.machine import build_machine, fire  # only a move pays for `transitions`

    to = fire(build_machine(track), step.id, outcome_trigger(step.id, outcome.id, resumes))
    return request.written(OutcomeTaken(outcome.path, to))


def _destination(request: Request, track: Track, outcome: Outcome) -> str:
    to = guards.resolve_target(request.at, outcome)
    if to is None:
        return "back"
    step = track.steps[to]
    return step.title if step.end else f"{step.code} {step.title}"


def raise_interrupt(request: Request, command: Raise) -> Decision:
    """Raise an interrupt: it never waits for actions, and no hold stops it."""
    at = request.at
    interrupt = resolve_interrupt(at.definition, at.case, command.interrupt)
    track, state = at.track_of(interrupt.path)
    target = track.steps[interrupt.to]
    refused = f"{interrupt.title or interrupt.id} -> {target.code} {target.title}"
    name = f'interrupt "{interrupt.title or interrupt.id}"'
    what = f"The {name}"
    away = list(guards.find_place_obstacles(at, track, None, interrupt.path, what))
    if not away and state.step not in interrupt.sources:
        current = track.steps[state.step or track.first.id]
        away = [
            say.step_not_current(interrupt.path, f"{what} cannot be raised from there", current)
        ]
    closed = () if away else guards.find_interrupt_obstacles(at, interrupt)
    possible = None if away or closed else suggest_raise(at, interrupt)
    authority = request.check_authority(interrupt.by, interrupt.path, f"raise the {name}", possible)
    if away:
        return Refusal(refused, (*away, *authority))
    reasons: list[Reason] = [*closed, *authority]
    if interrupt.reason_required and not request.act.why:
        reasons.append(say.reason_missing(interrupt.path, what, possible))
    reasons += request.check_time(state.visit.since if state.visit else None, interrupt.path)
    if reasons:
        return Refusal(refused, say.deduplicate_reasons(reasons))
    from sop.engine.machine import build_machine, fire  # only a move pays for `transitions`

    left = state.step or ""
    fire(build_machine(track), left, interrupt_trigger(interrupt.id))
    return request.written(InterruptRaised(interrupt.path, left))


def close_case(request: Request) -> Decision:
    """Close the case, where the workflow says that a person closes it."""
    at, closing = request.at, request.at.definition.closing
    reasons = list(guards.find_closing_obstacles(at))
    if closing is not None:
        possible = None if reasons else suggest_close(at)
        reasons += request.check_authority(closing.by, "closing", "close this case", possible)
        if closing.reason_required and not request.act.why:
            reasons.append(say.reason_missing("closing", "Closing", possible))
    reasons += request.check_time(at.case.opened_at, "closing")
    if reasons:
        return Refusal("The case stays open", say.deduplicate_reasons(reasons))
    return request.written(CaseClosed())
