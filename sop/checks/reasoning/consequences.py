"""What follows if a condition is true, and what if it is definitely false: both in one walk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from sop.model.condition import Condition, Question, fold_condition
from sop.model.value import value

T = TypeVar("T")


@value
class Consequences(Generic[T]):
    """What follows if the condition is true, and if it is definitely false."""

    true: T
    false: T


def find_consequences(
    condition: Condition,
    *,
    on_question: Callable[[Question], Consequences[T]],
    if_all: Callable[[Sequence[T]], T],
    if_any: Callable[[Sequence[T]], T],
) -> Consequences[T]:
    """Return the consequences of the whole condition from those of its questions.

    `not` exchanges the two. `and` is true only if all parts are, but false if any part is; `or` the
    other way round. Terms are left to `on_question`.
    """

    def join(parts: Sequence[Consequences[T]]) -> Consequences[T]:
        true, false = _separate(parts)
        return Consequences(if_all(true), if_any(false))

    def unite(parts: Sequence[Consequences[T]]) -> Consequences[T]:
        true, false = _separate(parts)
        return Consequences(if_any(true), if_all(false))

    return fold_condition(
        condition,
        on_question=on_question,
        on_not=lambda part: Consequences(part.false, part.true),
        on_and=join,
        on_or=unite,
    )


def _separate(parts: Sequence[Consequences[T]]) -> tuple[list[T], list[T]]:
    true = [part.true for part in parts]
    false = [part.false for part in parts]
    return true, false
