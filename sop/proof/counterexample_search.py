"""A run that leads to a set of configurations: a shortest one, or one that reads track by track.

Small models are searched ring by ring from the beginning, which gives a shortest run. Where the rings grow too large,
the search closes under the moves of one track at a time, and then walks back along these layers.
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
"""Nodes of one ring's diagram, above which rings from the beginning are given up."""


@value
class TraceStep:
    """One move of a run and the configuration after it."""

    move: SymbolicMove
    after: Valuation


@value
class Trace:
    """A run from a beginning, of moves that are events; `is_shortest`: no run with fewer of them leads there."""

    beginning: Valuation
    taken: tuple[TraceStep, ...]
    is_shortest: bool


def find_trace(symbolic: SymbolicModel, goal: Set) -> Trace | None:
    """A run from a beginning into the goal; None where there is none."""
    rings = _compute_rings(symbolic, symbolic.start, goal, symbolic.moves, LARGEST_RING)
    if rings is None:
        return _search_by_track(symbolic, goal)
    if not rings:
        return None
    beginning, taken = _walk_rings(symbolic, rings, goal, symbolic.moves)
    return Trace(beginning, _events(taken), is_shortest=True)


def _events(taken: Sequence[TraceStep]) -> tuple[TraceStep, ...]:
    """Without the closing that follows by itself."""
    return tuple(one for one in taken if one.move.move.kind != "over")


def _compute_rings(
    symbolic: SymbolicModel,
    start: Set,
    goal: Set,
    moves: Sequence[SymbolicMove],
    largest: int | None,
) -> list[Set] | None:
    """The configurations first reached after 0, 1, 2 … moves, up to the first that meets the goal.

    Empty where the goal cannot be reached; None where a ring grew too large.
    """
    rings, seen = [start], start
    while is_empty(rings[-1] & goal):
        new = symbolic.space.any(move.image(rings[-1]) for move in moves) & ~seen
        if is_empty(new):
            return []
        if largest is not None and new.node_count() > largest:
            return None
        rings.append(new)
        seen = seen | new
    return rings


def _walk_rings(
    symbolic: SymbolicModel, rings: Sequence[Set], goal: Set, moves: Sequence[SymbolicMove]
) -> tuple[Valuation, tuple[TraceStep, ...]]:
    """A run through the rings into the goal, found backwards from its end."""
    space = symbolic.space
    here = space.one_of(rings[-1] & goal)
    taken: list[TraceStep] = []
    for ring in reversed(rings[:-1]):
        at = space.only(here)
        for move in moves:
            before = move.before(at) & ring
            if not is_empty(before):
                taken.append(TraceStep(move, here))
                here = space.one_of(before)
                break
    return here, tuple(reversed(taken))


def _search_by_track(symbolic: SymbolicModel, goal: Set) -> Trace | None:
    """What is reached by moves of one track, then of another …, until the goal is met; then back along these layers."""
    groups: dict[str, list[SymbolicMove]] = {}
    for move in symbolic.moves:
        groups.setdefault(move.move.track, []).append(move)
    layers = _layers(symbolic, goal, list(groups.values()))
    if layers is None:
        return None
    space, taken = symbolic.space, list[TraceStep]()
    index = len(layers) - 1
    here = space.one_of(layers[index][0] & goal)
    while index:
        earlier, moves = layers[index - 1][0], layers[index][1]
        here, walked = _walk_layer_back(symbolic, here, earlier, layers[index][0], moves)
        taken = [*walked, *taken]
        index = next(number for number, (layer, _) in enumerate(layers) if space.holds(layer, here))
    return Trace(here, _events(taken), is_shortest=False)


def _layers(
    symbolic: SymbolicModel, goal: Set, groups: list[list[SymbolicMove]]
) -> list[tuple[Set, list[SymbolicMove]]] | None:
    """The beginnings, then what one track's moves reach from there, and so on until the goal is met."""
    layers: list[tuple[Set, list[SymbolicMove]]] = [(symbolic.start, [])]
    idle = 0
    while is_empty(layers[-1][0] & goal):
        for group in groups:
            before = layers[-1][0]
            after = symbolic.reachable(before, moves=group)
            idle = idle + 1 if after == before else 0
            if after != before:
                layers.append((after, group))
            if not is_empty(after & goal):
                break
            if idle > len(groups):
                return None
    return layers


def _walk_layer_back(
    symbolic: SymbolicModel, end: Valuation, earlier: Set, layer: Set, moves: Sequence[SymbolicMove]
) -> tuple[Valuation, list[TraceStep]]:
    """A shortest way by these moves from the earlier layer to the end: where it begins, and its moves."""
    space = symbolic.space
    rings = [space.only(end)]
    seen = rings[0]
    while is_empty(rings[-1] & earlier):
        new = space.any(move.before(rings[-1]) for move in moves) & layer & ~seen
        assert not is_empty(new), "a layer is reached from the one before it"
        rings.append(new)
        seen = seen | new
    start = here = space.one_of(rings[-1] & earlier)
    taken = []
    for ring in reversed(rings[:-1]):
        for move in moves:
            after = move.image(space.only(here)) & ring
            if not is_empty(after):
                here = space.one_of(after)
                taken.append(TraceStep(move, here))
                break
    return start, taken
