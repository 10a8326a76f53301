"""A model as decision diagrams: its moves as maps of sets, forwards and backwards, and their fixed points.

The image of one stage of a move forgets what it changes and says the new values; no variable for "next" is needed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from sop.model.value import value
from sop.proof.bdd import Name, Space, is_empty
from sop.proof.finite_model import Model
from sop.proof.formula import CLOSED, Among, Conjunction, Disjunction, Formula, Negation
from sop.proof.guarded_moves import Assign, GuardedMove
from sop.proof.variable_order import order_variables

if TYPE_CHECKING:
    from sop.proof.bdd import Set


@value
class SymbolicAssign:
    """One stage of a move as sets: where it acts, what it forgets, what holds afterwards."""

    when: Set
    always: bool
    forgets: Set
    sets: Set
    optional: bool


class SymbolicMove:
    """A move that maps sets of configurations forwards and backwards."""

    def __init__(
        self, move: GuardedMove, guard: Set, stages: Sequence[SymbolicAssign], space: Space
    ) -> None:
        self.move, self.guard, self.stages, self.space = move, guard, stages, space

    def image(self, found: Set) -> Set:
        """Where the move leads from these configurations."""
        if not self.stages:
            return found & self.guard
        first, *rest = self.stages
        if first.always and not first.optional:
            now = self.space.and_exists(found, self.guard, first.forgets) & first.sets
        else:
            now, rest = found & self.guard, list(self.stages)
        if is_empty(now):
            return now
        for stage in rest:
            now = map_forwards(self.space, stage, now)
        return now

    def before(self, found: Set) -> Set:
        """From where the move can lead into these configurations."""
        now = found
        for stage in reversed(self.stages):
            now = map_backwards(self.space, stage, now)
        return now & self.guard


def map_forwards(space: Space, stage: SymbolicAssign, now: Set) -> Set:
    if stage.optional:
        return now | (space.and_exists(now, stage.when, stage.forgets) & stage.sets)
    if stage.always:
        return now.exists(stage.forgets) & stage.sets
    acted = now & stage.when
    if is_empty(acted):
        return now
    return (now & ~stage.when) | (acted.exists(stage.forgets) & stage.sets)


def map_backwards(space: Space, stage: SymbolicAssign, now: Set) -> Set:
    came = space.and_exists(now, stage.sets, stage.forgets)
    if stage.optional:
        return now | (came & stage.when)
    return came if stage.always else (now & ~stage.when) | (came & stage.when)


class SymbolicModel:
    """A model as diagrams. `blocks` are the variables from the top to the bottom."""

    def __init__(self, model: Model, nodes: int) -> None:
        self.model = model
        self.blocks = order_variables(model)
        self.space = Space((variable for block in self.blocks for variable in block), nodes)
        self._sets: dict[Formula, Set] = {}
        self.moves = tuple(self.symbolic(move) for move in model.moves)
        start = self.space.all(
            self.space.equals(v.name, v.values[0]) for v in reversed(self.space.variables.values())
        )
        for stage in model.beginning:
            start = map_forwards(self.space, self.stage(stage), start)
        self.start = start
        self.closed = self.space.equals(CLOSED, True)
        self._so_far = start

    def symbolic(self, move: GuardedMove) -> SymbolicMove:
        return SymbolicMove(
            move, self.set(move.guard), [self.stage(stage) for stage in move.stages], self.space
        )

    def set(self, formula: Formula) -> Set:
        """The configurations in which the formula holds."""
        if formula not in self._sets:
            self._sets[formula] = self._build_set(formula)
        return self._sets[formula]

    def _build_set(self, formula: Formula) -> Set:
        match formula:
            case Among(name, values):
                return self.space.among(name, values)
            case Negation(part):
                return ~self.set(part)
            case Conjunction(parts):
                return self.space.all(self.set(part) for part in parts)
            case Disjunction(parts):
                return self.space.any(self.set(part) for part in parts)

    def stage(self, stage: Assign) -> SymbolicAssign:
        new = self.space.all(self.space.among(name, values) for name, values in stage.to.items())
        if stage.same:
            new = new & self.space.same(*stage.same)
        when = self.set(stage.when)
        return SymbolicAssign(
            when, when.valid(), self.space.cube(stage.changes()), new, stage.optional
        )

    def reachable(
        self, start: Set, care: Set | None = None, moves: Sequence[SymbolicMove] | None = None
    ) -> Set:
        """Everything that moves reach from the start without leaving `care`."""
        return Closure(self, self.moves if moves is None else moves, "forwards").of(
            start, care, self._note_progress
        )

    def _note_progress(self, found: Set) -> None:
        self._so_far = found

    def count_reached(self) -> int:
        """How many configurations the last search had certainly reached when it was stopped."""
        return self.space.count(self._so_far)

    def find_leading_states(
        self, goal: Set, care: Set, moves: Sequence[SymbolicMove] | None = None
    ) -> Set:
        """Everything from which moves can reach the goal without leaving `care`."""
        return Closure(self, self.moves if moves is None else moves, "backwards").of(goal, care)

    def select_changing_moves(self, names: Iterable[Name]) -> tuple[SymbolicMove, ...]:
        """The moves that change one of the variables."""
        wanted = frozenset(names)
        return tuple(move for move in self.moves if move.move.changes() & wanted)


class Closure:
    """A fixed point by saturation (Ciardo, Marmorstein and Siminiceanu 2006; constrained: Zhao and Ciardo 2009).

    A move is fired at the topmost block that it touches, on each part of the diagram that begins there, and only after
    everything below is closed: what it adds then holds in every context above, and is worked out once for all of them.
    Measured on the shipped procedure: 7 s, where repeating all moves on whole sets takes 95 s.
    """

    def __init__(
        self,
        symbolic: SymbolicModel,
        moves: Iterable[SymbolicMove],
        direction: Literal["forwards", "backwards"],
    ) -> None:
        self.space = symbolic.space
        block = {v.name: number for number, block in enumerate(symbolic.blocks) for v in block}
        self._first = [self.space.first_level(block[0].name) for block in symbolic.blocks]
        self._fired: list[list[Callable[[Set], Set]]] = [[] for _ in symbolic.blocks]
        self._below: list[dict[tuple[Set, Set], Set]] = [{} for _ in symbolic.blocks]
        self._closed: list[dict[tuple[Set, Set], Set]] = [{} for _ in symbolic.blocks]
        for move in moves:
            touched = move.move.changes() | move.move.reads()
            if not touched:
                continue  # it can never happen
            self._fired[min(block[name] for name in touched)].append(
                move.image if direction == "forwards" else move.before
            )
        self._none = self.space.false
        self._bits = [
            self.space.manager.var(number) for number in range(self.space.manager.num_vars())
        ]
        self._last = max((number for number, fired in enumerate(self._fired) if fired), default=-1)
        _raise_recursion_limit(self.space.manager.num_vars())

    def of(
        self, start: Set, care: Set | None = None, tell: Callable[[Set], None] | None = None
    ) -> Set:
        """The closure of these configurations inside `care`. `tell` hears of the whole as it grows."""
        care = self.space.true if care is None else care
        self._tell = tell
        return self._saturate(start & care, care, 0)

    def _saturate(self, found: Set, care: Set, number: int) -> Set:
        """The closure of a part of the diagram that begins at this block or below it."""
        if number > self._last or is_empty(found) or found == care:
            return found
        known = self._closed[number].get((found, care))
        if known is not None:
            return known
        now, grew = self._lift_part(found, care, number), True
        tried: dict[Callable[[Set], Set], Set] = {}
        while grew:
            before = now
            for applied in self._fired[number]:
                if tried.get(applied) == now:
                    continue
                tried[applied] = now
                new = applied(now) & care
                if not is_empty(new & ~now):
                    now = now | self._lift_part(new, care, number)
                    if number == 0 and self._tell is not None:
                        self._tell(now)
            grew = now != before
        self._closed[number][found, care] = self._closed[number][now, care] = now
        return now

    def _lift_part(self, found: Set, care: Set, number: int) -> Set:
        """The part with everything below the block closed. Half a million calls a proof: hence the plain style."""
        if number >= self._last or found == care or found == self._none:
            return found
        mine, its = found.node_level(), care.node_level()
        level = its if mine is None else mine if its is None or mine < its else its
        assert level is not None  # the part and its care are not both constant
        if level >= self._first[number + 1]:
            return self._saturate(found, care, number + 1)
        below = self._below[number]
        known = below.get((found, care))
        if known is None:
            true, false = (found.cofactors() if mine == level else None) or (found, found)
            true_care, false_care = (care.cofactors() if its == level else None) or (care, care)
            true, false = (
                self._lift_part(true, true_care, number),
                self._lift_part(false, false_care, number),
            )
            known = below[found, care] = self._bits[level].ite(true, false)
        return known


def _raise_recursion_limit(levels: int) -> None:
    """A diagram is walked a call a level; Python's usual limit is meant for other things."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 4 * levels + 1000))
