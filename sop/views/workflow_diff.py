"""The differences between two versions of a workflow, by group; what is looser comes first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sop.comparison.change import GROUPS, Change, Direction, Group
from sop.views.labels import count_text
from sop.views.terminal.blocks import BLANK, Block, Blocks, Span, Tone, Words, line, words

HEADINGS: Mapping[Group, str] = {
    "looser": "LOOSER: allows more, or asks for less",
    "stricter": "STRICTER: asks for more, or allows less",
    "changed": "CHANGED: different in some cases",
    "guarantees": "GUARANTEES",
    "dates": "DATES",
    "law": "LAW",
    "structure": "STRUCTURE",
    "texts": "TEXTS",
}
TONES: Mapping[Direction, Tone] = {"looser": "late", "stricter": "good", "changed": ""}

# The headings of these groups do not state the direction of a change, so each row does.
WITH_DIRECTION = ("guarantees", "dates", "law")


def differences_screen(old: str, new: str, changes: Sequence[Change]) -> Blocks:
    """Return the changes by group. `old` and `new` name the versions that were compared."""
    blocks: list[Block] = [line(f"Old: {old}"), line(f"New: {new}")]
    if not changes:
        return (*blocks, BLANK, line("No differences."))
    counts = []
    for group in GROUPS:
        found = [change for change in changes if change.group == group]
        if found:
            blocks += _group(group, found)
            counts.append(f"{len(found)} {group}")
    total = count_text(len(changes), "difference")
    return (*blocks, BLANK, line(f"{total}: {', '.join(counts)}."))


def _group(group: Group, changes: Sequence[Change]) -> Iterator[Block]:
    yield BLANK
    yield line(Span(HEADINGS[group], "strong"))
    for change in changes:
        place = f"{change.place}: " if change.place else ""
        yield line(place, change.text, _direction(change), indent=1, hang=3)


def _direction(change: Change) -> Words:
    if change.group not in WITH_DIRECTION or change.direction == "changed":
        return ()
    return words(" (", Span(change.direction, TONES[change.direction]), ")")
