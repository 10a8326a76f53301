"""A model together with the monitor of one guarantee (synchronous product).

The steps of the automaton are written as stages that follow each move. The verdicts are found
without it (`guarantee_properties`); it serves the search for a run that breaks a guarantee.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import product
from typing import get_args

from sop.engine.evaluate import Truth
from sop.model.condition import Condition
from sop.model.definition import Guarantee
from sop.model.value import replace
from sop.proof.bdd import Name, Variable
from sop.proof.finite_model import Model
from sop.proof.formula import (
    CLOSED,
    FALSE,
    TRUE,
    ConditionEncoder,
    Formula,
    TruthPair,
    among,
    conjoin,
    disjoin,
)
from sop.proof.guarded_moves import Assign, GuardedMove
from sop.proof.monitor import Mark, MonitorState, Observation, advance_monitor, first_state

MARK: Name = ("mark",)
CONCERNED: Name = ("concerned",)
WAS_A: Name = ("was_a",)
WAS_B: Name = ("was_b",)
TRUTHS: tuple[Truth, ...] = (True, False, None)
MARKS: tuple[Mark, ...] = get_args(Mark)
BROKEN: Formula = conjoin(
    among(CONCERNED, True),
    disjoin(among(MARK, "bad"), conjoin(among(MARK, "due"), among(CLOSED, True))),
)
"""The guarantee is broken: it was violated, or the case closed while an obligation was pending."""


def add_monitor(model: Model, guarantee: Guarantee) -> Model:
    """Return the model extended by the guarantee's monitor."""
    encoder = _MonitorEncoder(model, guarantee)
    first = first_state(guarantee.pattern).mark
    marks = (first, *(mark for mark in MARKS if mark != first))
    flags = tuple(Variable(name, (False, True)) for name in (CONCERNED, WAS_A, WAS_B))
    return replace(
        model,
        variables=(*model.variables, Variable(MARK, marks), *flags),
        moves=tuple(encoder.observe_move(move) for move in model.moves),
        beginning=(*model.beginning, *encoder.build_assigns(opening=True)),
    )


class _MonitorEncoder:
    """Writes the steps of one guarantee's automaton as stages."""

    def __init__(self, model: Model, guarantee: Guarantee) -> None:
        self.pattern = guarantee.pattern
        encode = partial(_encode_condition, model.conditions)
        self.a = encode(guarantee.a)
        self.b = encode(guarantee.b)
        self.only = encode(guarantee.only_runs_with)
        self.reads = self.a.names | self.b.names | self.only.names

    def observe_move(self, move: GuardedMove) -> GuardedMove:
        """Return the move with an observation before and after it.

        A move that changes nothing that the guarantee reads stays as it is.
        """
        if not move.changes() & self.reads:
            return move
        before = (Assign({WAS_A: (True,)}, self.a.true), Assign({WAS_B: (True,)}, self.b.true))
        return replace(move, stages=(*before, *move.stages, *self.build_assigns(opening=False)))

    def build_assigns(self, opening: bool) -> Iterator[Assign]:
        """Yield the monitor's step at this moment.

        Taking a step twice has the effect of taking it once, so one stage for each pair of marks
        is enough.
        """
        for (mark, after), observations in self._list_steps(opening).items():
            yield Assign({MARK: (after,)}, conjoin(among(MARK, mark), disjoin(*observations)))
        yield Assign({CONCERNED: (True,)}, self.only.true)
        if not opening:
            yield Assign({WAS_A: (False,), WAS_B: (False,)})

    def _list_steps(self, opening: bool) -> Mapping[tuple[Mark, Mark], list[Formula]]:
        """Each change of the mark, with the observations that cause it."""
        befores: list[Observation | None] = [None]
        if not opening:
            befores = [Observation(a, b) for a, b in product((True, False), repeat=2)]
        steps: dict[tuple[Mark, Mark], list[Formula]] = {}
        for mark, before, a, b in product(MARKS, befores, TRUTHS, TRUTHS):
            state = MonitorState(mark)
            after = advance_monitor(self.pattern, state, before, Observation(a, b)).mark
            if after != mark:
                parts = (_observed_before(before), _has_truth(self.a, a), _has_truth(self.b, b))
                steps.setdefault((mark, after), []).append(conjoin(*parts))
        return steps


def _encode_condition(conditions: ConditionEncoder, condition: Condition | None) -> TruthPair:
    """Return where the condition is true and false; one that a guarantee lacks is true."""
    if condition is None:
        return TruthPair(TRUE, FALSE)
    return conditions.pair(condition)


def _observed_before(before: Observation | None) -> Formula:
    if before is None:
        return TRUE
    return conjoin(among(WAS_A, before.a), among(WAS_B, before.b))


def _has_truth(pair: TruthPair, value: Truth) -> Formula:
    if value is None:
        return pair.unknown
    return pair.true if value else pair.false
