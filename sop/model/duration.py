"""Lengths of time as an author writes them, and the deadlines and waits made of them."""

from __future__ import annotations

from typing import Literal

from sop.model.value import value

Unit = Literal["hours", "working_hours", "days", "working_days", "court_days", "weeks", "months"]
Nature = Literal["law", "policy", "practice", "not_in_force"]


@value
class Duration:
    """A length of time in the units that the author chose. `amount` is at least 1."""

    amount: int
    unit: Unit


@value
class Due:
    """A deadline.

    It counts from the start of the step, from `from_fact`, or back from `before_fact`; both are
    datetime facts. A `length` of None means immediately. `law` has IDs of law entries.
    """

    length: Duration | None
    from_fact: str | None = None
    before_fact: str | None = None
    nature: Nature = "practice"
    law: tuple[str, ...] = ()


@value
class Wait:
    """The time before an outcome opens, counted from the start of the step or from `from_fact`."""

    length: Duration
    from_fact: str | None = None


@value
class Takes:
    """The shortest and the longest duration of a step, for the critical path."""

    least: Duration | None = None
    most: Duration | None = None
