"""What is different between two versions of a workflow, group by group; looser things first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sop.comparison.change import GROUPS, Change, Direction, Group
from sop.views.labels import count_text
from sop.views.terminal.blocks import BLANK, Block, Blocks, Span, Tone, line

HEADINGS: Mapping[Group, str] = {
    "looser": "LOOSER: allows what was not allowed, or asks for less",
    "stricter": "STRICTER: asks for more, or allows less",
    "changed": "CHANGED: otherwise in some cases",
    "guarantees": "GUARANTEES",
    "dates": "DATES",
    "law": "LAW",
    "structure": "STRUCTURE",
    "texts": "TEXTS",
}
TONES: Mapping[Direction, Tone] = {"looser": "late", "stricter": "good", "changed": ""}
WITH_DIRECTION = ("guarantees", "dates", "law")
"""Groups whose changes can go either way, so that each says which."""


def differences_screen(old: str, new: str, changes: Sequence[Change]) -> Blocks:
    """`old` and `new` say which versions were compared."""
    head = (line(f"Old: {old}"), line(f"New: {new}"))
    if not changes:
        return (*head, BLANK, line("No differences."))
    groups = [group for group in GROUPS if any(change.group == group for change in changes)]
    rows = [row for group in groups for row in _group(group, changes)]
    counts = ", ".join(f"{sum(one.group == group for one in changes)} {group}" for group in groups)
    return (*head, *rows, BLANK, line(f"{count_text(len(changes), 'difference')}: {counts}."))


def _group(group: Group, changes: Sequence[Change]) -> Iterator[Block]:
    yield BLANK
    yield line(Span(HEADINGS[group], "strong"))
    for change in (one for one in changes if one.group == group):
        place = f"{change.place}: " if change.place else ""
        yield line(place, change.text, *_way(change), indent=1, hang=3)


def _way(change: Change) -> tuple[str | Span, ...]:
    if change.group not in WITH_DIRECTION or change.direction == "changed":
        return ()
    return (" (", Span(change.direction, TONES[change.direction]), ")")
