"""Plain mode: one item per row, words before marks, a blank row between items, never wrapped.

For screen readers, old terminals and pipes. A row of a table becomes one line that can be read
aloud::

    R1.1: Inform the office of the finding; state: OVERDUE; who: LAB; due: 22 Nov 16:10 [ ]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sop.views.terminal.blocks import (
    Blank,
    Block,
    Line,
    Parts,
    Row,
    Section,
    Span,
    Table,
    Words,
    plain_words,
    text_of,
    words,
)
from sop.views.terminal.tables import flex_of, trailing_cells
from sop.views.terminal.wrap import join_words, spaces

NOTE = 2  # columns before a line that belongs to the item above


def plain_rows(blocks: Iterable[Block]) -> Iterator[Words]:
    """Yield the rows of all blocks; never two blank ones in a row."""
    was_blank = False
    for block in blocks:
        for row in _block_rows(block):
            is_blank = not text_of(row).strip()
            if not (is_blank and was_blank):
                yield row
            was_blank = is_blank


def _block_rows(block: Block) -> Iterator[Words]:
    match block:
        case Blank():
            yield ()
        case Line() if block.unbroken:
            yield block.left
        case Line():
            yield (
                *_indent(block.indent),
                *join_words((plain_words(block.left), plain_words(block.right)), "; "),
            )
        case Parts():
            yield from ((*_indent(block.indent), *plain_words(piece)) for piece in block.pieces)
        case Table():
            yield from _items(block)


def _indent(wide: int) -> Words:
    """Return the indent of a line that belongs to the one above.

    Most lines of a screen begin one column from the margin: that is not an indent.
    """
    if wide > 1:
        return spaces(NOTE)
    return ()


def _items(table: Table) -> Iterator[Words]:
    was_row = False
    for item in table.rows:
        if was_row:
            yield ()
        was_row = isinstance(item, Row)
        if isinstance(item, Row):
            yield _item(table, item)
            yield from ((*spaces(NOTE), *note) for note in map(plain_words, item.notes) if note)
        elif item.title:
            yield _heading(item)


def _heading(section: Section) -> Words:
    return words(section.title, ":")


def _item(table: Table, item: Row) -> Words:
    """Return `name: what it is; label: value; label: value`, and a mark at the end."""
    flex = flex_of(table)
    texts = [plain_words(text) for text in item.cells]
    named = join_words((join_words(texts[:flex], ", "), texts[flex]), ": ")
    return (*join_words((named, *trailing_cells(table, Row(tuple(texts)))), "; "), *_marks(item))


def _marks(item: Row) -> Words:
    """Return the mark of a checklist: it follows the word that it repeats."""
    spans = [span for text in item.cells for span in text if span.plain_text == ""]
    return tuple(Span(f" {span.text}") for span in spans if span.text.startswith("["))
