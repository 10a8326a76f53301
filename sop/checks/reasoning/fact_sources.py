"""Which actions give a fact its value, looked up once for the whole definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sop.engine.evaluate import find_read_facts
from sop.model.condition import Gate
from sop.model.definition import Action, Definition, Step, Track

ActionPlace = tuple[Track, Step, Action]


def every_action(definition: Definition) -> Iterator[ActionPlace]:
    """Each action with its step and track, in file order."""
    for track in definition.tracks.values():
        for step in track.steps.values():
            for action in step.actions.values():
                yield track, step, action


def recorders_of(definition: Definition) -> Mapping[str, tuple[ActionPlace, ...]]:
    """Fact -> the actions that record or may record it; a fact that none records is missing."""
    found: dict[str, list[ActionPlace]] = {}
    for place in every_action(definition):
        for fact in (*place[2].records, *place[2].may_record):
            found.setdefault(fact, []).append(place)
    return {fact: tuple(places) for fact, places in found.items()}


def facts_of(definition: Definition, lines: Gate) -> dict[str, None]:
    """The facts that the lines of a gate read, in reading order."""
    return dict.fromkeys(fact for line in lines for fact in find_read_facts(definition, line))
