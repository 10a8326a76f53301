"""The effect of one event on a configuration: a guard, and stages that assign values."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Literal

from sop.model.value import value
from sop.proof.bdd import Name
from sop.proof.formula import TRUE, Formula, names_in

Kind = Literal["do", "waive", "advance", "raise", "set", "close", "over"]
"""`over`: the case closes automatically, without an event of its own."""


@value
class Assign:
    """One stage of a move: where `when` holds, each variable of `to` takes any of its values.

    `optional`: the stage may also change nothing. `same`: the first variable takes the value of
    the second.
    """

    to: Mapping[Name, tuple[Hashable, ...]]
    when: Formula = TRUE
    optional: bool = False
    same: tuple[Name, Name] | None = None

    def changes(self) -> frozenset[Name]:
        """Return the variables that the stage may change."""
        copied = self.same[:1] if self.same else ()
        return frozenset((*self.to, *copied))


@value
class GuardedMove:
    """Everything that one event can change.

    `id` is the path of the action, outcome or interrupt, or the name of the fact that is set.
    """

    kind: Kind
    id: str
    track: str
    guard: Formula
    stages: tuple[Assign, ...]

    def changes(self) -> frozenset[Name]:
        """Return the variables that the move may change."""
        return frozenset(name for stage in self.stages for name in stage.changes())

    def reads(self) -> frozenset[Name]:
        """Return the variables on which the move depends."""
        read = set(names_in(self.guard))
        for stage in self.stages:
            read.update(names_in(stage.when))
            if stage.same:
                read.add(stage.same[1])
        return frozenset(read)
