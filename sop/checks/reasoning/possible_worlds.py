"""A possible world: a value for each slot that some conditions ask about, and their truth in it.

A slot is a fact (None while unknown), a switch, where a track is, whether a step was visited, or
whether an action is done.
"""

from __future__ import annotations

from collections.abc import Mapping

from sop.checks.reasoning.value_classes import answer_for_value
from sop.engine.evaluate import Truth, negate
from sop.model.condition import (
    ActionIsDone,
    And,
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    Gate,
    Not,
    Or,
    Question,
    StepCurrent,
    StepVisited,
    SwitchOn,
    TermHolds,
    TrackIs,
    TrackStatus,
)
from sop.model.definition import Definition, Track

Slot = tuple[str, ...]
World = Mapping[Slot, object]
Given = Mapping[Slot, frozenset[object]]
"""What is certain beforehand: slot -> the values it can have."""

# Places of a track that no step can have as its id.
WAITING = "(waiting)"
OTHER_RUNNING = "(another step)"
OTHER_ENDED = "(another end)"


def fact_slot(fact: str) -> Slot:
    return ("fact", fact)


def at_slot(track: str) -> Slot:
    return ("at", track)


def visit_slot(track: str, step: str) -> Slot:
    return ("visited", track, step)


def action_slot(track: str, step: str, action: str) -> Slot:
    return ("done", track, step, action)


def slot_of(question: Question) -> Slot:
    """Return what the question varies with: one fact, one switch, or everything about one track."""
    if isinstance(question, FactIs | FactBetween | FactKnown):
        return ("fact", question.fact)
    if isinstance(question, SwitchOn):
        return ("switch", question.switch)
    if isinstance(question, ActionIsDone | StepCurrent | StepVisited | TrackIs):
        return ("track", question.track)
    raise AssertionError(f"Terms are opened before: {question}")


def evaluate_in_world(definition: Definition, world: World, condition: Condition) -> Truth:
    """Return the condition's value in the world, terms opened.

    Tests of the exact type instead of `match`: this runs once for each world and costs most of a
    check.
    """
    kind = type(condition)
    if kind is And or kind is Or:
        return _evaluate_parts(definition, world, condition.parts, decides=kind is Or)  # type: ignore[union-attr]
    if kind is Not:
        return negate(evaluate_in_world(definition, world, condition.part))  # type: ignore[union-attr]
    if kind is TermHolds:
        return evaluate_in_world(definition, world, definition.terms[condition.term].when)  # type: ignore[union-attr]
    return _answer(definition, world, condition)  # type: ignore[arg-type]


def _evaluate_parts(definition: Definition, world: World, parts: Gate, decides: bool) -> Truth:
    """Return Kleene's `and` (where False decides) or `or` (where True does)."""
    value: Truth = not decides
    for part in parts:
        found = evaluate_in_world(definition, world, part)
        if found is decides:
            return decides
        if found is None:
            value = None
    return value


def _answer(definition: Definition, world: World, question: Question) -> Truth:
    # Most questions ask about a fact, so these come before `match`, which is slower.
    if isinstance(question, FactIs | FactBetween):
        return answer_for_value(question, world[fact_slot(question.fact)])
    match question:
        case FactKnown(fact):
            return world[fact_slot(fact)] is not None
        case SwitchOn(switch):
            return bool(world["switch", switch])
        case StepVisited(track, step):
            return bool(world[visit_slot(track, step)])
        case ActionIsDone(track, step, action):
            return bool(world[action_slot(track, step, action)])
        case StepCurrent(track, step):
            return world[at_slot(track)] == step
        case TrackIs(track, status):
            at = str(world[at_slot(track)])
            return _find_status(definition.tracks[track], at) == status
    raise AssertionError(f"Terms are opened before: {question}")


def _find_status(track: Track, at: str) -> TrackStatus:
    if at == WAITING:
        return "waiting"
    if at == OTHER_ENDED or (at in track.steps and track.steps[at].end):
        return "ended"
    return "running"
