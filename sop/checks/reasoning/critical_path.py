"""The critical path: how soon and how late each step can be over, and what is too late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from sop.checks.reasoning.duration_bounds import MEASURES, OWN_MEASURE, DurationBounds, Measure
from sop.checks.reasoning.earliest_time import LONG_AGO, EarliestTimes, Node
from sop.checks.reasoning.locations import Path, action_place, step_place
from sop.checks.reasoning.timing_constraints import (
    Lasting,
    Stay,
    Timing,
    Until,
    action_node,
    entry_node,
    exit_node,
    resumption_node,
    standing_node,
    value_node,
    visit_node,
)
from sop.checks.reasoning.worst_case import find_worst_path
from sop.engine.deadlines import say_length
from sop.model.definition import Action, Definition, Step, Track
from sop.model.dotted_path import DottedPath
from sop.model.duration import Due, Duration
from sop.model.value import value

Certainty = Literal["certain", "unless_ahead"]

VISIT_NODES = ("in", "on", "seen", "out", "doing")
"""The kinds of nodes that belong to a visit of a step, and so name a step of a path."""


@value
class Bound:
    """When a step can be over, in hours from the opening of the case.

    `earliest` is None if it never can. `latest` is the worst case over its outcomes if every step
    on the path has `takes.max`, else None; `unbounded` if a circle of outcomes is on the path.
    `path` is the critical one.
    """

    earliest: int | None
    path: tuple[str, ...] = ()
    latest: int | None = None
    unbounded: bool = False


@value
class Start:
    """A moment during a visit of the step from which time is counted, and what happens then.

    `until` says which earlier events may have happened before this moment.
    """

    track: Track
    step: Step
    moments: Mapping[Node, float]
    until: Until


@value
class Overrun:
    """Something that is later than `limit`: its earliest time by a measure, and the path to it."""

    measure: Measure
    amount: int
    limit: int
    path: tuple[str, ...]
    sums: tuple[str, ...]


@value
class Deadline:
    """A deadline of a step or action: its place, its name, and the moments that meet it."""

    step: Step
    action: Action | None
    due: Due
    place: Path
    name: str
    nodes: tuple[Node, ...]


def earliest_finish(definition: Definition) -> Mapping[str, Bound]:
    """Return when the visit of each step can be over, in hours from the opening; by step path."""
    timing, lengths = Timing(definition), DurationBounds(definition)
    soonest = timing.from_opening(measure_stays(lengths, "hours"))
    bounds: dict[str, Bound] = {}
    for step in definition.steps():
        bounds[step.path] = _find_bound(definition.track_at(step.path), step, soonest, lengths)
    return bounds


def measure_stays(lengths: DurationBounds, measure: Measure) -> Lasting:
    """Return how long a stay lasts at least: its `takes.min` and its wait run in parallel."""

    def measure_stay(stay: Stay) -> float:
        return max(lengths.at_least(stay.least, measure), lengths.at_least(stay.wait, measure))

    return measure_stay


def finish_nodes(step: Step) -> tuple[Node, ...]:
    """Return the moments at which the step is over."""
    if step.end:
        return (entry_node(step.path),)
    return tuple(exit_node(outcome.path) for outcome in step.outcomes.values())


def find_first_node(soonest: EarliestTimes[Stay], nodes: Iterable[Node]) -> Node | None:
    """Return the node that can happen first; None if none ever can."""
    possible = [node for node in nodes if node in soonest.when]
    return min(possible, key=soonest.when.__getitem__, default=None)


def start_at_entry(track: Track, step: Step) -> Start:
    """Return the start of a visit."""
    moments = {entry_node(step.path): 0.0, visit_node(step.path): 0.0, **_pause(track, step)}
    return Start(track, step, moments, "entry")


def start_during_visit(track: Track, step: Step, at: float = 0.0) -> Start:
    """Return any moment of a visit that began before."""
    moments = {standing_node(step.path): at, **_pause(track, step)}
    return Start(track, step, moments, "during")


def starts_of(
    timing: Timing, track: Track, step: Step, *, due: Due, certainty: Certainty
) -> list[Start]:
    """Return the moments from which the deadline may count; none if it cannot be judged.

    A date may be in the future when it is recorded, so from a date only the waits that count from
    it are certain.
    """
    definition, fact = timing.definition, due.from_fact
    if due.before_fact is not None:
        return []
    if fact is None:
        return [start_at_entry(track, step)] if certainty == "certain" else []
    if certainty == "certain" and not _has_wait_from(definition, fact):
        return []
    at = LONG_AGO if certainty == "certain" else 0.0
    places = {action.path.parent for action in definition.recorders(fact)}
    if definition.facts[fact].anytime or definition.facts[fact].at_opening:
        at = LONG_AGO
        places.add(step.path)
    starts: list[Start] = []
    for place in sorted(places):
        owner = definition.track_at(place)
        start = start_during_visit(owner, definition.step(place), at)
        moments = {**start.moments, value_node(fact): 0.0}
        starts.append(Start(owner, start.step, moments, start.until))
    return starts


def find_overrun(
    timing: Timing,
    lengths: DurationBounds,
    starts: Iterable[Start],
    *,
    nodes: tuple[Node, ...],
    limit: Duration | None,
) -> Overrun | None:
    """Return by how much the first of the nodes is certainly later than the limit; else None."""
    begun = list(starts)
    if not begun or not all(_may_be_late(timing, start, nodes) for start in begun):
        return None
    for measure in measures_for(limit):
        allowed = lengths.at_most(limit, measure)
        stays = measure_stays(lengths, measure)
        first = _find_first_arrival(timing, begun, stays, nodes=nodes, allowed=allowed)
        if first is not None and first.when > allowed:
            return Overrun(
                measure,
                amount=int(first.when),
                limit=allowed,
                path=list_steps_on(first.times, first.node),
                sums=list_sums_on(first.times, first.node),
            )
    return None


@value
class _Arrival:
    """A node that is reached first, and the times of all nodes before it."""

    when: float
    node: Node
    times: EarliestTimes[Stay]


def _find_first_arrival(
    timing: Timing,
    starts: list[Start],
    lasts: Lasting,
    *,
    nodes: tuple[Node, ...],
    allowed: int,
) -> _Arrival | None:
    """Return the earliest arrival at a node from any start; stop at one that is early enough."""
    best: _Arrival | None = None
    for start in starts:
        soonest = find_soonest(timing, start, lasts, nodes)
        node = find_first_node(soonest, nodes)
        if node is None:
            continue
        arrival = _Arrival(soonest.when[node], node, soonest)
        if arrival.when <= allowed:
            return arrival
        if best is None or arrival.when < best.when:
            best = arrival
    return best


def find_soonest(
    timing: Timing, start: Start, lasts: Lasting, nodes: Iterable[Node]
) -> EarliestTimes[Stay]:
    """Return the earliest times of these nodes, counted from the start."""
    before = timing.before(start.track, start.step.id, start.until)
    return timing.since(start.track, start.moments, before, lasts=lasts, nodes=nodes)


def _may_be_late(timing: Timing, start: Start, nodes: tuple[Node, ...]) -> bool:
    """Return whether anything on the path from the start takes time.

    The cheap question comes first: what may have happened before costs a whole search.
    """
    if not timing.may_take_time(nodes, start.moments):
        return False
    before = timing.before(start.track, start.step.id, start.until)
    if not timing.may_take_time(nodes, start.moments, before):
        return False
    soonest = find_soonest(timing, start, _count_stay, nodes)
    return any(soonest.when.get(node, 1) > 0 for node in nodes)


def _count_stay(stay: Stay) -> float:
    return float(stay.takes_time)


def list_steps_on(soonest: EarliestTimes[Stay], node: Node) -> tuple[str, ...]:
    """Return the paths of the steps that the node waited for, in order, each visit once."""
    steps: list[str] = []
    for kind, name in (*(earlier for earlier, _ in soonest.trail(node)), node):
        if kind not in VISIT_NODES:
            continue
        path = DottedPath(name)
        step = f"{path.track}.{path.step}"
        if not steps or steps[-1] != step:
            steps.append(step)
    return tuple(steps)


def list_sums_on(soonest: EarliestTimes[Stay], node: Node) -> tuple[str, ...]:
    """Return what took time on the path, in words: `drill.search 2 days`."""
    stays = [stay for _, stay in soonest.trail(node) if stay is not None]
    return tuple(_describe_stay(stay) for stay in stays if stay.takes_time)


def format_amount(amount: int, measure: Measure) -> str:
    """Return an amount of a measure in words."""
    return say_length(Duration(amount, measure))


def list_deadlines(definition: Definition) -> Iterator[Deadline]:
    """Yield each deadline of each step and of its actions, in file order."""
    for step in definition.steps():
        if step.due is not None:
            yield Deadline(
                step,
                action=None,
                due=step.due,
                place=(*step_place(step), "due"),
                name=f"the end of step '{step.id}'",
                nodes=finish_nodes(step),
            )
        for action in step.actions.values():
            if action.due is not None:
                yield Deadline(
                    step,
                    action=action,
                    due=action.due,
                    place=(*action_place(action), "due"),
                    name=f"action '{action.id}'",
                    nodes=(action_node(action.path),),
                )


def takes_time(definition: Definition) -> bool:
    """Return whether anything in the workflow takes time for certain."""
    if any(step.takes for step in definition.steps()):
        return True
    return any(outcome.wait for outcome in definition.outcomes())


def _has_wait_from(definition: Definition, fact: str) -> bool:
    waits = [outcome.wait for outcome in definition.outcomes() if outcome.wait]
    return fact in [wait.from_fact for wait in waits]


def _find_bound(
    track: Track, step: Step, soonest: EarliestTimes[Stay], lengths: DurationBounds
) -> Bound:
    latest, unbounded = None, False
    # The worst case is unknown for a track that waits for a condition before it starts.
    if not track.starts:
        first = [track.first.id]
        worst = find_worst_path(lengths, track, first, step, measure="hours", restarts=False)
        if worst is not None:
            latest, unbounded = worst.amount, worst.amount is None
    node = find_first_node(soonest, finish_nodes(step))
    if node is None:
        return Bound(None, (), latest, unbounded)
    earliest = int(max(0, soonest.when[node]))
    return Bound(earliest, list_steps_on(soonest, node), latest, unbounded)


def _pause(track: Track, step: Step) -> dict[Node, float]:
    return {resumption_node(track.id): LONG_AGO} if step.resumes else {}


def measures_for(limit: Duration | None) -> tuple[Measure, ...]:
    """Return the measures in which a length is compared with the limit, its own first."""
    own: Measure = "hours"
    if limit is not None:
        own = OWN_MEASURE[limit.unit]
    return (own, *(measure for measure in MEASURES if measure != own))


def _describe_stay(stay: Stay) -> str:
    lengths: list[str] = []
    if stay.least:
        lengths.append(say_length(stay.least))
    if stay.wait:
        lengths.append(f"wait of {say_length(stay.wait)}")
    return f"{stay.step.path} {' and '.join(lengths)}"
