"""Decides whether a guarantee is broken, over all runs at once.

The meaning is that of `monitor.advance_monitor`, pattern by pattern: what the monitor remembers is
computed as a fixpoint here. Safety properties whose monitor remembers nothing (absence,
universality, precondition) need no fixpoint; the other patterns need one, inside the
configurations that do not settle them. Liveness (existence, response) is judged where the case is
closed. A property test compares the verdicts with the monitor on random runs.

A guarantee that is kept only because its situation never occurs is vacuous (vacuity).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sop.model.condition import And, Condition, TermHolds
from sop.model.definition import Definition, Guarantee
from sop.proof.bdd import is_empty
from sop.proof.formula import TRUE, Formula, TruthPair, names_in, negate
from sop.proof.reachability import SymbolicModel

if TYPE_CHECKING:
    from sop.proof.bdd import Set

CERTAIN = TruthPair(TRUE, TRUE)
"""Replaces a condition that the guarantee lacks."""


class GuaranteeCheck:
    """One guarantee over the reachable configurations of a model."""

    def __init__(self, symbolic: SymbolicModel, reached: Set, guarantee: Guarantee) -> None:
        self.symbolic, self.reached, self.guarantee = symbolic, reached, guarantee
        self.a = self._pair(guarantee.a)
        self.b = self._pair(guarantee.b)
        self.only = self._pair(guarantee.only_runs_with)
        encode = symbolic.encode_formula
        self.a_true, self.a_false = encode(self.a.true), encode(self.a.false)
        self.b_true, self.b_false = encode(self.b.true), encode(self.b.false)
        self.only_true = encode(self.only.true)

    def _pair(self, condition: Condition | None) -> TruthPair:
        return CERTAIN if condition is None else self.symbolic.model.conditions.pair(condition)

    def is_broken(self) -> bool:
        """Return whether some run breaks the guarantee."""
        if is_empty(self._find_broken(self.reached, self.symbolic.start)):
            return False
        return self.guarantee.only_runs_with is None or self._is_broken_where_concerned()

    def _find_broken(self, reached: Set, start: Set) -> Set:
        """The configurations at which a run from `start` violates the pattern, without its `if`."""
        match self.guarantee.pattern:
            case "absence":
                return reached & ~self.a_false
            case "universality":
                return reached & ~self.a_true
            case "precondition":
                return self._find_rises(reached & ~self.b_true, start)
            case "precedence":
                return self._find_first_missing(reached, start, ~self.b_false)
            case "existence":
                return self._find_first_missing(reached, start, self.symbolic.closed)
            case "response":
                seeds = self._find_rises(reached, start) & ~self.b_true
                return self._find_unanswered(reached, seeds)

    def _find_first_missing(self, reached: Set, start: Set, late: Set) -> Set:
        """The configurations of `late` on runs on which the first condition never held."""
        candidates = reached & ~self.a_true & late
        if is_empty(candidates):
            return candidates  # most guarantees are kept: this spares them the fixpoint
        return self._find_runs_without(self.a_true, start) & late

    def _find_rises(self, before: Set, start: Set) -> Set:
        """Where the first condition becomes true, by the opening or by a move from `before`."""
        names = frozenset(names_in(self.a.true))
        moves = self.symbolic.select_changing_moves(names)
        risen = self.symbolic.space.any(move.image(before & ~self.a_true) for move in moves)
        return (risen | start) & self.a_true

    def _find_runs_without(self, settled: Set, start: Set) -> Set:
        """The configurations of runs on which `settled` never held.

        All of them are reachable, since the start is. To intersect with the reachable
        configurations as well would only make the search slower.
        """
        return self.symbolic.find_reachable_states(start & ~settled, ~settled)

    def _find_unanswered(self, reached: Set, seeds: Set) -> Set:
        """The closed configurations of runs on which a trigger has no response."""
        if is_empty(reached & ~self.b_true & self.symbolic.closed) or is_empty(seeds):
            return self.symbolic.space.false
        return self.symbolic.find_reachable_states(seeds, ~self.b_true) & self.symbolic.closed

    def _is_broken_where_concerned(self) -> bool:
        """Whether the `if` is true before, at or after the violation in some broken run."""
        symbolic, reached = self.symbolic, self.reached
        concerned = symbolic.find_reachable_states(reached & self.only_true)
        match self.guarantee.pattern:
            case "absence" | "universality":
                broken = self._find_broken(reached, symbolic.start)
                return not is_empty(broken & concerned) or self._is_concerned_later(broken)
            case "precondition":
                broken = self._find_broken(reached, symbolic.start)
                after = self._find_broken(concerned, symbolic.start & self.only_true)
                return not is_empty(after) or self._is_concerned_later(broken)
            case "precedence":
                without = self._find_runs_without(self.a_true, symbolic.start)
                after = self._find_concerned_runs(without) & ~self.b_false
                return not is_empty(after) or self._is_concerned_later(without & ~self.b_false)
            case "existence":
                without = self._find_runs_without(self.a_true, symbolic.start)
                return not is_empty(self._find_concerned_runs(without) & symbolic.closed)
            case "response":
                return self._is_unanswered_where_concerned(concerned)

    def _find_concerned_runs(self, without: Set) -> Set:
        """The configurations after the `if` was true on runs without the first condition."""
        return self._find_runs_without(self.a_true, without & self.only_true)

    def _is_unanswered_where_concerned(self, concerned: Set) -> bool:
        """Whether a run has no response and its `if` is true before, at or after the trigger."""
        symbolic = self.symbolic
        seeds = self._find_rises(self.reached, symbolic.start) & ~self.b_true
        pending = symbolic.find_reachable_states(seeds, ~self.b_true)
        later = self._find_rises(concerned, symbolic.start & self.only_true) & ~self.b_true
        concerned_seeds = later | (pending & self.only_true)
        unanswered = symbolic.find_reachable_states(concerned_seeds, ~self.b_true)
        return not is_empty(unanswered & symbolic.closed)

    def _is_concerned_later(self, broken: Set) -> bool:
        """Whether the `if` becomes true at or after one of these configurations."""
        return not is_empty(self.symbolic.find_reachable_states(broken) & self.only_true)

    def is_vacuous(self) -> bool:
        """Return whether the situation that the guarantee is about occurs in no case."""
        encode, meets = self.symbolic.encode_formula, self.symbolic.space.intersects
        return not all(meets(self.reached, encode(part)) for part in self._list_triggers())

    def _list_triggers(self) -> list[Formula]:
        """What must be possible for the guarantee to restrict anything."""
        definition = self.symbolic.model.definition
        parts = [] if self.guarantee.only_runs_with is None else [self.only.true]
        match self.guarantee.pattern:
            case "absence":
                for part in split_conjuncts(definition, self.guarantee.a):
                    parts.append(negate(self._pair(part).false))
            case "precedence":
                parts.append(negate(self.b.false))
            case "response" | "precondition":
                parts.append(self.a.true)
        return parts


def split_conjuncts(definition: Definition, condition: Condition) -> tuple[Condition, ...]:
    """Return the parts that the condition joins by `and`, inside its terms as well.

    A condition without `and` is its own only part.
    """
    if isinstance(condition, TermHolds):
        return split_conjuncts(definition, definition.terms[condition.term].when)
    if isinstance(condition, And):
        return tuple(
            conjunct for part in condition.parts for conjunct in split_conjuncts(definition, part)
        )
    return (condition,)
