"""A model together with one guarantee's monitor: the automaton's own steps, written as stages that follow each move.

The proof finds its verdicts without it (`patterns`); runs that break a guarantee are looked for here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import get_args

from sop.engine.evaluate import Truth
from sop.model.definition import Guarantee
from sop.model.value import replace
from sop.proof.bdd import Name, Variable
from sop.proof.finite_model import Model
from sop.proof.formula import (
    CLOSED,
    TRUE,
    Formula,
    TruthPair,
    among,
    both,
    either,
    names_in,
    negate,
)
from sop.proof.guarded_moves import Assign, GuardedMove
from sop.proof.monitor import Mark, MonitorState, Observation, advance_monitor, first_state

MARK: Name = ("mark",)
CONCERNED: Name = ("concerned",)
WAS_A: Name = ("was_a",)
WAS_B: Name = ("was_b",)
TRUTHS: tuple[Truth, ...] = (True, False, None)
BROKEN: Formula = both(
    among(CONCERNED, True),
    either(among(MARK, "bad"), both(among(MARK, "due"), among(CLOSED, True))),
)
"""The guarantee is broken: what must not happen happened, or the case closed and what must come did not."""


def add_monitor(model: Model, guarantee: Guarantee) -> Model:
    """The model with the guarantee's monitor beside it."""
    watch = _MonitorEncoder(model, guarantee)
    first = first_state(guarantee.pattern).mark
    marks = (first, *(mark for mark in get_args(Mark) if mark != first))
    variables = (
        Variable(MARK, marks),
        *(Variable(name, (False, True)) for name in (CONCERNED, WAS_A, WAS_B)),
    )
    return replace(
        model,
        variables=(*model.variables, *variables),
        moves=tuple(watch.after(move) for move in model.moves),
        beginning=(*model.beginning, *watch.build_assigns(opening=True)),
    )


class _MonitorEncoder:
    def __init__(self, model: Model, guarantee: Guarantee) -> None:
        self.pattern = guarantee.pattern
        certain = TruthPair(TRUE, negate(TRUE))
        pair = model.conditions.pair
        self.a = pair(guarantee.a)
        self.b = certain if guarantee.b is None else pair(guarantee.b)
        self.only = certain if guarantee.only_runs_with is None else pair(guarantee.only_runs_with)
        asked = (self.a, self.b, self.only)
        self.reads = frozenset(
            name for one in asked for part in (one.true, one.false) for name in names_in(part)
        )

    def after(self, move: GuardedMove) -> GuardedMove:
        """The move, looked at before and after; one that changes nothing that is looked at needs no look."""
        if not move.changes() & self.reads:
            return move
        before = (Assign({WAS_A: (True,)}, self.a.true), Assign({WAS_B: (True,)}, self.b.true))
        return replace(move, stages=(*before, *move.stages, *self.build_assigns(opening=False)))

    def build_assigns(self, opening: bool) -> Iterator[Assign]:
        """The monitor's step at this moment. Taking it twice is taking it once, so one stage a mark is enough."""
        steps: dict[tuple[Mark, Mark], list[Formula]] = {}
        befores = (
            [None] if opening else [Observation(a, b) for a in (True, False) for b in (True, False)]
        )
        marks: tuple[Mark, ...] = get_args(Mark)
        for mark, before, a, b in product(marks, befores, TRUTHS, TRUTHS):
            after = advance_monitor(
                self.pattern, MonitorState(mark), before, Observation(a, b)
            ).mark
            if after != mark:
                was = (
                    TRUE if before is None else both(among(WAS_A, before.a), among(WAS_B, before.b))
                )
                steps.setdefault((mark, after), []).append(
                    both(was, _is(self.a, a), _is(self.b, b))
                )
        for (mark, after), looks in steps.items():
            yield Assign({MARK: (after,)}, both(among(MARK, mark), either(*looks)))
        yield Assign({CONCERNED: (True,)}, self.only.true)
        if not opening:
            yield Assign({WAS_A: (False,), WAS_B: (False,)})


def _is(pair: TruthPair, value: Truth) -> Formula:
    return pair.unknown if value is None else pair.true if value else pair.false
