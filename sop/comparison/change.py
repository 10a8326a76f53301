"""One difference between two versions of a workflow, in words that a reviewer can judge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal, TypeVar, get_args

from sop.model.value import value

T = TypeVar("T")

Group = Literal["looser", "stricter", "changed", "guarantees", "dates", "law", "structure", "texts"]
GROUPS: tuple[Group, ...] = get_args(Group)
"""The order of a report: what may have become less safe comes first."""

Direction = Literal["looser", "stricter", "changed"]
"""Looser allows more than before, or requires less; `changed` where neither can be shown."""

LONGEST_QUOTE = 120
"""Characters of a text in a report: enough to recognise it, short enough for two on one screen."""


@value
class Change:
    """One difference.

    `place` is the dotted path of what changed (`protection.plan.make_plan`); empty for the
    workflow itself. `text` describes the difference.
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


def make_text_change(place: str, text: str) -> Change:
    return Change("texts", "changed", place, text)


def compare_texts(place: str, name: str, old: str, new: str) -> Iterator[Change]:
    """Report that the text called `name` changed, with the old and the new text."""
    if old != new:
        yield make_text_change(place, f"{name}: {quote_text(old)} became {quote_text(new)}")


def compare_maps(
    old: Mapping[str, T],
    new: Mapping[str, T],
    *,
    report_new: Callable[[T], Change],
    report_removed: Callable[[T], Change],
    compare: Callable[[T, T], Iterator[Change]],
) -> Iterator[Change]:
    """Compare parts by their IDs: removed parts first, then those of `new` in their order."""
    for name, part in old.items():
        if name not in new:
            yield report_removed(part)
    for name, part in new.items():
        if name in old:
            yield from compare(old[name], part)
        else:
            yield report_new(part)


def compare_references(
    place: str, old: Iterable[str], new: Iterable[str], prefix: str = ""
) -> Iterator[Change]:
    """Report law entries that a part newly refers to, or no longer does. `prefix` names it."""
    added, removed = split_changes(old, new)
    if removed:
        yield make_law_change(place, f"{prefix}no longer refers to {quote_names(removed)}")
    if added:
        yield make_law_change(place, f"{prefix}now refers to {quote_names(added)}")


def split_changes(
    old: Iterable[str], new: Iterable[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what only `new` has, then what only `old` has, each in its own order."""
    before, after = tuple(old), tuple(new)
    added = tuple(name for name in after if name not in before)
    removed = tuple(name for name in before if name not in after)
    return added, removed


def quote_text(text: str) -> str:
    """Return the text in quotation marks, on one line and cut to LONGEST_QUOTE characters."""
    line = " ".join(text.split())
    if not line:
        return "nothing"
    if len(line) > LONGEST_QUOTE:
        line = line[: LONGEST_QUOTE - 1] + "…"
    return f"'{line}'"


def list_names(names: Iterable[str], last: str = "and") -> str:
    """Return `a`, `a and b`, or `a, b and c`; at least one name is needed."""
    *first, end = names
    if not first:
        return end
    return f"{', '.join(first)} {last} {end}"


def quote_names(names: Iterable[str]) -> str:
    return list_names(f"'{name}'" for name in names)
