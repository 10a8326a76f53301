"""The screen that lists what a workflow rests on: its references, by how far each was checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sop.model.definition import Definition, LawEntry, LawStatus
from sop.views.labels import count_text, notice_lines
from sop.views.terminal.blocks import (
    BLANK,
    Block,
    Blocks,
    Column,
    Row,
    Section,
    Span,
    Table,
    line,
    row,
    words,
)

GROUPS: tuple[tuple[LawStatus, str], ...] = (
    ("verified", "VERIFIED"),
    ("not_in_force", "NOT IN FORCE"),
    ("to_be_confirmed", "TO BE CONFIRMED"),
)
COLUMNS = (Column(most=24), Column(flex=True))


def law_screen(definition: Definition) -> Blocks:
    """All references of the workflow, those that nobody has confirmed last, and its notice."""
    return (*citations_blocks(definition), BLANK, *notice_lines(definition))


def citations_blocks(definition: Definition) -> Blocks:
    """The title, the references by status, how many there are of each."""
    grouped = [
        (title, [one for one in definition.law.values() if one.status == status])
        for status, title in GROUPS
    ]
    return (
        BLANK,
        line(Span(definition.title, "strong")),
        *(block for title, entries in grouped for block in _group(title, entries)),
        BLANK,
        line(
            "; ".join(f"{len(entries)} {title.lower()}" for title, entries in grouped) + ".",
            indent=1,
        ),
    )


def _group(title: str, entries: Sequence[LawEntry]) -> Iterator[Block]:
    if entries:
        heading = Section(words(f"{title}: {count_text(len(entries), 'reference')}"))
        yield BLANK
        yield Table(COLUMNS, (heading, *map(_entry, entries)))


def _entry(entry: LawEntry) -> Row:
    seen = [f"Seen in: {entry.source}"] if entry.source else []
    told = [entry.about] if entry.cite and entry.about else []
    return row(entry.id, entry.cite or entry.about or "no text yet", notes=[*told, *seen])
