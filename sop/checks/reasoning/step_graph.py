"""The graph of the steps of one track: its edges are outcomes and interrupts, open or not."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from sop.engine.transition_table import find_resumable_steps
from sop.model.definition import BACK, Step, Track
from sop.model.value import value


@value
class StepEdge:
    """An outcome or interrupt between two steps; `back` has an edge to each step it may resume."""

    source: str
    target: str
    name: str
    by_interrupt: bool = False


def list_edges(track: Track) -> tuple[StepEdge, ...]:
    """Return every edge of the track, outcomes first, in file order."""
    return (*list_outcome_edges(track), *_list_interrupt_edges(track))


def list_outcome_edges(track: Track) -> Iterator[StepEdge]:
    """Yield the edges that are outcomes, in file order."""
    resumed = find_resumable_steps(track)
    for step in track.steps.values():
        for outcome in step.outcomes.values():
            targets: Iterable[str] = (outcome.to,)
            if outcome.to == BACK:
                targets = [name for name in track.steps if name in resumed[step.id]]
            for target in targets:
                yield StepEdge(step.id, target, outcome.id)


def _list_interrupt_edges(track: Track) -> Iterator[StepEdge]:
    for interrupt in track.interrupts.values():
        for source in interrupt.sources:
            yield StepEdge(source, interrupt.to, interrupt.id, by_interrupt=True)


def leads_out(track: Track, step: Step) -> bool:
    """Return whether an outcome or interrupt leads from the step to another step; `back` counts."""
    if any(outcome.to != step.id for outcome in step.outcomes.values()):
        return True
    return any(step.id in interrupt.sources for interrupt in track.interrupts.values())


def find_reachable(starts: Iterable[str], edges: Iterable[StepEdge]) -> frozenset[str]:
    """Return the steps that can be reached from these, themselves included."""
    onward = _list_targets(edges)
    seen = set(starts)
    queue = list(seen)
    while queue:
        new = set(onward.get(queue.pop(), ())) - seen
        seen |= new
        queue += new
    return frozenset(seen)


def _list_targets(edges: Iterable[StepEdge]) -> Mapping[str, list[str]]:
    """Return for each step where its edges lead, in their order."""
    onward: dict[str, list[str]] = {}
    for edge in edges:
        onward.setdefault(edge.source, []).append(edge.target)
    return onward


def reverse_edges(edges: Iterable[StepEdge]) -> tuple[StepEdge, ...]:
    """Return the same edges in the opposite direction."""
    return tuple(StepEdge(e.target, e.source, e.name, e.by_interrupt) for e in edges)


def find_shortest_path(track: Track, step: Step) -> tuple[str, ...]:
    """Return the paths of the fewest steps from the track's first to this one; else empty."""
    before: dict[str, str | None] = {track.first.id: None}
    queue = deque(before)
    onward = _list_targets(list_edges(track))
    while queue:
        here = queue.popleft()
        for target in onward.get(here, ()):
            if target not in before:
                before[target] = here
                queue.append(target)
    if step.id not in before:
        return ()
    path: list[str] = []
    at: str | None = step.id
    while at is not None:
        path.append(track.steps[at].path)
        at = before[at]
    return tuple(reversed(path))
