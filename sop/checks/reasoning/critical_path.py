"""The critical path: how soon each step can be over, how late it can be, and what nobody can meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from sop.checks.reasoning.duration_bounds import MEASURES, OWN_MEASURE, DurationBounds, Measure
from sop.checks.reasoning.earliest_time import LONG_AGO, EarliestTimes, Node
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
from sop.model.definition import Action, Definition, Due, Duration, Step, Track
from sop.model.value import value

Certainty = Literal["certain", "unless_ahead"]


@value
class Bound:
    """When a step can be over, in hours from the opening of the case.

    `earliest` None: never. `latest` is the worst case over its outcomes where every step on the way says `takes.max`,
    None where one does not; `unbounded` where a circle of outcomes lies on the way. `path` is the critical one.
    """

    earliest: int | None
    path: tuple[str, ...] = ()
    latest: int | None = None
    unbounded: bool = False


@value
class Start:
    """A moment from which time is counted: during a visit of the step, and what happens then.

    What may have happened before is what can `until` this moment.
    """

    track: Track
    step: Step
    moments: Mapping[Node, float]
    until: Until


@value
class Overrun:
    """Something that comes later than `limit` allows: by how much of the measure at least, and on which way."""

    measure: Measure
    amount: int
    limit: int
    path: tuple[str, ...]
    sums: tuple[str, ...]


def earliest_finish(definition: Definition) -> Mapping[str, Bound]:
    """Step path -> when its visit can be over, counted in hours from the opening of the case."""
    timing, lengths = Timing(definition), DurationBounds(definition)
    soonest = timing.from_opening(measure_stays(lengths, "hours"))
    places = [
        (track, step) for track in definition.tracks.values() for step in track.steps.values()
    ]
    return {step.path: _bound(track, step, soonest, lengths) for track, step in places}


def measure_stays(lengths: DurationBounds, measure: Measure) -> Lasting:
    """How long each stay lasts at least: its step's `takes.min` and its wait run side by side."""
    return lambda stay: max(
        lengths.at_least(stay.least, measure), lengths.at_least(stay.wait, measure)
    )


def finish_nodes(step: Step) -> tuple[Node, ...]:
    """The moments at which the step is over."""
    return (
        (entry_node(step.path),)
        if step.end
        else tuple(exit_node(o.path) for o in step.outcomes.values())
    )


def find_first_node(soonest: EarliestTimes[Stay], nodes: Iterable[Node]) -> Node | None:
    """The one that can happen soonest; None where none ever can."""
    possible = [node for node in nodes if node in soonest.when]
    return min(possible, key=lambda node: soonest.when[node], default=None)


def start_at_entry(track: Track, step: Step) -> Start:
    """Counted from the start of a visit."""
    moments = {entry_node(step.path): 0.0, visit_node(step.path): 0.0, **_pause(track, step)}
    return Start(track, step, moments, "entry")


def start_during_visit(track: Track, step: Step, at: float = 0.0) -> Start:
    """Counted from some moment of a visit that began before."""
    moments = {standing_node(step.path): at, **_pause(track, step)}
    return Start(track, step, moments, "during")


def starts_of(
    timing: Timing, track: Track, step: Step, due: Due, certainty: Certainty
) -> list[Start]:
    """The moments from which the deadline may count; none where it cannot be judged.

    A date may lie ahead when it is recorded, so from a date only the waits that count from it are certain.
    """
    definition, fact = timing.definition, due.from_fact
    if due.before_fact is not None:
        return []
    if fact is None:
        return [start_at_entry(track, step)] if certainty == "certain" else []
    if certainty == "certain" and not _waits_from(definition, fact):
        return []
    at = LONG_AGO if certainty == "certain" else 0.0
    places = {
        (p.split(".")[0], p.split(".")[1]) for p in (a.path for a in definition.recorders(fact))
    }
    if definition.facts[fact].anytime or definition.facts[fact].at_opening:
        at, places = LONG_AGO, {*places, (track.id, step.id)}
    found = []
    for name, where in sorted(places):
        owner = definition.tracks[name]
        begun = start_during_visit(owner, owner.steps[where], at)
        found.append(
            Start(owner, begun.step, {**begun.moments, value_node(fact): 0.0}, begun.until)
        )
    return found


def find_overrun(
    timing: Timing,
    lengths: DurationBounds,
    starts: Iterable[Start],
    nodes: tuple[Node, ...],
    limit: Duration | None,
) -> Overrun | None:
    """Whether from each start the first of the nodes comes later than the limit for certain, and how."""
    begun = list(starts)
    if not begun or not all(_may_be_late(timing, start, nodes) for start in begun):
        return None
    for measure in measures_for(limit):
        allowed = lengths.at_most(limit, measure)
        best: tuple[float, EarliestTimes[Stay], Node] | None = None
        for start in begun:
            soonest = find_soonest(timing, start, measure_stays(lengths, measure), nodes)
            node = find_first_node(soonest, nodes)
            if node is not None and (best is None or soonest.when[node] < best[0]):
                best = (soonest.when[node], soonest, node)
            if best is not None and best[0] <= allowed:
                break
        if best is not None and best[0] > allowed:
            return Overrun(
                measure,
                int(best[0]),
                allowed,
                list_steps_on(best[1], best[2]),
                list_sums_on(best[1], best[2]),
            )
    return None


def find_soonest(
    timing: Timing, start: Start, lasts: Lasting, nodes: Iterable[Node]
) -> EarliestTimes[Stay]:
    """The soonest of these nodes, counted from the start."""
    before = timing.before(start.track, start.step.id, start.until)
    return timing.since(start.track, start.moments, before, lasts, nodes)


def _may_be_late(timing: Timing, start: Start, nodes: tuple[Node, ...]) -> bool:
    """Whether anything on the way from the start takes time; asked first without looking at what was before."""
    if not timing.may_take_time(nodes, start.moments):
        return False
    before = timing.before(start.track, start.step.id, start.until)
    if not timing.may_take_time(nodes, start.moments, before):
        return False
    soonest = find_soonest(timing, start, lambda stay: 1 if stay.least or stay.wait else 0, nodes)
    return any(soonest.when.get(node, 1) > 0 for node in nodes)


def list_steps_on(soonest: EarliestTimes[Stay], node: Node) -> tuple[str, ...]:
    """The paths of the steps that the node waited for, in order."""
    places = [each for each, _ in soonest.trail(node)] + [node]
    steps = [
        ".".join(name.split(".")[:2])
        for kind, name in places
        if kind in ("in", "on", "seen", "out", "doing")
    ]
    return tuple(step for at, step in enumerate(steps) if at == 0 or step != steps[at - 1])


def list_sums_on(soonest: EarliestTimes[Stay], node: Node) -> tuple[str, ...]:
    """What took time on the way, in words: `drill.search 2 days`."""
    return tuple(
        _describe_stay(stay)
        for _, stay in soonest.trail(node)
        if stay and (stay.least or stay.wait)
    )


def format_amount(amount: int, measure: Measure) -> str:
    """An amount of a measure in words."""
    return say_length(Duration(amount, measure))


def list_deadlines(step: Step) -> Iterator[tuple[Action | None, Due, tuple[Node, ...]]]:
    """Each deadline of the step and of its actions, with the moments that meet it."""
    if step.due is not None:
        yield None, step.due, finish_nodes(step)
    for action in step.actions.values():
        if action.due is not None:
            yield action, action.due, (action_node(action.path),)


def takes_time(definition: Definition) -> bool:
    """Whether anything in the workflow takes time for certain."""
    steps = [step for track in definition.tracks.values() for step in track.steps.values()]
    return any(s.takes or any(o.wait for o in s.outcomes.values()) for s in steps)


def _waits_from(definition: Definition, fact: str) -> bool:
    steps = [step for track in definition.tracks.values() for step in track.steps.values()]
    return any(
        o.wait is not None and o.wait.from_fact == fact
        for step in steps
        for o in step.outcomes.values()
    )


def _bound(
    track: Track, step: Step, soonest: EarliestTimes[Stay], lengths: DurationBounds
) -> Bound:
    node = find_first_node(soonest, finish_nodes(step))
    worst = (
        find_worst_path(lengths, track, [track.first.id], step, "hours", restarts=False)
        if not track.starts
        else None
    )
    latest, unbounded = (worst.amount, worst.amount is None) if worst else (None, False)
    if node is None:
        return Bound(None, (), latest, unbounded)
    return Bound(int(max(0, soonest.when[node])), list_steps_on(soonest, node), latest, unbounded)


def _pause(track: Track, step: Step) -> dict[Node, float]:
    return {resumption_node(track.id): LONG_AGO} if step.resumes else {}


def measures_for(limit: Duration | None) -> tuple[Measure, ...]:
    """The measures in which a length is compared with the limit, its own first."""
    own: Measure = OWN_MEASURE[limit.unit] if limit is not None else "hours"
    return (own, *(measure for measure in MEASURES if measure != own))


def _describe_stay(stay: Stay) -> str:
    lengths = [say_length(stay.least)] if stay.least else []
    lengths += [f"wait of {say_length(stay.wait)}"] if stay.wait else []
    return f"{stay.step.path} {' and '.join(lengths)}"
