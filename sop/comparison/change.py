"""One difference between two versions of a workflow, in words a reviewer can judge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, get_args

from sop.model.value import value

Group = Literal["looser", "stricter", "changed", "guarantees", "dates", "law", "structure", "texts"]
GROUPS: tuple[Group, ...] = get_args(Group)
"""In the order in which they are told: what may have become less safe comes first."""

Direction = Literal["looser", "stricter", "changed"]


@value
class Change:
    """`place` is the dotted id of what changed (`protection.plan.make_plan`); `text` says how.

    `direction` says which way it goes where one can tell: looser allows what was not allowed, or asks for less.
    """

    group: Group
    direction: Direction
    place: str
    text: str


def make_looser(place: str, text: str) -> Change:
    return Change("looser", "looser", place, text)


def make_stricter(place: str, text: str) -> Change:
    return Change("stricter", "stricter", place, text)


def make_changed(place: str, text: str) -> Change:
    return Change("changed", "changed", place, text)


def make_structure_change(place: str, text: str) -> Change:
    return Change("structure", "changed", place, text)


def make_law_change(place: str, text: str, direction: Direction = "changed") -> Change:
    return Change("law", direction, place, text)


def make_date_change(place: str, text: str, direction: Direction = "changed") -> Change:
    return Change("dates", direction, place, text)


def compare_texts(place: str, what: str, old: str, new: str) -> Iterator[Change]:
    """A text that people read: what it said and what it says."""
    if old != new:
        yield Change(
            "texts", "changed", place, f"{what}: {quote_text(old)} became {quote_text(new)}"
        )


def quote_text(text: str) -> str:
    """The text in quotation marks, on one line; a long one is cut."""
    row = " ".join(text.split())
    return f"'{row if len(row) <= 120 else row[:119] + '…'}'" if row else "nothing"


def list_names(names: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, end = names
    return f"{', '.join(first)} {last} {end}" if first else end


def quote_names(names: Iterable[str]) -> str:
    return list_names(f"'{name}'" for name in names)


def split_changes(
    old: Iterable[str], new: Iterable[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is in the new ones only, and what was in the old ones only, each in its order."""
    before, after = tuple(old), tuple(new)
    return tuple(one for one in after if one not in before), tuple(
        one for one in before if one not in after
    )


def compare_references(
    place: str, old: Iterable[str], new: Iterable[str], what: str = ""
) -> Iterator[Change]:
    """References to the law that something names, or no longer does."""
    more, less = split_changes(old, new)
    if less:
        yield make_law_change(place, f"{what}no longer rests on {quote_names(less)}")
    if more:
        yield make_law_change(place, f"{what}now rests on {quote_names(more)}")
