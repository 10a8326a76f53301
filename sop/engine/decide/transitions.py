"""Decides `advance`, `raise` and `close`: outcomes, interrupts, the closing of the case."""

from __future__ import annotations

from sop.engine import condition_text, guards, track_reasons
from sop.engine import refusal_reasons as say
from sop.engine.decide.older_answers import warn_of_older_answers
from sop.engine.decide.request import Decision, Request
from sop.engine.decide.void import offer_void
from sop.engine.resolve_names import resolve_interrupt, resolve_outcome
from sop.engine.suggestions import (
    suggest_advance,
    suggest_close,
    suggest_raise,
    suggest_unless,
)
from sop.engine.transition_table import interrupt_trigger, outcome_trigger, resumed_step
from sop.model.case_state import TrackState
from sop.model.commands import Advance, Raise
from sop.model.definition import Interrupt, Outcome, Track
from sop.model.events import CaseClosed, InterruptRaised, OutcomeTaken
from sop.model.refusal import Reason, Refusal


def take_outcome(request: Request, command: Advance) -> Decision:
    """Take an outcome of a current step."""
    at = request.at
    outcome = resolve_outcome(at.definition, at.case, command.outcome)
    track, state = at.track_of(outcome.path)
    step = at.definition.step_at(outcome.path)
    refused = f"{step.code} {step.title} -> {_describe_target(request, track, outcome)}"
    name = f'outcome "{outcome.title or outcome.id}"'
    what = f"The {name} leads out of {condition_text.quote_step(step)}"
    elsewhere = guards.find_place_obstacles(at, track, step.id, path=outcome.path, what=what)
    if elsewhere:
        authority = request.check_authority(outcome.by, outcome.path, f"take the {name}")
        return Refusal(refused, (*elsewhere, *authority))
    obstacles = guards.find_outcome_obstacles(at, outcome)
    possible = suggest_unless(obstacles, suggest_advance(at, outcome))
    authority = request.check_authority(outcome.by, outcome.path, f"take the {name}", possible)
    reasons = [*obstacles, *authority]
    if (outcome.reason_required or outcome.skips_actions) and not request.act.why:
        reasons.append(say.reason_missing(outcome.path, f"The {name}", possible))
    reasons += request.check_step_time(outcome.path)
    if reasons:
        return Refusal(refused, say.deduplicate_reasons(reasons))
    trigger = outcome_trigger(step.id, outcome.id, resumed_step(outcome, state))
    to = _fire(track, step.id, trigger)
    return request.accept(OutcomeTaken(outcome.path, to))


def _fire(track: Track, step: str, trigger: str) -> str:
    from sop.engine.machine import fire_transition  # late: start-up; only a move needs the library

    return fire_transition(track, step, trigger)


def _describe_target(request: Request, track: Track, outcome: Outcome) -> str:
    to = guards.resolve_target(request.at, outcome)
    if to is None:
        return "back"
    return condition_text.step_name(track.steps[to])


def raise_interrupt(request: Request, command: Raise) -> Decision:
    """Raise an interrupt: it never waits for actions, and a hold does not block it."""
    at = request.at
    interrupt = resolve_interrupt(at.definition, at.case, command.interrupt)
    track, state = at.track_of(interrupt.path)
    target = track.steps[interrupt.to]
    name = f'interrupt "{interrupt.title or interrupt.id}"'
    refused = f"{interrupt.title or interrupt.id} -> {target.code} {target.title}"
    elsewhere = _check_sources(request, interrupt, track, state)
    if elsewhere:
        authority = request.check_authority(interrupt.by, interrupt.path, f"raise the {name}")
        return Refusal(refused, (*elsewhere, *authority))
    obstacles = guards.find_interrupt_obstacles(at, interrupt)
    possible = suggest_unless(obstacles, suggest_raise(at, interrupt))
    authority = request.check_authority(interrupt.by, interrupt.path, f"raise the {name}", possible)
    reasons = [*obstacles, *authority]
    if interrupt.reason_required and not request.act.why:
        reasons.append(say.reason_missing(interrupt.path, f"The {name}", possible))
    reasons += request.check_clock(interrupt.path)
    if reasons:
        return Refusal(refused, say.deduplicate_reasons(reasons))
    left = state.step or ""
    _fire(track, left, interrupt_trigger(interrupt.id))
    told = dict(interrupt.tells)
    warnings = (*request.warn_of_step_time(interrupt.path), *warn_of_older_answers(request, told))
    body = InterruptRaised(interrupt.path, left, told)
    return request.accept(body, warnings=warnings)


def _check_sources(
    request: Request, interrupt: Interrupt, track: Track, state: TrackState
) -> tuple[Reason, ...]:
    """Return why the track is not at a step from which the interrupt can be raised."""
    what = f'The interrupt "{interrupt.title or interrupt.id}"'
    elsewhere = guards.find_place_obstacles(request.at, track, None, path=interrupt.path, what=what)
    if elsewhere or state.step in interrupt.sources:
        return elsewhere
    current = track.steps[state.step or track.first.id]
    return (
        track_reasons.step_not_current(
            interrupt.path, f"{what} cannot be raised from there", current
        ),
    )


def close_case(request: Request) -> Decision:
    """Close the case, if the workflow lets a person close it."""
    at, closing = request.at, request.at.definition.closing
    reasons = list(guards.find_closing_obstacles(at))
    if closing is None:
        reasons = [offer_void(request, reason) for reason in reasons]
    if closing is not None:
        possible = suggest_unless(reasons, suggest_close(at))
        reasons += request.check_authority(closing.by, "closing", "close this case", possible)
        if closing.reason_required and not request.act.why:
            reasons.append(say.reason_missing("closing", "Closing", possible))
    reasons += request.check_case_time("closing")
    if reasons:
        return Refusal("The case stays open", say.deduplicate_reasons(reasons))
    return request.accept(CaseClosed())
