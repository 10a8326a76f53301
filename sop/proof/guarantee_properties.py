"""Which configurations show that a guarantee is broken, over all runs at once.

The meaning is that of `monitor.step`, pattern by pattern: what the monitor remembers is found as a fixed point instead
of being carried along. An absence, a universality and a precondition remember nothing, so that they need no fixed
point at all; the others one, inside the configurations that do not settle them. A property test holds that the monitor
agrees on random runs.
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


class GuaranteeCheck:
    """One guarantee over the reachable configurations of a model."""

    def __init__(self, symbolic: SymbolicModel, reached: Set, guarantee: Guarantee) -> None:
        self.symbolic, self.reached, self.guarantee = symbolic, reached, guarantee
        self.a = symbolic.model.conditions.pair(guarantee.a)
        self.b = CERTAIN if guarantee.b is None else symbolic.model.conditions.pair(guarantee.b)
        self.only = (
            CERTAIN if guarantee.only_runs_with is None else self._pair(guarantee.only_runs_with)
        )
        self.a_true, self.a_false = symbolic.set(self.a.true), symbolic.set(self.a.false)
        self.b_true, self.b_false = symbolic.set(self.b.true), symbolic.set(self.b.false)
        self.only_true = symbolic.set(self.only.true)

    def _pair(self, condition: Condition) -> TruthPair:
        return self.symbolic.model.conditions.pair(condition)

    def is_broken(self) -> bool:
        """Whether some run breaks the guarantee."""
        if is_empty(self._find_broken(self.reached, self.symbolic.start)):
            return False
        return self.guarantee.only_runs_with is None or self._is_broken_where_concerned()

    def _find_broken(self, reached: Set, start: Set) -> Set:
        """The configurations at which a run that began in `start` is broken, its `if` left aside."""
        match self.guarantee.pattern:
            case "absence":
                return reached & ~self.a_false
            case "universality":
                return reached & ~self.a_true
            case "precondition":
                return self._find_rises(reached & ~self.b_true, start)
            case "precedence":
                wrong = reached & ~self.a_true & ~self.b_false
                return (
                    wrong
                    if is_empty(wrong)
                    else self._find_runs_without(self.a_true, start) & ~self.b_false
                )
            case "existence":
                wrong = reached & ~self.a_true & self.symbolic.closed
                return (
                    wrong
                    if is_empty(wrong)
                    else self._find_runs_without(self.a_true, start) & self.symbolic.closed
                )
            case "response":
                return self._find_unanswered(
                    reached, self._find_rises(reached, start) & ~self.b_true
                )

    def _find_rises(self, before: Set, start: Set) -> Set:
        """Where the first condition becomes true by the opening or by a move from these configurations."""
        names = frozenset(names_in(self.a.true))
        moves = self.symbolic.select_changing_moves(names)
        risen = self.symbolic.space.any(move.image(before & ~self.a_true) for move in moves)
        return (risen | start) & self.a_true

    def _find_runs_without(self, settled: Set, start: Set) -> Set:
        """The configurations of runs on which `settled` never held. What is reached from the start is reached: to keep
        inside it as well would only make the search slower."""
        return self.symbolic.reachable(start & ~settled, ~settled)

    def _find_unanswered(self, reached: Set, seeds: Set) -> Set:
        """The closed configurations of runs on which a trigger found no answer."""
        if is_empty(reached & ~self.b_true & self.symbolic.closed) or is_empty(seeds):
            return self.symbolic.space.false
        return self.symbolic.reachable(seeds, ~self.b_true) & self.symbolic.closed

    def _is_broken_where_concerned(self) -> bool:
        """Whether a broken run is one in which the `if` was true: before, at or after the moment it broke."""
        symbolic, reached = self.symbolic, self.reached
        concerned = symbolic.reachable(reached & self.only_true)
        match self.guarantee.pattern:
            case "absence" | "universality":
                wrong = self._find_broken(reached, symbolic.start)
                return not is_empty(wrong & concerned) or self._follows(wrong)
            case "precondition":
                wrong = self._find_broken(reached, symbolic.start)
                later = self._find_broken(concerned, symbolic.start & self.only_true)
                return not is_empty(later) or self._follows(wrong)
            case "precedence":
                clean = self._find_runs_without(self.a_true, symbolic.start)
                later = self._find_runs_without(self.a_true, clean & self.only_true) & ~self.b_false
                return not is_empty(later) or self._follows(clean & ~self.b_false)
            case "existence":
                clean = self._find_runs_without(self.a_true, symbolic.start)
                return not is_empty(
                    self._find_runs_without(self.a_true, clean & self.only_true) & symbolic.closed
                )
            case "response":
                return self._is_unanswered_where_concerned(concerned)

    def _is_unanswered_where_concerned(self, concerned: Set) -> bool:
        """The `if` may be true before the trigger, or at it or after it while the answer is missing."""
        seeds = self._find_rises(self.reached, self.symbolic.start) & ~self.b_true
        waiting = self.symbolic.reachable(seeds, ~self.b_true)
        late = self._find_rises(concerned, self.symbolic.start & self.only_true) & ~self.b_true
        concerned_waiting = self.symbolic.reachable(late | (waiting & self.only_true), ~self.b_true)
        return not is_empty(concerned_waiting & self.symbolic.closed)

    def _follows(self, wrong: Set) -> bool:
        """Whether the `if` becomes true at or after one of these configurations."""
        return not is_empty(self.symbolic.reachable(wrong) & self.only_true)

    def is_vacuous(self) -> bool:
        """Whether what the guarantee speaks of happens in no case at all."""
        meet = self.symbolic.space.intersects
        return not all(meet(self.reached, self.symbolic.set(part)) for part in self._triggers())

    def _triggers(self) -> list[Formula]:
        """What must be possible for the guarantee to say anything."""
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
    """The parts that a condition joins by `and`, its terms opened; the condition itself where it joins none."""
    if isinstance(condition, TermHolds):
        return split_conjuncts(definition, definition.terms[condition.term].when)
    if isinstance(condition, And):
        return tuple(one for part in condition.parts for one in split_conjuncts(definition, part))
    return (condition,)
