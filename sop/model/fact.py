"""A declared fact: its type, its domain, and who may record and see it."""

from __future__ import annotations

from typing import Literal

from sop.model.coarse_date import DATE_EXAMPLES, PRECISIONS, Precision, parse_coarse_date
from sop.model.condition import Value
from sop.model.value import value

FactType = Literal["choices", "boolean", "integer", "date", "datetime", "text"]
MOMENTS: tuple[FactType, ...] = ("date", "datetime")
"""The types from which deadlines and waits count."""
NOT_KNOWN = "not_known"
"""The answer "not known" in an event, for a fact that allows it: asked, and without a value."""


@value
class Fact:
    """A typed piece of information about a case.

    `anytime` has the stakeholders who may record it at any time; empty if only actions record it.
    `choices` belongs to type choices, `min` and `max` (both included) to type integer. `seen_by` is
    None if every stakeholder may see the fact. `urgent` has the values that put a case in danger;
    empty for `urgent: false`, None where the author says nothing (see engine/urgent_values.py).

    `precision` is the coarsest that a date may have. `past_only` (`not_after: now`): no value may
    be later than the clock. `may_be_not_known`: NOT_KNOWN is an answer. `changes` has the
    stakeholders who may state a new value that holds from now on. `needed_at_opening`: no case is
    opened without an answer.
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
    precision: Precision = "day"
    past_only: bool = False
    may_be_not_known: bool = False
    changes: tuple[str, ...] = ()
    needed_at_opening: bool = False

    @property
    def is_moment(self) -> bool:
        """Whether deadlines and waits can count from it."""
        return self.type in MOMENTS

    @property
    def may_be_about(self) -> bool:
        """Whether it can be known and yet too uncertain to start a clock."""
        return self.type == "date" and self.precision == "about"

    def accepts_date(self, value: object) -> bool:
        """Whether the value is a date, and known to the precision that is asked for."""
        found = parse_coarse_date(value) if isinstance(value, str) else None
        if found is None:
            return False
        return PRECISIONS.index(found.precision) <= PRECISIONS.index(self.precision)

    def list_date_examples(self) -> list[str]:
        """Return an example of each precision that a date may have."""
        accepted = PRECISIONS[: PRECISIONS.index(self.precision) + 1]
        return [DATE_EXAMPLES[precision] for precision in accepted]

    def is_not_known(self, value: object) -> bool:
        """Whether the value is the answer "not known"."""
        return self.may_be_not_known and value == NOT_KNOWN

    def domain(self) -> tuple[Value, ...]:
        """Return every value that the fact can have.

        Empty for dates, moments and text: no condition compares their values.
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
