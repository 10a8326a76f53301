"""A screen laid out: its blocks as rows for a width, or in plain mode one item a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sop.views.command_text import CommandLine, fill_commands, plain_words
from sop.views.terminal.blocks import Blank, Block, Line, Parts, Words, text_of
from sop.views.terminal.plain import plain_rows
from sop.views.terminal.tables import table_rows
from sop.views.terminal.wrap import line_rows, parts_rows


def lay_out(
    blocks: Iterable[Block],
    width: int,
    plain: bool = False,
    command_line: CommandLine = plain_words,
) -> Iterator[Words]:
    """The screen's rows from top to bottom. Plain mode knows no width: it never wraps.

    `command_line` writes the commands that the screen suggests as lines for its reader.
    """
    blocks = fill_commands(blocks, command_line)
    if plain:
        yield from plain_rows(blocks)
        return
    for block in blocks:
        yield from _rows(block, width)


def _rows(block: Block, width: int) -> Iterator[Words]:
    match block:
        case Blank(only_plain):
            yield from () if only_plain else ((),)
        case Line():
            yield from (block.left,) if block.whole else line_rows(block, width)
        case Parts():
            yield from parts_rows(block, width)
        case _:
            yield from table_rows(block, width)


def as_text(
    blocks: Iterable[Block],
    width: int = 80,
    plain: bool = False,
    command_line: CommandLine = plain_words,
) -> str:
    """The screen as text without colour, each row ended by a line feed."""
    return "".join(
        text_of(row).rstrip(" ") + "\n" for row in lay_out(blocks, width, plain, command_line)
    )
