"""A model's variables and formulas as other programs take them: every value by its number, every
name by its own.

Only the formulas, stages and moves of a model are read here. The decision diagrams have no part in
it, so that a judge that is asked about an export answers from the model alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from sop.proof.bdd import Name
from sop.proof.finite_model import Model


class Codes:
    """The number of each variable and of each of its values; 0 is the first value, with which a
    case begins.
    """

    def __init__(self, model: Model) -> None:
        self.values = {variable.name: variable.values for variable in model.variables}
        self.number = {name: number for number, name in enumerate(self.values)}

    def code(self, name: Name, value: Hashable) -> int:
        """Which value it is; one that the variable does not have is a mistake of the model."""
        return self.values[name].index(value)

    def codes(self, name: Name, values: Iterable[Hashable]) -> list[int]:
        return sorted(self.code(name, value) for value in values)

    def shared(self, one: Name, other: Name) -> list[tuple[int, int]]:
        """The codes of the values that both variables have."""
        both = [value for value in self.values[one] if value in self.values[other]]
        return [(self.code(one, value), self.code(other, value)) for value in both]
