"""What one event can do to a configuration: a guard, and stages that assign values."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Literal

from sop.model.value import value
from sop.proof.bdd import Name
from sop.proof.formula import TRUE, Formula, names_in

Kind = Literal["do", "waive", "advance", "raise", "set", "close", "over"]
"""`over`: the case closes by itself; no event does that."""


@value
class Assign:
    """One stage of a move: where `when` holds, each variable takes any of its values; `optional`: or all stay.

    `same`: the first variable takes the value that the second has.
    """

    to: Mapping[Name, tuple[Hashable, ...]]
    when: Formula = TRUE
    optional: bool = False
    same: tuple[Name, Name] | None = None

    def changes(self) -> frozenset[Name]:
        return frozenset((*self.to, *(self.same[:1] if self.same else ())))


@value
class GuardedMove:
    """What one event can do. `id` is the path of the action, outcome or interrupt, or the fact that is told."""

    kind: Kind
    id: str
    track: str
    guard: Formula
    stages: tuple[Assign, ...]

    def changes(self) -> frozenset[Name]:
        return frozenset(name for stage in self.stages for name in stage.changes())

    def reads(self) -> frozenset[Name]:
        asked = (self.guard, *(stage.when for stage in self.stages))
        copied = (stage.same[1] for stage in self.stages if stage.same)
        return frozenset((*(name for formula in asked for name in names_in(formula)), *copied))
