"""The transitions of a track as one table: replay looks them up, `machine` fires them.

A trigger names the outcome or interrupt. For `to: back` it also names the step that is resumed, so
that the machine stays flat although it has history states (statechart history state).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sop.model.case_state import TrackState
from sop.model.definition import BACK, Outcome, Step, Track
from sop.model.value import cache_on_value, value


@value
class Transition:
    """A move of a track from the step `source` to the step `dest`, by local IDs."""

    trigger: str
    source: str
    dest: str


def outcome_trigger(step: str, outcome: str, resumes: str | None = None) -> str:
    """Return the trigger of an outcome; `resumes` is the remembered step of `to: back`."""
    if resumes is None:
        return f"{step}.{outcome}"
    return f"{step}.{outcome}>{resumes}"


def resumed_step(outcome: Outcome, state: TrackState) -> str | None:
    """Return the step that the outcome resumes; None if it is not `to: back`."""
    if outcome.to != BACK:
        return None
    return state.remembered


def interrupt_trigger(interrupt: str) -> str:
    """Return the trigger of an interrupt, which is the same from every step."""
    return f"!{interrupt}"


def transitions_of(track: Track) -> tuple[Transition, ...]:
    """Return every transition of the track: outcomes in file order, then interrupts."""
    return (*_outcome_transitions(track), *_interrupt_transitions(track))


def _outcome_transitions(track: Track) -> Iterator[Transition]:
    for step in track.steps.values():
        for outcome in step.outcomes.values():
            if outcome.to == BACK:
                yield from _back_transitions(track, step, outcome)
            else:
                yield Transition(outcome_trigger(step.id, outcome.id), step.id, outcome.to)


def _back_transitions(track: Track, step: Step, outcome: Outcome) -> Iterator[Transition]:
    """Yield a transition to each step that the outcome can resume."""
    for origin in sorted(find_resumable_steps(track).get(step.id, ())):
        yield Transition(outcome_trigger(step.id, outcome.id, origin), step.id, origin)


def _interrupt_transitions(track: Track) -> Iterator[Transition]:
    for interrupt in track.interrupts.values():
        for source in interrupt.sources:
            yield Transition(interrupt_trigger(interrupt.id), source, interrupt.to)


@cache_on_value
def find_resumable_steps(track: Track) -> Mapping[str, frozenset[str]]:
    """Return, for each step with `to: back`, the steps that can wait below it.

    It can resume each of them some time. They are the steps that an interrupt into it leaves, and
    those that can wait below these: if one of these is raised again it is taken out from between.
    So the sets grow until nothing changes (fixpoint). No step waits below itself.
    """
    found: dict[str, set[str]] = {step.id: set() for step in track.steps.values() if step.resumes}
    entries = [
        (source, interrupt.to)
        for interrupt in track.interrupts.values()
        if interrupt.to in found
        for source in interrupt.sources
    ]
    has_grown = True
    while has_grown:
        has_grown = False
        for source, target in entries:
            waiting = {source, *found.get(source, ())} - {target}
            if not waiting <= found[target]:
                found[target] |= waiting
                has_grown = True
    return {step: frozenset(origins) for step, origins in found.items()}


@cache_on_value
def lookup(track: Track) -> Mapping[tuple[str, str], str]:
    """Return (step, trigger) -> next step: the table that replay folds with."""
    return {(move.source, move.trigger): move.dest for move in transitions_of(track)}
