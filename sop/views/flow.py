"""A screen laid out: its blocks as rows for a width, or in plain mode one item a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sop.views.layout import Blank, Block, Line, Parts, Section, Span, Table, Words, text_of
from sop.views.tables import flex_of, labelled, table_rows
from sop.views.wrapping import joined, line_rows, parts_rows, spaces


def lay_out(blocks: Iterable[Block], width: int, plain: bool = False) -> Iterator[Words]:
    """The screen's rows from top to bottom; in plain mode one item a row, never wrapped."""
    for block in blocks:
        match block:
            case Blank():
                yield ()
            case Line():
                yield from _plain_line(block) if plain or block.whole else line_rows(block, width)
            case Parts():
                yield from _plain_parts(block) if plain else parts_rows(block, width)
            case Table():
                yield from _plain_table(block) if plain else table_rows(block, width)


def as_text(blocks: Iterable[Block], width: int = 80, plain: bool = False) -> str:
    """The screen as text without colour, each row ended by a line feed."""
    return "".join(text_of(row).rstrip(" ") + "\n" for row in lay_out(blocks, width, plain))


def _plain_line(block: Line) -> Iterator[Words]:
    yield (*spaces(block.indent), *block.left)
    if block.right:
        yield block.right


def _plain_parts(block: Parts) -> Iterator[Words]:
    yield from ((*spaces(block.indent), *piece) for piece in block.pieces)


def _plain_table(table: Table) -> Iterator[Words]:
    flex = flex_of(table)
    for index, item in enumerate(table.rows):
        if isinstance(item, Section):
            if item.title:
                yield (*spaces(table.indent), *item.title)
            continue
        yield joined((joined(item.cells[: flex + 1], " "), labelled(table, item, flex + 1)), "; ")
        yield from ((Span("  "), *note) for note in item.notes)
        if index + 1 < len(table.rows):
            yield ()
