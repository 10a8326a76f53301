"""A declared fact: its type, its domain, and who may record and see it."""

from __future__ import annotations

from typing import Literal

from sop.model.condition import Value
from sop.model.value import value

FactType = Literal["choices", "boolean", "integer", "datetime", "text"]


@value
class Fact:
    """A typed piece of information about a case.

    `anytime` has the stakeholders who may record it at any time; empty if only actions record it.
    `choices` belongs to type choices, `min` and `max` (both included) to type integer. `seen_by` is
    None if every stakeholder may see the fact. `urgent` has the values that put a case in danger;
    empty for `urgent: false`, None where the author says nothing (see engine/urgent_values.py).
    """

    id: str
    type: FactType
    ask: str = ""
    choices: tuple[str, ...] = ()
    min: int | None = None
    max: int | None = None
    anytime: tuple[str, ...] = ()
    initially: Value | None = None
    sensitive: bool = False
    seen_by: tuple[str, ...] | None = None
    at_opening: bool = False
    urgent: tuple[Value, ...] | None = None

    def domain(self) -> tuple[Value, ...]:
        """Return every value that the fact can have.

        Empty for datetime and text: no condition compares their values.
        """
        if self.type == "choices":
            return self.choices
        if self.type == "boolean":
            return (True, False)
        if self.type == "integer":
            return tuple(range(self.min or 0, (self.max or 0) + 1))
        return ()

    def has_value(self, value: object) -> bool:
        """Whether the value is in the domain, with its type: True is not 1."""
        return any(type(value) is type(allowed) and value == allowed for allowed in self.domain())
