"""The events that can make a condition true: a step is entered or left, an action is done."""

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
from sop.model.dotted_path import DottedPath
from sop.model.value import value


@value
class EnablingEvent:
    """An event that can make a condition true: a step is entered or left, or an action is done."""

    track: str
    step: str
    action: str | None = None
    leaves: bool = False


@value
class EnablingEvents:
    """The events that can make a condition true.

    `anytime`: what makes it true in the end may also be something that can happen at any moment.
    `unbound`: it needs none of the events. `constant`: nothing that happens changes it.
    """

    events: tuple[EnablingEvent, ...] = ()
    anytime: bool = False
    unbound: bool = False
    constant: bool = False


ANYTIME = EnablingEvents(anytime=True, unbound=True)
CONSTANT = EnablingEvents(unbound=True, constant=True)


def find_enabling_events(
    definition: Definition, condition: Condition, holds: bool = True
) -> EnablingEvents:
    """Return what can make the condition true (or, without `holds`, definitely false).

    Its own walk of the tree, because `not` changes what is asked of the parts below it.
    """
    match condition:
        case Not(part):
            return find_enabling_events(definition, part, not holds)
        case TermHolds(term):
            return find_enabling_events(definition, definition.terms[term].when, holds)
        case And(parts) | Or(parts):
            found = [find_enabling_events(definition, part, holds) for part in parts]
            needs_all = isinstance(condition, And) == holds
            return _join_events(found) if needs_all else _unite_events(found)
        case SwitchOn():
            return CONSTANT
    if holds:
        return _find_true_events(definition, condition)
    return _find_false_events(definition, condition)


def find_starts(timing: Timing, condition: Condition) -> list[Start]:
    """Return the moments at which the condition can become true; none if it can at any moment."""
    found = find_enabling_events(timing.definition, condition)
    if found.anytime or found.constant or any(event.leaves for event in found.events):
        return []
    starts: list[Start] = []
    for event in found.events:
        track = timing.definition.tracks[event.track]
        begin = start_at_entry if event.action is None else start_during_visit
        starts.append(begin(track, track.steps[event.step]))
    return starts


def _find_true_events(definition: Definition, question: Condition) -> EnablingEvents:
    match question:
        case FactIs(fact) | FactBetween(fact) | FactKnown(fact):
            return _find_recording_events(definition, fact)
        case ActionIsDone(track, step, action):
            return EnablingEvents((EnablingEvent(track, step, action),))
        case StepCurrent(track, step) | StepVisited(track, step):
            return EnablingEvents((EnablingEvent(track, step),))
        case TrackIs(track, "running"):
            return EnablingEvents((EnablingEvent(track, definition.tracks[track].first.id),))
        case TrackIs(track, "ended"):
            ends = [step.id for step in definition.tracks[track].steps.values() if step.end]
            return EnablingEvents(tuple(EnablingEvent(track, step) for step in ends))
    return ANYTIME


def _find_false_events(definition: Definition, question: Condition) -> EnablingEvents:
    match question:
        case FactIs(fact) | FactBetween(fact):
            return _find_recording_events(definition, fact)
        case StepCurrent(track, step):
            return EnablingEvents((EnablingEvent(track, step, leaves=True),))
    return ANYTIME


def _find_recording_events(definition: Definition, name: str) -> EnablingEvents:
    fact = definition.facts[name]
    paths = [DottedPath(action.path) for action in definition.recorders(name)]
    events = tuple(EnablingEvent(path.track, path.step, path.name) for path in paths)
    free = bool(fact.anytime) or fact.at_opening or fact.initially is not None
    return EnablingEvents(events, anytime=free, unbound=free)


def _unite_events(found: list[EnablingEvents]) -> EnablingEvents:
    """Return the events where one part is enough."""
    anytime = any(part.anytime or part.constant for part in found)
    unbound = any(part.unbound for part in found)
    constant = all(part.constant for part in found)
    return EnablingEvents(_merge_events(found), anytime, unbound, constant)


def _join_events(found: list[EnablingEvents]) -> EnablingEvents:
    """Return the events where all parts must hold; the event of any part can be the last."""
    anytime = any(part.anytime for part in found)
    unbound = all(part.unbound for part in found)
    constant = all(part.constant for part in found)
    return EnablingEvents(_merge_events(found), anytime, unbound, constant)


def _merge_events(found: Iterable[EnablingEvents]) -> tuple[EnablingEvent, ...]:
    events: dict[EnablingEvent, None] = {}
    for part in found:
        events |= dict.fromkeys(part.events)
    return tuple(events)
