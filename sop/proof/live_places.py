"""Finds where in its track a fact or the state of an action can still be read (liveness of data).

In the terms of compilers this is live-variable analysis: outside its live places the value is dead
and the model forgets it. A place is a step, or None for a track that waits for its start.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from sop.engine.transition_table import find_resumable_steps
from sop.model.condition import ActionIsDone, Condition, Or, StepCurrent
from sop.model.definition import BACK, Definition, Guarantee, Outcome, Step, Track
from sop.proof.read_conditions import (
    QuestionSubject,
    fact_of_wait,
    list_global_conditions,
    list_guarantee_conditions,
    list_subjects,
)

Places = frozenset[str | None]


class LivePlaces:
    """Where each fact and each `is done` is read: at which steps of which track, or anywhere."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.everywhere: set[QuestionSubject] = set()
        self.steps: dict[QuestionSubject, dict[str, set[str]]] = {}
        for condition in list_global_conditions(definition):
            self.everywhere.update(list_subjects(definition, condition))
        for step in definition.steps():
            track = definition.track_at(step.path)
            self._add(_list_read_subjects(definition, track, step), track.id, {step.id})
        for guarantee in definition.guarantees.values():
            self._add_guarantee(guarantee)

    def _add(self, subjects: Iterable[QuestionSubject], track: str, steps: set[str]) -> None:
        for subject in subjects:
            self.steps.setdefault(subject, {}).setdefault(track, set()).update(steps)

    def _add_guarantee(self, guarantee: Guarantee) -> None:
        subjects = [
            subject
            for condition in list_guarantee_conditions(guarantee)
            for subject in list_subjects(self.definition, condition)
        ]
        trigger = _find_trigger_steps(self.definition, guarantee)
        if trigger is None:
            self.everywhere.update(subjects)
        else:
            self._add(subjects, *trigger)

    def find_fact_places(self, facts: Iterable[str]) -> dict[str, tuple[str, Places]]:
        """Return the track and the live places of the facts that only that track's steps read."""
        found = {}
        for fact in facts:
            tracks = self.steps.get(fact, {})
            if fact not in self.everywhere and len(tracks) == 1:
                ((name, steps),) = tracks.items()
                found[fact] = (name, self._find_places_leading_to(name, steps))
        return found

    def find_action_places(self, paths: Iterable[str]) -> dict[str, Places]:
        """Return the live places of the actions that only steps of their own track read."""
        found = {}
        for path in paths:
            tracks, own = self.steps.get(path, {}), path.split(".")[0]
            if path not in self.everywhere and set(tracks) == {own}:
                found[path] = self._find_places_leading_to(own, tracks[own])
        return found

    def _find_places_leading_to(self, track: str, steps: Set[str]) -> Places:
        return frozenset((None, *steps_leading_to(self.definition.tracks[track], steps)))


def _list_read_subjects(
    definition: Definition, track: Track, step: Step
) -> Iterator[QuestionSubject]:
    """What conditions and waits read while the track is at the step."""
    for condition in _list_read_conditions(track, step):
        yield from list_subjects(definition, condition)
    for outcome in step.outcomes.values():
        fact = fact_of_wait(outcome)
        if fact is not None:
            yield fact


def _list_read_conditions(track: Track, step: Step) -> Iterator[Condition]:
    for action in step.actions.values():
        yield from (*action.when, *action.only_if)
    for outcome in step.outcomes.values():
        yield from outcome.when
    for interrupt in track.interrupts.values():
        if step.id in interrupt.sources:
            yield from interrupt.when


def _find_trigger_steps(
    definition: Definition, guarantee: Guarantee
) -> tuple[str, set[str]] | None:
    """The track, and its steps, from which a precondition's `of` can become true.

    None for other patterns, for a guarantee with an `if`, and where `of` reads several tracks or
    anything but actions done and steps entered.
    """
    if guarantee.pattern != "precondition" or guarantee.only_runs_with is not None:
        return None
    triggers = guarantee.a.parts if isinstance(guarantee.a, Or) else (guarantee.a,)
    steps: set[str] = set()
    tracks: set[str] = set()
    for trigger in triggers:
        sources = _find_source_steps(definition, trigger)
        if sources is None:
            return None
        tracks.add(sources[0])
        steps |= sources[1]
    return (tracks.pop(), steps) if len(tracks) == 1 else None


def _find_source_steps(definition: Definition, trigger: Condition) -> tuple[str, set[str]] | None:
    """The track, and the steps from which one event can make the condition true; None: unclear."""
    if isinstance(trigger, ActionIsDone):
        return trigger.track, {trigger.step}
    if not isinstance(trigger, StepCurrent):
        return None
    track = definition.tracks[trigger.track]
    if track.first.id == trigger.step:
        return None  # the start of the track makes it true as well
    return track.id, {source for target, source in _list_edges(track) if target == trigger.step}


def steps_leading_to(track: Track, goals: Set[str]) -> set[str]:
    """Return the steps from which outcomes and interrupts can reach a goal; goals included."""
    edges = _list_edges(track)
    found, waiting = set(goals), list(goals)
    while waiting:
        here = waiting.pop()
        for target, source in edges:
            if target == here and source not in found:
                found.add(source)
                waiting.append(source)
    return found


def _list_edges(track: Track) -> list[tuple[str, str]]:
    """(target, source) for each outcome, interrupt and return between two steps."""
    edges = [(i.to, source) for i in track.interrupts.values() for source in i.sources]
    for step in track.steps.values():
        for outcome in step.outcomes.values():
            edges += [(target, step.id) for target in _find_targets(track, step, outcome)]
    return edges


def _find_targets(track: Track, step: Step, outcome: Outcome) -> Iterable[str]:
    if outcome.to == BACK:
        return find_resumable_steps(track).get(step.id, ())
    return (outcome.to,)
