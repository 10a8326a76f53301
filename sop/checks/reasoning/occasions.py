"""Where a condition can become true: the steps and actions that make it so."""

from __future__ import annotations

from collections.abc import Iterable

from sop.checks.reasoning.critical import Start, during, entry
from sop.checks.reasoning.timing import Timing
from sop.model.condition import (
    ActionDone,
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
from sop.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Occasion:
    """An event that can make a condition true: the step is entered or left, or the action is done."""

    track: str
    step: str
    action: str | None = None
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class Occasions:
    """The events that can make a condition true.

    `anytime`: what makes it true at last may also be something that can happen at any moment; `unbound`: it needs none
    of the events at all; `constant`: nothing that happens changes it.
    """

    events: tuple[Occasion, ...] = ()
    anytime: bool = False
    unbound: bool = False
    constant: bool = False


ANYTIME = Occasions((), True, True)
CONSTANT = Occasions((), False, True, True)


def occasions(definition: Definition, condition: Condition, holds: bool = True) -> Occasions:
    """What can make the condition true (or, without `holds`, definitely false)."""
    match condition:
        case Not(part):
            return occasions(definition, part, not holds)
        case TermHolds(term):
            return occasions(definition, definition.terms[term].when, holds)
        case And(parts) | Or(parts):
            each = [occasions(definition, part, holds) for part in parts]
            return _all_of(each) if isinstance(condition, And) == holds else _any_of(each)
        case FactIs(fact) | FactBetween(fact):
            return _recorded(definition, fact)
        case FactKnown(fact) if holds:
            return _recorded(definition, fact)
        case StepCurrent(track, step) if not holds:
            return Occasions((Occasion(track, step, leaves=True),))
        case SwitchOn():
            return CONSTANT
    return _reached(definition, condition) if holds else ANYTIME


def starts_when(timing: Timing, condition: Condition) -> list[Start]:
    """The moments at which the condition can become true; none where it can at any moment."""
    found = occasions(timing.definition, condition)
    if found.anytime or found.constant or any(event.leaves for event in found.events):
        return []
    starts = []
    for event in found.events:
        track = timing.definition.tracks[event.track]
        begin = entry if event.action is None else during
        starts.append(begin(track, track.steps[event.step]))
    return starts


def _reached(definition: Definition, question: Condition) -> Occasions:
    match question:
        case ActionDone(track, step, action):
            return Occasions((Occasion(track, step, action),))
        case StepCurrent(track, step) | StepVisited(track, step):
            return Occasions((Occasion(track, step),))
        case TrackIs(track, "running"):
            return Occasions((Occasion(track, definition.tracks[track].first.id),))
        case TrackIs(track, "ended"):
            ends = (step.id for step in definition.tracks[track].steps.values() if step.end)
            return Occasions(tuple(Occasion(track, step) for step in ends))
    return ANYTIME


def _recorded(definition: Definition, name: str) -> Occasions:
    fact = definition.facts[name]
    places = (tuple(action.path.split(".")) for action in definition.recorders(name))
    free = bool(fact.anytime) or fact.at_opening or fact.initially is not None
    return Occasions(
        tuple(Occasion(track, step, action) for track, step, action in places), free, free
    )


def _any_of(each: list[Occasions]) -> Occasions:
    """One is enough."""
    return Occasions(
        _events(each),
        any(one.anytime or one.constant for one in each),
        any(one.unbound for one in each),
        all(one.constant for one in each),
    )


def _all_of(each: list[Occasions]) -> Occasions:
    """All must hold; the event of any part can be the last."""
    return Occasions(
        _events(each),
        any(one.anytime for one in each),
        all(one.unbound for one in each),
        all(one.constant for one in each),
    )


def _events(each: Iterable[Occasions]) -> tuple[Occasion, ...]:
    return tuple(dict.fromkeys(event for one in each for event in one.events))
