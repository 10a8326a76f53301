"""Searches for a run that leads to a set of configurations (the trace of a counterexample).

Small models are searched ring by ring from the beginning (breadth-first), which gives a shortest
run. Where the rings grow too large, the search closes under the moves of one track at a time and
then goes back along these layers; that run reads track by track and may be longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sop.model.value import value
from sop.proof.bdd import Valuation, is_empty
from sop.proof.reachability import SymbolicModel, SymbolicMove

if TYPE_CHECKING:
    from sop.proof.bdd import Set

LARGEST_RING = 1500
"""Nodes in the diagram of one ring: above this the search uses layers instead of rings."""
Layer = tuple["Set", Sequence[SymbolicMove]]
"""A set of configurations and the moves that reached it from the layer before."""


@value
class TraceStep:
    """One move of a run and the configuration after it."""

    move: SymbolicMove
    after: Valuation


@value
class Trace:
    """A run from a beginning. Its steps are moves that are events."""

    beginning: Valuation
    steps: tuple[TraceStep, ...]


def find_trace(symbolic: SymbolicModel, goal: Set) -> Trace | None:
    """Return a run from a beginning into the goal, or None if there is no such run."""
    rings = _compute_rings(symbolic, goal, LARGEST_RING)
    if rings is None:
        return _search_by_track(symbolic, goal)
    if not rings:
        return None
    beginning, steps = _walk_rings_back(symbolic, rings, goal)
    return Trace(beginning, _select_events(steps))


def _select_events(steps: Sequence[TraceStep]) -> tuple[TraceStep, ...]:
    """The steps without the automatic closing, which is not an event."""
    return tuple(step for step in steps if step.move.guarded.kind != "over")


def _compute_rings(symbolic: SymbolicModel, goal: Set, largest: int) -> list[Set] | None:
    """The configurations first reached after 0, 1, 2 … moves, up to the first that meets the goal.

    Empty if the goal cannot be reached; None if a ring needs more nodes than `largest`.
    """
    rings, seen = [symbolic.start], symbolic.start
    while is_empty(rings[-1] & goal):
        new = symbolic.space.any(move.image(rings[-1]) for move in symbolic.moves) & ~seen
        if is_empty(new):
            return []
        if new.node_count() > largest:
            return None
        rings.append(new)
        seen = seen | new
    return rings


def _walk_rings_back(
    symbolic: SymbolicModel, rings: Sequence[Set], goal: Set
) -> tuple[Valuation, tuple[TraceStep, ...]]:
    """A run through the rings into the goal, found backwards from its end."""
    space = symbolic.space
    here = space.pick_one(rings[-1] & goal)
    steps: list[TraceStep] = []
    for ring in reversed(rings[:-1]):
        at = space.only(here)
        for move in symbolic.moves:
            before = move.preimage(at) & ring
            if not is_empty(before):
                steps.append(TraceStep(move, here))
                here = space.pick_one(before)
                break
    return here, tuple(reversed(steps))


def _search_by_track(symbolic: SymbolicModel, goal: Set) -> Trace | None:
    """A run along layers, each closed under the moves of one track; None if there is no run."""
    groups: dict[str, list[SymbolicMove]] = {}
    for move in symbolic.moves:
        groups.setdefault(move.guarded.track, []).append(move)
    layers = _compute_layers(symbolic, goal, list(groups.values()))
    if layers is None:
        return None
    space, steps = symbolic.space, list[TraceStep]()
    index = len(layers) - 1
    here = space.pick_one(layers[index][0] & goal)
    while index:
        earlier = layers[index - 1][0]
        here, walked = _walk_layer_back(symbolic, here, earlier, layers[index])
        steps = [*walked, *steps]
        index = next(number for number, (layer, _) in enumerate(layers) if space.holds(layer, here))
    return Trace(here, _select_events(steps))


def _compute_layers(
    symbolic: SymbolicModel, goal: Set, groups: list[list[SymbolicMove]]
) -> list[Layer] | None:
    """The beginnings, then what one track's moves reach from there, and so on up to the goal."""
    layers: list[Layer] = [(symbolic.start, [])]
    idle = 0
    while is_empty(layers[-1][0] & goal):
        for group in groups:
            before = layers[-1][0]
            after = symbolic.find_reachable_states(before, moves=group)
            idle = idle + 1 if after == before else 0
            if after != before:
                layers.append((after, group))
            if not is_empty(after & goal):
                break
            if idle > len(groups):
                return None
    return layers


def _walk_layer_back(
    symbolic: SymbolicModel, end: Valuation, earlier: Set, reached: Layer
) -> tuple[Valuation, list[TraceStep]]:
    """A shortest path inside the layer, from the earlier one to the end: its start and moves."""
    space = symbolic.space
    layer, moves = reached
    rings = [space.only(end)]
    seen = rings[0]
    while is_empty(rings[-1] & earlier):
        new = space.any(move.preimage(rings[-1]) for move in moves) & layer & ~seen
        assert not is_empty(new), "a layer is reached from the one before it"
        rings.append(new)
        seen = seen | new
    start = here = space.pick_one(rings[-1] & earlier)
    steps = []
    for ring in reversed(rings[:-1]):
        for move in moves:
            after = move.image(space.only(here)) & ring
            if not is_empty(after):
                here = space.pick_one(after)
                steps.append(TraceStep(move, here))
                break
    return start, steps
