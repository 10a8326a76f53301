"""The critical path: how soon each step can be over, how late it can be, and what nobody can meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from sop.checks.reasoning.lengths import MEASURES, OWN_MEASURE, Lengths, Measure
from sop.checks.reasoning.soonest import LONG_AGO, Node, Soonest
from sop.checks.reasoning.timing import (
    Lasting,
    Stay,
    Timing,
    Until,
    doing,
    entering,
    leaving,
    paused,
    seen,
    standing,
    value_of,
)
from sop.checks.reasoning.worst import worst_way
from sop.engine.deadlines import say_length
from sop.model.definition import Action, Definition, Due, Duration, Step, Track
from sop.model.value import dataclass

Certainty = Literal["certain", "unless_ahead"]


@dataclass(frozen=True, slots=True)
class Bound:
    """When a step can be over, in hours from the opening of the case.

    `earliest` None: never. `latest` is the worst case over its outcomes where every step on the way says `takes.max`,
    None where one does not; `unbounded` where a circle of outcomes lies on the way. `path` is the critical one.
    """

    earliest: int | None
    path: tuple[str, ...] = ()
    latest: int | None = None
    unbounded: bool = False


@dataclass(frozen=True, slots=True)
class Start:
    """A moment from which time is counted: during a visit of the step, and what happens then.

    What may have happened before is what can `until` this moment.
    """

    track: Track
    step: Step
    moments: Mapping[Node, float]
    until: Until


@dataclass(frozen=True, slots=True)
class Late:
    """Something that comes later than `limit` allows: by how much of the measure at least, and on which way."""

    measure: Measure
    amount: int
    limit: int
    path: tuple[str, ...]
    sums: tuple[str, ...]


def earliest_finish(definition: Definition) -> Mapping[str, Bound]:
    """Step path -> when its visit can be over, counted in hours from the opening of the case."""
    timing, lengths = Timing(definition), Lengths(definition)
    soonest = timing.from_opening(lasting(lengths, "hours"))
    places = [
        (track, step) for track in definition.tracks.values() for step in track.steps.values()
    ]
    return {step.path: _bound(track, step, soonest, lengths) for track, step in places}


def lasting(lengths: Lengths, measure: Measure) -> Lasting:
    """How long each stay lasts at least: its step's `takes.min` and its wait run side by side."""
    return lambda stay: max(
        lengths.at_least(stay.least, measure), lengths.at_least(stay.wait, measure)
    )


def finishing(step: Step) -> tuple[Node, ...]:
    """The moments at which the step is over."""
    return (
        (entering(step.path),)
        if step.end
        else tuple(leaving(o.path) for o in step.outcomes.values())
    )


def first_of(soonest: Soonest[Stay], nodes: Iterable[Node]) -> Node | None:
    """The one that can happen soonest; None where none ever can."""
    possible = [node for node in nodes if node in soonest.when]
    return min(possible, key=lambda node: soonest.when[node], default=None)


def entry(track: Track, step: Step) -> Start:
    """Counted from the start of a visit."""
    moments = {entering(step.path): 0.0, seen(step.path): 0.0, **_pause(track, step)}
    return Start(track, step, moments, "entry")


def during(track: Track, step: Step, at: float = 0.0) -> Start:
    """Counted from some moment of a visit that began before."""
    moments = {standing(step.path): at, **_pause(track, step)}
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
        return [entry(track, step)] if certainty == "certain" else []
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
        begun = during(owner, owner.steps[where], at)
        found.append(Start(owner, begun.step, {**begun.moments, value_of(fact): 0.0}, begun.until))
    return found


def too_late(
    timing: Timing,
    lengths: Lengths,
    starts: Iterable[Start],
    nodes: tuple[Node, ...],
    limit: Duration | None,
) -> Late | None:
    """Whether from each start the first of the nodes comes later than the limit for certain, and how."""
    begun = list(starts)
    if not begun or not all(_may_be_late(timing, start, nodes) for start in begun):
        return None
    for measure in measures_for(limit):
        allowed = lengths.at_most(limit, measure)
        best: tuple[float, Soonest[Stay], Node] | None = None
        for start in begun:
            soonest = since(timing, start, lasting(lengths, measure), nodes)
            node = first_of(soonest, nodes)
            if node is not None and (best is None or soonest.when[node] < best[0]):
                best = (soonest.when[node], soonest, node)
            if best is not None and best[0] <= allowed:
                break
        if best is not None and best[0] > allowed:
            return Late(
                measure,
                int(best[0]),
                allowed,
                steps_on(best[1], best[2]),
                sums_on(best[1], best[2]),
            )
    return None


def since(timing: Timing, start: Start, lasts: Lasting, nodes: Iterable[Node]) -> Soonest[Stay]:
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
    soonest = since(timing, start, lambda stay: 1 if stay.least or stay.wait else 0, nodes)
    return any(soonest.when.get(node, 1) > 0 for node in nodes)


def steps_on(soonest: Soonest[Stay], node: Node) -> tuple[str, ...]:
    """The paths of the steps that the node waited for, in order."""
    places = [each for each, _ in soonest.trail(node)] + [node]
    steps = [
        ".".join(name.split(".")[:2])
        for kind, name in places
        if kind in ("in", "on", "seen", "out", "doing")
    ]
    return tuple(step for at, step in enumerate(steps) if at == 0 or step != steps[at - 1])


def sums_on(soonest: Soonest[Stay], node: Node) -> tuple[str, ...]:
    """What took time on the way, in words: `drill.search 2 days`."""
    return tuple(
        _said(stay) for _, stay in soonest.trail(node) if stay and (stay.least or stay.wait)
    )


def said_amount(amount: int, measure: Measure) -> str:
    """An amount of a measure in words."""
    return say_length(Duration(amount, measure))


def clocks_of(step: Step) -> Iterator[tuple[Action | None, Due, tuple[Node, ...]]]:
    """Each deadline of the step and of its actions, with the moments that meet it."""
    if step.due is not None:
        yield None, step.due, finishing(step)
    for action in step.actions.values():
        if action.due is not None:
            yield action, action.due, (doing(action.path),)


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


def _bound(track: Track, step: Step, soonest: Soonest[Stay], lengths: Lengths) -> Bound:
    node = first_of(soonest, finishing(step))
    worst = (
        worst_way(lengths, track, [track.first.id], step, "hours", restarts=False)
        if not track.starts
        else None
    )
    latest, unbounded = (worst.amount, worst.amount is None) if worst else (None, False)
    if node is None:
        return Bound(None, (), latest, unbounded)
    return Bound(int(max(0, soonest.when[node])), steps_on(soonest, node), latest, unbounded)


def _pause(track: Track, step: Step) -> dict[Node, float]:
    return {paused(track.id): LONG_AGO} if step.resumes else {}


def measures_for(limit: Duration | None) -> tuple[Measure, ...]:
    """The measures in which a length is compared with the limit, its own first."""
    own: Measure = OWN_MEASURE[limit.unit] if limit is not None else "hours"
    return (own, *(measure for measure in MEASURES if measure != own))


def _said(stay: Stay) -> str:
    lengths = [say_length(stay.least)] if stay.least else []
    lengths += [f"wait of {say_length(stay.wait)}"] if stay.wait else []
    return f"{stay.step.path} {' and '.join(lengths)}"
