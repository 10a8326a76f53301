"""The configurations in which a way drops a required action of a step that waits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sop.model.dotted_path import DottedPath
from sop.proof.dropped_duties import PossibleDrop
from sop.proof.finite_model import Model
from sop.proof.formula import AT, BACK_TO, DONE, Formula, among, conjoin, disjoin, negate
from sop.proof.properties import PropertyChecker
from sop.proof.reachability import SymbolicMove

if TYPE_CHECKING:
    from sop.proof.bdd import Set


def find_dropped_duties(
    checker: PropertyChecker, drops: Iterable[PossibleDrop]
) -> tuple[PossibleDrop, ...]:
    """Return the drops that happen in some case: the action is open, and may be needed."""
    ways = _map_moves(checker)
    meets = checker.symbolic.space.intersects
    found: list[PossibleDrop] = []
    for drop in drops:
        owed = checker.symbolic.encode_formula(describe_owed(checker.model, drop))
        if any(meets(checker.reached & owed, move.guard) for move in ways.get(drop.way, ())):
            found.append(drop)
    return tuple(found)


def find_drop_states(checker: PropertyChecker, drop: PossibleDrop) -> Set:
    """Return the configurations in which the way can be taken and drops the action."""
    owed = checker.symbolic.encode_formula(describe_owed(checker.model, drop))
    guards = [move.guard for move in _map_moves(checker).get(drop.way, ())]
    return checker.reached & owed & checker.symbolic.space.any(guards)


def _map_moves(checker: PropertyChecker) -> dict[str, list[SymbolicMove]]:
    found: dict[str, list[SymbolicMove]] = {}
    for move in checker.symbolic.moves:
        found.setdefault(move.guarded.id, []).append(move)
    return found


def describe_owed(model: Model, drop: PossibleDrop) -> Formula:
    """Return where the action's step waits below a step that the way leaves, and it is open."""
    path = DottedPath(drop.action)
    action = model.definition.action(drop.action)
    assert drop.action not in model.relevant.free_actions  # the model has to follow it
    remembering = [
        variable.name
        for variable in model.variables
        if variable.name[0] == BACK_TO and path.step in variable.values
    ]
    own = [name for name in remembering if DottedPath(str(name[1])).track == path.track]
    waits = disjoin(*(among(name, path.step) for name in own))
    is_open = among((DONE, drop.action), "open")
    may_be_needed = negate(model.conditions.gate(action.when).false)
    return conjoin(among((AT, path.track), *drop.left), waits, is_open, may_be_needed)
