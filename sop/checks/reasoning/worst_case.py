"""How long a case can take at worst: each step takes its `takes: {max: …}`, on the longest path."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from graphlib import CycleError, TopologicalSorter
from operator import itemgetter

from sop.checks.reasoning.duration_bounds import DurationBounds, Measure
from sop.checks.reasoning.step_graph import (
    StepEdge,
    find_reachable,
    list_outcome_edges,
    reverse_edges,
)
from sop.engine.deadlines import say_length
from sop.model.definition import Step, Track
from sop.model.duration import Duration
from sop.model.value import value


@value
class WorstCase:
    """The worst case in a measure.

    `amount` is None if a circle of steps has no bound; `path` is then the circle.
    """

    measure: Measure
    amount: int | None
    path: tuple[str, ...]
    sums: tuple[str, ...] = ()


def find_worst_path(
    lengths: DurationBounds,
    track: Track,
    sources: Iterable[str],
    step: Step,
    *,
    measure: Measure,
    restarts: bool = True,
    to_start: bool = False,
) -> WorstCase | None:
    """Return the longest path by outcomes from a source's start to the step's end, or to its start.

    If it `restarts`, the count begins again where a source is entered again. None if a step on a
    path has no `takes.max`, or if no path leads there.
    """
    begun = frozenset(sources)
    barred = begun if restarts else frozenset()
    edges = tuple(edge for edge in list_outcome_edges(track) if edge.target not in barred)
    between = find_reachable(begun, edges) & find_reachable([step.id], reverse_edges(edges))
    if step.id not in between:
        return None
    lasting = between
    if step.end or to_start:
        lasting = between - {step.id}
    if not all(_stay_at_most(track.steps[name]) for name in lasting):
        return None
    inside = tuple(edge for edge in edges if between.issuperset((edge.source, edge.target)))
    search = _LongestPathSearch(lengths, track, measure, inside)
    return search.run(begun & between, step, to_start)


class _LongestPathSearch:
    """The search for the longest path in a graph of steps, each of which has an upper bound."""

    def __init__(
        self,
        lengths: DurationBounds,
        track: Track,
        measure: Measure,
        edges: tuple[StepEdge, ...],
    ) -> None:
        self._lengths = lengths
        self._track = track
        self._measure: Measure = measure
        self._edges = edges
        self._before: dict[str, list[str]] = {}
        for edge in edges:
            self._before.setdefault(edge.target, []).append(edge.source)

    def run(self, begun: frozenset[str], goal: Step, to_start: bool) -> WorstCase:
        """Return the longest path to the goal, or the circle that makes it unbounded."""
        order = self._sort([*begun, goal.id])
        if order is None:
            return WorstCase(self._measure, None, self._find_circle())
        uncounted = [goal.id] if to_start else []
        longest: dict[str, tuple[int, tuple[str, ...]]] = {}
        for name in order:
            arrivals = [longest[earlier] for earlier in self._before.get(name, ())]
            amount, path = max(arrivals, default=(0, ()), key=itemgetter(0))
            if name not in uncounted:
                stay = _stay_at_most(self._track.steps[name])
                amount += self._lengths.at_least(stay, self._measure)
            longest[name] = (amount, (*path, name))
        amount, path = longest[goal.id]
        steps = [self._track.steps[name] for name in path]
        counted = [step for step in steps if step.id not in uncounted]
        paths = tuple(step.path for step in steps)
        return WorstCase(self._measure, amount, paths, _list_sums(counted))

    def _sort(self, goals: Iterable[str]) -> list[str] | None:
        """Return the steps in topological order; None if there is a circle."""
        graph: dict[str, Sequence[str]] = {**dict.fromkeys(goals, ()), **self._before}
        try:
            return list(TopologicalSorter(graph).static_order())
        except CycleError:
            return None

    def _find_circle(self) -> tuple[str, ...]:
        steps = self._track.steps.values()
        return tuple(step.path for step in steps if self._is_in_circle(step.id))

    def _is_in_circle(self, step: str) -> bool:
        targets = [edge.target for edge in self._edges if edge.source == step]
        return step in find_reachable(targets, self._edges)


def _list_sums(steps: Iterable[Step]) -> tuple[str, ...]:
    sums: list[str] = []
    for step in steps:
        most = _stay_at_most(step)
        if most is not None:
            sums.append(f"{step.path} {say_length(most)}")
    return tuple(sums)


def _stay_at_most(step: Step) -> Duration | None:
    return step.takes.most if step.takes else None
