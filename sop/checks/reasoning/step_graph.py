"""The ways between the steps of one track, whatever their conditions say."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from sop.model.definition import BACK, Step, Track
from sop.model.value import value


@value
class StepEdge:
    """An outcome or an interrupt from one step to another; `back` stands as one way to each step it may resume."""

    source: str
    target: str
    name: str
    by_interrupt: bool = False


def list_edges(track: Track) -> tuple[StepEdge, ...]:
    """Every way of the track, in file order."""
    resumed = find_resumable_steps(track)
    outcomes = [
        StepEdge(step.id, target, outcome.id)
        for step in track.steps.values()
        for outcome in step.outcomes.values()
        for target in (resumed.get(step.id, ()) if outcome.to == BACK else (outcome.to,))
    ]
    interrupts = [
        StepEdge(source, interrupt.to, interrupt.id, by_interrupt=True)
        for interrupt in track.interrupts.values()
        for source in interrupt.sources
    ]
    return (*outcomes, *interrupts)


def find_resumable_steps(track: Track) -> Mapping[str, tuple[str, ...]]:
    """For each step that goes back: the steps it may resume. An interrupt out of such a step keeps the remembered."""
    entered = {
        step.id: [s for i in track.interrupts.values() if i.to == step.id for s in i.sources]
        for step in track.steps.values()
        if step.resumes
    }
    return {step: tuple(_find_remembered(step, entered, {step})) for step in entered}


def _find_remembered(step: str, entered: Mapping[str, list[str]], seen: set[str]) -> Iterable[str]:
    for source in entered[step]:
        if source in seen:
            continue
        seen.add(source)
        if source in entered:
            yield from _find_remembered(source, entered, seen)
        else:
            yield source


def find_reachable(starts: Iterable[str], steps: Iterable[StepEdge]) -> frozenset[str]:
    """The steps that can be reached from these, themselves included."""
    onward: dict[str, list[str]] = {}
    for way in steps:
        onward.setdefault(way.source, []).append(way.target)
    seen = set(starts)
    queue = deque(seen)
    while queue:
        for target in onward.get(queue.popleft(), ()):
            if target not in seen:
                seen.add(target)
                queue.append(target)
    return frozenset(seen)


def reverse_edges(all_ways: Iterable[StepEdge]) -> tuple[StepEdge, ...]:
    """The same ways walked against their direction."""
    return tuple(StepEdge(way.target, way.source, way.name, way.by_interrupt) for way in all_ways)


def find_shortest_path(track: Track, step: Step) -> tuple[str, ...]:
    """Paths of the steps from the track's first to this one by the fewest moves; empty when no way leads there."""
    before: dict[str, str | None] = {track.first.id: None}
    queue = deque(before)
    every = list_edges(track)
    while queue:
        here = queue.popleft()
        for way in every:
            if way.source == here and way.target not in before:
                before[way.target] = here
                queue.append(way.target)
    if step.id not in before:
        return ()
    back, at = [step.id], before[step.id]
    while at is not None:
        back.append(at)
        at = before[at]
    return tuple(track.steps[name].path for name in reversed(back))
