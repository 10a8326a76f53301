"""The possible worlds of one track: where it is, and what it has visited and done before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

from sop.checks.reasoning.possible_worlds import (
    OTHER_ENDED,
    OTHER_RUNNING,
    WAITING,
    Given,
    Slot,
    World,
    action_slot,
    at_slot,
    visit_slot,
)
from sop.model.condition import ActionIsDone, Question, StepCurrent, StepVisited
from sop.model.definition import Track

PlaceQuestion = ActionIsDone | StepCurrent | StepVisited
EITHER: frozenset[object] = frozenset({True, False})


class _Topics(NamedTuple):
    """What questions ask about one track: steps, visits of steps, and actions, in their order."""

    places: set[str]
    visits: dict[str, None]
    actions: dict[tuple[str, str], None]


def list_track_worlds(track: Track, questions: list[Question], given: Given) -> Iterator[World]:
    """Yield where the track can be, with what it can have visited and done before."""
    topics = _find_topics(track, questions)
    for at in _list_positions(track, topics.places, given.get(at_slot(track.id))):
        options = [_find_visit_values(track, at, step) for step in topics.visits]
        for chosen in product(*options):
            visited = dict(zip(topics.visits, chosen, strict=True))
            for done in _list_done(track, list(topics.actions), visited, given):
                yield _build_track_world(track, at, visited, done)


def _find_topics(track: Track, questions: list[Question]) -> _Topics:
    topics = _Topics(set(), {}, {})
    for question in questions:
        if not isinstance(question, PlaceQuestion) or question.track != track.id:
            continue
        topics.places.add(question.step)
        if not isinstance(question, StepCurrent):
            topics.visits[question.step] = None
        if isinstance(question, ActionIsDone):
            topics.actions[question.step, question.action] = None
    return topics


def _list_positions(
    track: Track, named: set[str], certain: frozenset[object] | None
) -> Iterator[str]:
    """Yield the places to distinguish: waiting, each named step, any other step, any other end."""
    if certain is not None and OTHER_RUNNING not in certain:
        named = named | (track.steps.keys() & certain)
    positions = [WAITING, *(step for step in track.steps if step in named)]
    others = {step.end for step in track.steps.values() if step.id not in named}
    if False in others:
        positions.append(OTHER_RUNNING)
    if True in others:
        positions.append(OTHER_ENDED)
    yield from (at for at in positions if certain is None or at in certain)


def _find_visit_values(track: Track, at: str, step: str) -> tuple[bool, ...]:
    """Return whether the step can, and must, have been visited when the track is there."""
    if at == WAITING:
        return (False,)
    return (True,) if step in (at, track.first.id) else (True, False)


def _list_done(
    track: Track, actions: list[tuple[str, str]], visited: Mapping[str, bool], given: Given
) -> Iterator[Mapping[tuple[str, str], bool]]:
    """Yield which of the actions can be done; only an action of a visited step can."""
    options: list[list[bool]] = []
    for step, action in actions:
        certain = given.get(action_slot(track.id, step, action), EITHER)
        values = (True, False) if visited[step] else (False,)
        options.append([value for value in values if value in certain])
    for chosen in product(*options):
        yield dict(zip(actions, chosen, strict=True))


def _build_track_world(
    track: Track, at: str, visited: Mapping[str, bool], done: Mapping[tuple[str, str], bool]
) -> World:
    visits = {visit_slot(track.id, step): value for step, value in visited.items()}
    world: dict[Slot, object] = {at_slot(track.id): at, **visits}
    for (step, action), value in done.items():
        world[action_slot(track.id, step, action)] = value
    return world
