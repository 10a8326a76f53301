"""Conditions: small trees that the engine evaluates, the checks enumerate and the proof encodes.

A condition is true, false or unknown (three-valued Kleene logic). Each node keeps `text`, the
author's own words for that part, because a refusal quotes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, TypeVar

from sop.model.value import value

Value = bool | int | str
"""The value of a fact. A datetime is its ISO 8601 text with offset."""

TrackStatus = Literal["waiting", "running", "ended"]


@value
class FactIs:
    """The fact has one of these values: `is`, `is one of`, or the name of a boolean fact alone."""

    fact: str
    values: tuple[Value, ...]
    text: str


@value
class FactBetween:
    """The integer fact is at least `low` and at most `high`; None leaves that side open."""

    fact: str
    low: int | None
    high: int | None
    text: str

    def includes(self, number: int) -> bool:
        """Whether the number is between the limits, both included."""
        if self.low is not None and number < self.low:
            return False
        return self.high is None or number <= self.high


@value
class FactKnown:
    """The fact has a value. Never unknown itself; `is unknown` is Not(FactKnown)."""

    fact: str
    text: str


@value
class SwitchOn:
    """The switch of this version of the definition is true."""

    switch: str
    text: str


@value
class TermHolds:
    """The named term holds; its condition is in Definition.terms."""

    term: str
    text: str


@value
class ActionIsDone:
    """The action is done in the latest visit of its step: neither undone nor waived."""

    track: str
    step: str
    action: str
    text: str


@value
class StepCurrent:
    """The track is at that step (an end step: it ended there)."""

    track: str
    step: str
    text: str


@value
class StepVisited:
    """The step has been entered at least once."""

    track: str
    step: str
    text: str


@value
class TrackIs:
    """The track has this status."""

    track: str
    status: TrackStatus
    text: str


@value
class Not:
    """The part does not hold; an unknown part stays unknown."""

    part: Condition
    text: str


@value
class And:
    """All parts hold."""

    parts: tuple[Condition, ...]
    text: str


@value
class Or:
    """At least one part holds."""

    parts: tuple[Condition, ...]
    text: str


Question = (
    FactIs
    | FactBetween
    | FactKnown
    | SwitchOn
    | TermHolds
    | ActionIsDone
    | StepCurrent
    | StepVisited
    | TrackIs
)
Condition = Question | Not | And | Or

Gate = tuple[Condition, ...]
"""Conditions that must all hold (a guard); each has its own refusal. An empty gate always holds."""


def iterate_questions(condition: Condition) -> Iterator[Question]:
    """Yield every question of the condition in reading order; terms are not opened."""
    if isinstance(condition, Not):
        yield from iterate_questions(condition.part)
    elif isinstance(condition, And | Or):
        for part in condition.parts:
            yield from iterate_questions(part)
    else:
        yield condition


T = TypeVar("T")


def fold_condition(
    condition: Condition,
    *,
    on_question: Callable[[Question], T],
    on_not: Callable[[T], T],
    on_and: Callable[[Sequence[T]], T],
    on_or: Callable[[Sequence[T]], T],
) -> T:
    """Compute a value for the whole tree from its leaves up. Terms are not opened."""

    def fold(node: Condition) -> T:
        if isinstance(node, Not):
            return on_not(fold(node.part))
        if isinstance(node, And):
            return on_and([fold(part) for part in node.parts])
        if isinstance(node, Or):
            return on_or([fold(part) for part in node.parts])
        return on_question(node)

    return fold(condition)
