"""The screen of a workflow's references, grouped by how far each was checked."""

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
    labelled,
    line,
    row,
    words,
)

# What can be relied on comes first, what still has to be checked last, next to the counts.
GROUPS: tuple[tuple[LawStatus, str], ...] = (
    ("verified", "VERIFIED"),
    ("not_in_force", "NOT IN FORCE"),
    ("to_be_confirmed", "TO BE CONFIRMED"),
)
COLUMNS = (Column(most=24), Column(flex=True))


def law_screen(definition: Definition) -> Blocks:
    """Return all references of the workflow, unconfirmed ones last, and its notice."""
    return (*citations_blocks(definition), BLANK, *notice_lines(definition))


def citations_blocks(definition: Definition) -> Blocks:
    """Return the title, the references by status, and the number of each status."""
    blocks: list[Block] = [BLANK, line(Span(definition.title, "strong"))]
    counts = []
    for status, title in GROUPS:
        entries = [entry for entry in definition.law.values() if entry.status == status]
        counts.append(f"{len(entries)} {title.lower()}")
        blocks += _group(title, entries)
    return (*blocks, BLANK, line(f"{'; '.join(counts)}.", indent=1))


def _group(title: str, entries: Sequence[LawEntry]) -> Iterator[Block]:
    if entries:
        heading = Section(words(f"{title}: {count_text(len(entries), 'reference')}"))
        yield BLANK
        yield Table(COLUMNS, (heading, *map(_entry, entries)))


def _entry(entry: LawEntry) -> Row:
    about = entry.about if entry.cite else ""  # without a citation the row shows it already
    notes = (about, labelled("Seen in: ", entry.source or ""))
    shown = entry.cite or entry.about or "no text yet"
    return row(entry.id, shown, notes=[note for note in notes if note])
