"""How long a case can take in the worst case: each step as long as its `takes: {max: …}`, on the longest way."""

from __future__ import annotations

from collections.abc import Iterable

from sop.checks.reasoning.duration_bounds import DurationBounds, Measure
from sop.checks.reasoning.step_graph import StepEdge, find_reachable, list_edges, reverse_edges
from sop.engine.deadlines import say_length
from sop.model.definition import Duration, Step, Track
from sop.model.value import value


@value
class WorstCase:
    """The worst case; `amount` None where a circle of steps has no bound, and `path` is then the circle."""

    amount: int | None
    path: tuple[str, ...]
    sums: tuple[str, ...] = ()


def find_worst_path(
    lengths: DurationBounds,
    track: Track,
    sources: Iterable[str],
    step: Step,
    measure: Measure,
    *,
    restarts: bool = True,
    to_start: bool = False,
) -> WorstCase | None:
    """The longest way by outcomes from the start of one of these steps to the end of this one, or to its start.

    The count begins anew where a source is entered again, if it `restarts`. None where a step on some way does not say
    `takes.max`, or no way leads there.
    """
    begun = frozenset(sources)
    by_outcome = (way for way in list_edges(track) if not way.by_interrupt)
    onward = tuple(way for way in by_outcome if not restarts or way.target not in begun)
    between = find_reachable(begun, onward) & find_reachable([step.id], reverse_edges(onward))
    if step.id not in between or any(
        _find_longest_stay(track.steps[name]) is None for name in between if name != step.id
    ):
        return None
    if not step.end and not to_start and _find_longest_stay(step) is None:
        return None
    inside = tuple(way for way in onward if {way.source, way.target} <= between)
    return _find_longest_path(lengths, track, begun & between, (step, to_start), inside, measure)


def _find_longest_path(
    lengths: DurationBounds,
    track: Track,
    begun: frozenset[str],
    goal: tuple[Step, bool],
    inside: tuple[StepEdge, ...],
    measure: Measure,
) -> WorstCase:
    """The longest way, found by taking each step when all before it are known; what is left over is in a circle."""
    step, to_start = goal
    before: dict[str, list[str]] = {}
    for way in inside:
        before.setdefault(way.target, []).append(way.source)
    known: dict[str, tuple[int, tuple[str, ...]]] = {}
    names = [*dict.fromkeys([*begun, *before, step.id])]
    while any(name not in known for name in names):
        ready = [n for n in names if n not in known and all(b in known for b in before.get(n, ()))]
        if not ready:
            return WorstCase(
                None, tuple(track.steps[n].path for n in track.steps if _in_circle(n, inside))
            )
        for name in ready:
            sofar = max(
                (known[b] for b in before.get(name, ())), default=(0, ()), key=lambda pair: pair[0]
            )
            lasts = (
                0
                if to_start and name == step.id
                else lengths.at_least(_find_longest_stay(track.steps[name]), measure)
            )
            known[name] = (sofar[0] + lasts, (*sofar[1], name))
    amount, names_on = known[step.id]
    on = [track.steps[name] for name in names_on]
    left_out = (step,) if to_start else ()
    sums = tuple(
        f"{each.path} {say_length(most)}"
        for each in on
        if (most := _find_longest_stay(each)) and each not in left_out
    )
    return WorstCase(amount, tuple(each.path for each in on), sums)


def _in_circle(step: str, inside: tuple[StepEdge, ...]) -> bool:
    return step in find_reachable([way.target for way in inside if way.source == step], inside)


def _find_longest_stay(step: Step) -> Duration | None:
    return step.takes.most if step.takes else None
