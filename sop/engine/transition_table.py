"""The moves that a track allows, as one list: replay looks them up, `machine` fires them.

A trigger names the outcome or interrupt and, for `to: back`, the step that it resumes, so that the machine stays flat.
"""

from __future__ import annotations

from collections.abc import Mapping

from sop.model.definition import BACK, Track
from sop.model.value import cache_on_value, value


@value
class Transition:
    trigger: str
    source: str
    dest: str


def outcome_trigger(step: str, outcome: str, resumes: str | None = None) -> str:
    """The trigger of an outcome; `resumes` is the remembered step where the outcome goes back."""
    return f"{step}.{outcome}" if resumes is None else f"{step}.{outcome}>{resumes}"


def interrupt_trigger(interrupt: str) -> str:
    return f"!{interrupt}"


def transitions_of(track: Track) -> tuple[Transition, ...]:
    """Every move of the track, outcomes in file order, then interrupts."""
    remembered = find_resumable_steps(track)
    moves = []
    for step in track.steps.values():
        for outcome in step.outcomes.values():
            if outcome.to == BACK:
                for origin in sorted(remembered.get(step.id, ())):
                    moves.append(
                        Transition(outcome_trigger(step.id, outcome.id, origin), step.id, origin)
                    )
            else:
                moves.append(Transition(outcome_trigger(step.id, outcome.id), step.id, outcome.to))
    for interrupt in track.interrupts.values():
        for source in interrupt.sources:
            moves.append(Transition(interrupt_trigger(interrupt.id), source, interrupt.to))
    return tuple(moves)


@cache_on_value
def find_resumable_steps(track: Track) -> Mapping[str, frozenset[str]]:
    """For each step with `to: back`, the steps that it can resume: those that an interrupt into it leaves.

    An interrupt out of a step that itself goes back keeps what that step remembers.
    """
    found: dict[str, set[str]] = {step.id: set() for step in track.steps.values() if step.resumes}
    entries = [
        (source, i.to) for i in track.interrupts.values() if i.to in found for source in i.sources
    ]
    grew = True
    while grew:
        before = sum(len(origins) for origins in found.values())
        for source, target in entries:
            found[target] |= found.get(source, {source})
        grew = sum(len(origins) for origins in found.values()) > before
    return {step: frozenset(origins) for step, origins in found.items()}


@cache_on_value
def lookup(track: Track) -> Mapping[tuple[str, str], str]:
    """(state, trigger) -> next state: what replay folds."""
    return {(move.source, move.trigger): move.dest for move in transitions_of(track)}
