"""A run that leads to a set of configurations: a shortest one, or one that reads track by track.

Small models are searched ring by ring from the beginning, which gives a shortest run. Where the rings grow too large,
the search goes backwards, closing under the moves of one track at a time, and then walks forward to the nearest ring.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sop.model.value import dataclass
from sop.proof.diagrams import Valuation, is_empty
from sop.proof.reach import Symbolic, SymbolicMove

if TYPE_CHECKING:
    from sop.proof.diagrams import Set

LARGEST_RING = 1500
"""Nodes of one ring's diagram, above which rings from the beginning are given up."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One move of a run and the configuration after it."""

    move: SymbolicMove
    after: Valuation


@dataclass(frozen=True, slots=True)
class Run:
    """A run from a beginning; `is_shortest`: no run with fewer moves leads there."""

    beginning: Valuation
    taken: tuple[Taken, ...]
    is_shortest: bool


def run_to(symbolic: Symbolic, goal: Set) -> Run | None:
    """A run from a beginning into the goal; None where there is none."""
    rings = _rings(symbolic, symbolic.start, goal, symbolic.moves, LARGEST_RING)
    if rings is None:
        return _track_by_track(symbolic, goal)
    if not rings:
        return None
    beginning, taken = _walked(symbolic, rings, goal, symbolic.moves)
    return Run(beginning, taken, is_shortest=True)


def _rings(
    symbolic: Symbolic, start: Set, goal: Set, moves: Sequence[SymbolicMove], largest: int | None
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


def _walked(
    symbolic: Symbolic, rings: Sequence[Set], goal: Set, moves: Sequence[SymbolicMove]
) -> tuple[Valuation, tuple[Taken, ...]]:
    """A run through the rings into the goal, found backwards from its end."""
    space = symbolic.space
    here = space.one_of(rings[-1] & goal)
    taken: list[Taken] = []
    for ring in reversed(rings[:-1]):
        at = space.only(here)
        for move in moves:
            before = move.before(at) & ring
            if not is_empty(before):
                taken.append(Taken(move, here))
                here = space.one_of(before)
                break
    return here, tuple(reversed(taken))


def _track_by_track(symbolic: Symbolic, goal: Set) -> Run | None:
    groups: dict[str, list[SymbolicMove]] = {}
    for move in symbolic.moves:
        groups.setdefault(move.move.track, []).append(move)
    layers = _layers(symbolic, goal, list(groups.values()))
    if layers is None:
        return None
    space, taken = symbolic.space, list[Taken]()
    index = next(number for number, (layer, _) in enumerate(layers) if not is_empty(layer & symbolic.start))
    here = beginning = space.one_of(layers[index][0] & symbolic.start)
    while index:
        nearer, moves = layers[index - 1][0], layers[index][1]
        rings = _rings(symbolic, space.only(here), nearer, moves, None)
        assert rings, "a layer leads to the one before it"
        _, walked = _walked(symbolic, rings, nearer, moves)
        taken += walked
        here = taken[-1].after
        index = next(number for number, (layer, _) in enumerate(layers) if space.holds(layer, here))
    return Run(beginning, tuple(taken), is_shortest=False)


def _layers(
    symbolic: Symbolic, goal: Set, groups: list[list[SymbolicMove]]
) -> list[tuple[Set, list[SymbolicMove]]] | None:
    """The goal, then what leads there by moves of one track, then of another …, until a beginning is in it."""
    layers: list[tuple[Set, list[SymbolicMove]]] = [(goal, [])]
    idle = 0
    while is_empty(layers[-1][0] & symbolic.start):
        for group in groups:
            before = layers[-1][0]
            after = symbolic.leading_to(before, symbolic.space.true, group)
            idle = idle + 1 if after == before else 0
            if after != before:
                layers.append((after, group))
            if not is_empty(after & symbolic.start):
                break
            if idle > len(groups):
                return None
    return layers
