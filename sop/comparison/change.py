"""One difference between two versions of a workflow, in words a reviewer can judge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, get_args

from sop.model.value import dataclass

Group = Literal["looser", "stricter", "changed", "guarantees", "dates", "law", "structure", "texts"]
GROUPS: tuple[Group, ...] = get_args(Group)
"""In the order in which they are told: what may have become less safe comes first."""

Direction = Literal["looser", "stricter", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """`place` is the dotted id of what changed (`protection.plan.make_plan`); `text` says how.

    `direction` says which way it goes where one can tell: looser allows what was not allowed, or asks for less.
    """

    group: Group
    direction: Direction
    place: str
    text: str


def looser(place: str, text: str) -> Change:
    return Change("looser", "looser", place, text)


def stricter(place: str, text: str) -> Change:
    return Change("stricter", "stricter", place, text)


def changed(place: str, text: str) -> Change:
    return Change("changed", "changed", place, text)


def structure(place: str, text: str) -> Change:
    return Change("structure", "changed", place, text)


def law(place: str, text: str, direction: Direction = "changed") -> Change:
    return Change("law", direction, place, text)


def dates(place: str, text: str, direction: Direction = "changed") -> Change:
    return Change("dates", direction, place, text)


def text_changed(place: str, what: str, old: str, new: str) -> Iterator[Change]:
    """A text that people read: what it said and what it says."""
    if old != new:
        yield Change("texts", "changed", place, f"{what}: {said(old)} became {said(new)}")


def said(text: str) -> str:
    """The text in quotation marks, on one line; a long one is cut."""
    row = " ".join(text.split())
    return f"'{row if len(row) <= 120 else row[:119] + '…'}'" if row else "nothing"


def listed(names: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, end = names
    return f"{', '.join(first)} {last} {end}" if first else end


def quoted(names: Iterable[str]) -> str:
    return listed(f"'{name}'" for name in names)


def more_or_less(old: Iterable[str], new: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is in the new ones only, and what was in the old ones only, each in its order."""
    before, after = tuple(old), tuple(new)
    return tuple(one for one in after if one not in before), tuple(
        one for one in before if one not in after
    )


def law_named(
    place: str, old: Iterable[str], new: Iterable[str], what: str = ""
) -> Iterator[Change]:
    """References to the law that something names, or no longer does."""
    more, less = more_or_less(old, new)
    if less:
        yield law(place, f"{what}no longer rests on {quoted(less)}")
    if more:
        yield law(place, f"{what}now rests on {quoted(more)}")
