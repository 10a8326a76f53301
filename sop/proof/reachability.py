"""A model as decision diagrams (symbolic model checking).

A move maps a set of configurations to its image or preimage; the sets of reachable configurations
are fixpoints of these maps. The image of one stage frees the variables that the stage changes and
then fixes their new values, so no second copy of the variables is needed.
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
    """One stage of a move as sets.

    `when`: where it acts (`always`: everywhere). `forgets`: the bits that it changes. `sets`: what
    holds afterwards. `optional`: it may also change nothing.
    """

    when: Set
    always: bool
    forgets: Set
    sets: Set
    optional: bool


class SymbolicMove:
    """A move that maps sets of configurations forwards and backwards."""

    def __init__(
        self, guarded: GuardedMove, guard: Set, stages: Sequence[SymbolicAssign], space: Space
    ) -> None:
        self.guarded, self.guard, self.stages, self.space = guarded, guard, stages, space

    def image(self, found: Set) -> Set:
        """Return the configurations to which the move leads from these."""
        if not self.stages:
            return found & self.guard
        first, *rest = self.stages
        if first.always and not first.optional:
            # Speed: guard and first stage in one operation (relational product).
            now = self.space.and_exists(found, self.guard, first.forgets) & first.sets
        else:
            now, rest = found & self.guard, list(self.stages)
        if is_empty(now):
            return now
        for stage in rest:
            now = map_forwards(self.space, stage, now)
        return now

    def preimage(self, found: Set) -> Set:
        """Return the configurations from which the move can lead into these."""
        now = found
        for stage in reversed(self.stages):
            now = map_backwards(self.space, stage, now)
        return now & self.guard


def map_forwards(space: Space, stage: SymbolicAssign, now: Set) -> Set:
    """Return the configurations after the stage."""
    if stage.optional:
        return now | (space.and_exists(now, stage.when, stage.forgets) & stage.sets)
    if stage.always:
        return now.exists(stage.forgets) & stage.sets
    acted = now & stage.when
    if is_empty(acted):
        return now
    return (now & ~stage.when) | (acted.exists(stage.forgets) & stage.sets)


def map_backwards(space: Space, stage: SymbolicAssign, now: Set) -> Set:
    """Return the configurations that the stage can map into these."""
    came = space.and_exists(now, stage.sets, stage.forgets)
    if stage.optional:
        return now | (came & stage.when)
    if stage.always:
        return came
    return (now & ~stage.when) | (came & stage.when)


class SymbolicModel:
    """A model as diagrams. `blocks` are its variables, from the top of the diagrams down."""

    def __init__(self, model: Model, nodes: int) -> None:
        self.model = model
        self.blocks = order_variables(model)
        self.space = Space((variable for block in self.blocks for variable in block), nodes)
        self._sets: dict[Formula, Set] = {}
        self.moves = tuple(self.encode_move(move) for move in model.moves)
        start = self.space.all(
            self.space.equals(v.name, v.values[0]) for v in reversed(self.space.variables.values())
        )
        for stage in model.beginning:
            start = map_forwards(self.space, self.encode_stage(stage), start)
        self.start = start
        self.closed = self.space.equals(CLOSED, True)
        self._so_far = start

    def encode_move(self, move: GuardedMove) -> SymbolicMove:
        """Return the move as maps of sets."""
        stages = [self.encode_stage(stage) for stage in move.stages]
        return SymbolicMove(move, self.encode_formula(move.guard), stages, self.space)

    def encode_formula(self, formula: Formula) -> Set:
        """Return the configurations in which the formula holds."""
        if formula not in self._sets:
            self._sets[formula] = self._build_set(formula)
        return self._sets[formula]

    def _build_set(self, formula: Formula) -> Set:
        match formula:
            case Among(name, values):
                return self.space.among(name, values)
            case Negation(part):
                return ~self.encode_formula(part)
            case Conjunction(parts):
                return self.space.all(self.encode_formula(part) for part in parts)
            case Disjunction(parts):
                return self.space.any(self.encode_formula(part) for part in parts)

    def encode_stage(self, stage: Assign) -> SymbolicAssign:
        """Return the stage as sets."""
        new = self.space.all(self.space.among(name, values) for name, values in stage.to.items())
        if stage.same:
            new = new & self.space.same(*stage.same)
        when = self.encode_formula(stage.when)
        return SymbolicAssign(
            when=when,
            always=when.valid(),
            forgets=self.space.cube(stage.changes()),
            sets=new,
            optional=stage.optional,
        )

    def find_reachable_states(
        self, start: Set, care: Set | None = None, moves: Sequence[SymbolicMove] | None = None
    ) -> Set:
        """Return everything that moves reach from the start without leaving `care`."""
        closure = Closure(self, self.moves if moves is None else moves, "forwards")
        return closure.compute(start, care, self._note_progress)

    def _note_progress(self, found: Set) -> None:
        self._so_far = found

    def count_reached(self) -> int:
        """Return how many configurations the last search had reached at least when it stopped."""
        return self.space.count(self._so_far)

    def find_leading_states(
        self, goal: Set, care: Set, moves: Sequence[SymbolicMove] | None = None
    ) -> Set:
        """Return everything from which moves can reach the goal without leaving `care`."""
        closure = Closure(self, self.moves if moves is None else moves, "backwards")
        return closure.compute(goal, care)

    def select_changing_moves(self, names: Iterable[Name]) -> tuple[SymbolicMove, ...]:
        """Return the moves that change one of the variables."""
        wanted = frozenset(names)
        return tuple(move for move in self.moves if move.guarded.changes() & wanted)


class Closure:
    """A fixpoint, computed by saturation.

    Sources: Ciardo, Marmorstein and Siminiceanu 2006; with a constraint: Zhao and Ciardo 2009.
    A move is applied at the topmost block that it touches, on each part of the diagram that begins
    there, and only after everything below is closed: the new configurations then hold in every
    context above, and are computed once for all of them. Measured on the shipped procedure: 7 s;
    applying all moves to whole sets again and again takes 95 s.
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
        self._maps: dict[int, list[Callable[[Set], Set]]] = {}
        self._below: list[dict[tuple[Set, Set], Set]] = [{} for _ in symbolic.blocks]
        self._closed: list[dict[tuple[Set, Set], Set]] = [{} for _ in symbolic.blocks]
        for move in moves:
            touched = move.guarded.changes() | move.guarded.reads()
            if not touched:
                continue  # it can never happen
            topmost = min(block[name] for name in touched)
            applied = move.image if direction == "forwards" else move.preimage
            self._maps.setdefault(topmost, []).append(applied)
        self._none = self.space.false
        levels = self.space.manager.num_vars()
        self._bits = list(map(self.space.manager.var, range(levels)))
        self._last = max(self._maps, default=-1)
        self._report: Callable[[Set], None] | None = None
        _raise_recursion_limit(levels)

    def compute(
        self, start: Set, care: Set | None = None, report: Callable[[Set], None] | None = None
    ) -> Set:
        """Return the closure of these configurations inside `care`.

        `report` is called with the whole set as it grows.
        """
        care = self.space.true if care is None else care
        self._report = report
        return self._saturate(start & care, care, 0)

    def _saturate(self, found: Set, care: Set, number: int) -> Set:
        """Return the closure of a part of the diagram that begins at this block or below it."""
        if number > self._last or is_empty(found) or found == care:
            return found
        known = self._closed[number].get((found, care))
        if known is not None:
            return known
        now, grew = self._lift_part(found, care, number), True
        tried: dict[Callable[[Set], Set], Set] = {}
        while grew:
            before = now
            for applied in self._maps.get(number, ()):
                if tried.get(applied) == now:
                    continue
                tried[applied] = now
                new = applied(now) & care
                if not is_empty(new & ~now):
                    now = now | self._lift_part(new, care, number)
                    if number == 0 and self._report is not None:
                        self._report(now)
            grew = now != before
        self._closed[number][found, care] = self._closed[number][now, care] = now
        return now

    def _lift_part(self, found: Set, care: Set, number: int) -> Set:
        """Return the part with everything below the block closed.

        Speed: a large proof makes half a million calls, so no helper is called from here.
        """
        if number >= self._last or found == care or found == self._none:
            return found
        own_level, care_level = found.node_level(), care.node_level()
        level = own_level
        if own_level is None or (care_level is not None and care_level < own_level):
            level = care_level
        assert level is not None  # the part and its care are not both constant
        if level >= self._first[number + 1]:
            return self._saturate(found, care, number + 1)
        below = self._below[number]
        known = below.get((found, care))
        if known is None:
            true = false = found
            if own_level == level:
                true, false = found.cofactors() or (found, found)
            true_care = false_care = care
            if care_level == level:
                true_care, false_care = care.cofactors() or (care, care)
            true = self._lift_part(true, true_care, number)
            false = self._lift_part(false, false_care, number)
            known = below[found, care] = self._bits[level].ite(true, false)
        return known


def _raise_recursion_limit(levels: int) -> None:
    """Allow as many nested calls as a diagram has levels; Python's default limit is lower."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 4 * levels + 1000))
