"""Where a condition can become true: the steps and actions that make it so."""

from __future__ import annotations

from collections.abc import Iterable

from sop.checks.reasoning.critical_path import Start, start_at_entry, start_during_visit
from sop.checks.reasoning.timing_constraints import Timing
from sop.model.condition import (
    ActionIsDone,
    And,
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    Not,
    Or,
    StepCurrent,
    StepVisited,
    SwitchOn,
    TermHolds,
    TrackIs,
)
from sop.model.definition import Definition
from sop.model.value import value


@value
class EnablingEvent:
    """An event that can make a condition true: the step is entered or left, or the action is done."""

    track: str
    step: str
    action: str | None = None
    leaves: bool = False


@value
class EnablingEvents:
    """The events that can make a condition true.

    `anytime`: what makes it true at last may also be something that can happen at any moment; `unbound`: it needs none
    of the events at all; `constant`: nothing that happens changes it.
    """

    events: tuple[EnablingEvent, ...] = ()
    anytime: bool = False
    unbound: bool = False
    constant: bool = False


ANYTIME = EnablingEvents((), True, True)
CONSTANT = EnablingEvents((), False, True, True)


def find_enabling_events(
    definition: Definition, condition: Condition, holds: bool = True
) -> EnablingEvents:
    """What can make the condition true (or, without `holds`, definitely false)."""
    match condition:
        case Not(part):
            return find_enabling_events(definition, part, not holds)
        case TermHolds(term):
            return find_enabling_events(definition, definition.terms[term].when, holds)
        case And(parts) | Or(parts):
            each = [find_enabling_events(definition, part, holds) for part in parts]
            return (
                _join_events(each) if isinstance(condition, And) == holds else _unite_events(each)
            )
        case FactIs(fact) | FactBetween(fact):
            return _find_recording_events(definition, fact)
        case FactKnown(fact) if holds:
            return _find_recording_events(definition, fact)
        case StepCurrent(track, step) if not holds:
            return EnablingEvents((EnablingEvent(track, step, leaves=True),))
        case SwitchOn():
            return CONSTANT
    return _find_place_events(definition, condition) if holds else ANYTIME


def find_starts(timing: Timing, condition: Condition) -> list[Start]:
    """The moments at which the condition can become true; none where it can at any moment."""
    found = find_enabling_events(timing.definition, condition)
    if found.anytime or found.constant or any(event.leaves for event in found.events):
        return []
    starts = []
    for event in found.events:
        track = timing.definition.tracks[event.track]
        begin = start_at_entry if event.action is None else start_during_visit
        starts.append(begin(track, track.steps[event.step]))
    return starts


def _find_place_events(definition: Definition, question: Condition) -> EnablingEvents:
    match question:
        case ActionIsDone(track, step, action):
            return EnablingEvents((EnablingEvent(track, step, action),))
        case StepCurrent(track, step) | StepVisited(track, step):
            return EnablingEvents((EnablingEvent(track, step),))
        case TrackIs(track, "running"):
            return EnablingEvents((EnablingEvent(track, definition.tracks[track].first.id),))
        case TrackIs(track, "ended"):
            ends = (step.id for step in definition.tracks[track].steps.values() if step.end)
            return EnablingEvents(tuple(EnablingEvent(track, step) for step in ends))
    return ANYTIME


def _find_recording_events(definition: Definition, name: str) -> EnablingEvents:
    fact = definition.facts[name]
    places = (tuple(action.path.split(".")) for action in definition.recorders(name))
    free = bool(fact.anytime) or fact.at_opening or fact.initially is not None
    return EnablingEvents(
        tuple(EnablingEvent(track, step, action) for track, step, action in places), free, free
    )


def _unite_events(each: list[EnablingEvents]) -> EnablingEvents:
    """One is enough."""
    return EnablingEvents(
        _events(each),
        any(one.anytime or one.constant for one in each),
        any(one.unbound for one in each),
        all(one.constant for one in each),
    )


def _join_events(each: list[EnablingEvents]) -> EnablingEvents:
    """All must hold; the event of any part can be the last."""
    return EnablingEvents(
        _events(each),
        any(one.anytime for one in each),
        all(one.unbound for one in each),
        all(one.constant for one in each),
    )


def _events(each: Iterable[EnablingEvents]) -> tuple[EnablingEvent, ...]:
    return tuple(dict.fromkeys(event for one in each for event in one.events))
