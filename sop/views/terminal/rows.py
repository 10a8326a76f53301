"""Lay out a screen: its blocks as rows for a width, or in plain mode one item per row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sop.views.command_text import CommandLine, fill_commands, verb_and_target
from sop.views.terminal.blocks import Blank, Block, Line, Parts, Words, text_of
from sop.views.terminal.plain import plain_rows
from sop.views.terminal.tables import table_rows
from sop.views.terminal.wrap import line_rows, parts_rows


def lay_out(
    blocks: Iterable[Block],
    width: int,
    plain: bool = False,
    command_line: CommandLine = verb_and_target,
) -> Iterator[Words]:
    """Yield the screen's rows from top to bottom. Plain mode never wraps and needs no width.

    `command_line` returns the line that the reader types for a suggested command.
    """
    blocks = fill_commands(blocks, command_line)
    if plain:
        yield from plain_rows(blocks)
        return
    for block in blocks:
        yield from _rows(block, width)


def _rows(block: Block, width: int) -> Iterator[Words]:
    match block:
        case Blank(only_plain=True):
            return
        case Blank():
            yield ()
        case Line(unbroken=True):
            yield block.left
        case Line():
            yield from line_rows(block, width)
        case Parts():
            yield from parts_rows(block, width)
        case _:
            yield from table_rows(block, width)


def as_text(
    blocks: Iterable[Block],
    width: int = 80,
    plain: bool = False,
    command_line: CommandLine = verb_and_target,
) -> str:
    """Return the screen as text without colour, each row ended by a line feed."""
    rows = lay_out(blocks, width, plain, command_line=command_line)
    return "".join(text_of(row).rstrip(" ") + "\n" for row in rows)
