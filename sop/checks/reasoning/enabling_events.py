"""The events that can make a condition true: a step is entered or left, an action is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from sop.checks.reasoning.consequences import Consequences, find_consequences
from sop.checks.reasoning.critical_path import Start, start_at_entry, start_during_visit
from sop.checks.reasoning.selections import can_be_given, list_end_steps
from sop.checks.reasoning.timing_constraints import Timing
from sop.model.condition import (
    ActionIsDone,
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    Question,
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

    @property
    def includes_departure(self) -> bool:
        """Whether one of the events is that a step is left."""
        return any(event.leaves for event in self.events)


ANYTIME = EnablingEvents(anytime=True, unbound=True)
CONSTANT = EnablingEvents(unbound=True, constant=True)


def find_enabling_events(definition: Definition, condition: Condition) -> EnablingEvents:
    """Return what can make the condition true."""
    return _find_events(definition, condition).true


def _find_events(definition: Definition, condition: Condition) -> Consequences[EnablingEvents]:
    """Return what can make the condition true, and what definitely false."""
    return find_consequences(
        condition,
        on_question=partial(_find_question_events, definition),
        if_all=_join_events,
        if_any=_unite_events,
    )


def _find_question_events(
    definition: Definition, question: Question
) -> Consequences[EnablingEvents]:
    if isinstance(question, TermHolds):
        return _find_events(definition, definition.terms[question.term].when)
    if isinstance(question, SwitchOn):
        return Consequences(CONSTANT, CONSTANT)
    true = _find_true_events(definition, question)
    return Consequences(true, _find_false_events(definition, question))


def find_starts(timing: Timing, condition: Condition) -> list[Start]:
    """Return the moments at which the condition can become true; none if it can at any moment."""
    found = find_enabling_events(timing.definition, condition)
    if found.anytime or found.constant or found.includes_departure:
        return []
    starts: list[Start] = []
    for event in found.events:
        track = timing.definition.tracks[event.track]
        begin = start_at_entry if event.action is None else start_during_visit
        starts.append(begin(track, track.steps[event.step]))
    return starts


def _find_true_events(definition: Definition, question: Question) -> EnablingEvents:
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
            ends = list_end_steps(definition.tracks[track])
            return EnablingEvents(tuple(EnablingEvent(track, step.id) for step in ends))
    return ANYTIME


def _find_false_events(definition: Definition, question: Question) -> EnablingEvents:
    match question:
        case FactIs(fact) | FactBetween(fact):
            return _find_recording_events(definition, fact)
        case StepCurrent(track, step):
            return EnablingEvents((EnablingEvent(track, step, leaves=True),))
    return ANYTIME


def _find_recording_events(definition: Definition, name: str) -> EnablingEvents:
    fact = definition.facts[name]
    paths = [action.path for action in definition.recorders(name)]
    events = tuple(EnablingEvent(path.track, path.step, path.name) for path in paths)
    # An interrupt can be raised, and record the fact, in many steps.
    free = can_be_given(definition, fact) or bool(fact.changes)
    return EnablingEvents(events, anytime=free, unbound=free)


def _unite_events(found: Sequence[EnablingEvents]) -> EnablingEvents:
    """Return the events where one part is enough."""
    anytime = any(part.anytime or part.constant for part in found)
    unbound = any(part.unbound for part in found)
    constant = all(part.constant for part in found)
    return EnablingEvents(_merge_events(found), anytime, unbound, constant)


def _join_events(found: Sequence[EnablingEvents]) -> EnablingEvents:
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
