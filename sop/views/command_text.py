"""Fills the commands that a screen suggests into its blocks: views hold them as data, the caller writes their lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sop.model.suggestion import Suggestion
from sop.model.value import replace
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
    words,
)

CommandLine = Callable[[Suggestion], str]


def plain_words(suggestion: Suggestion) -> str:
    """Return the verb and the target alone, for a screen that is printed for no one in particular."""
    return f"{suggestion.verb} {suggestion.target}" if suggestion.target else suggestion.verb


def fill_commands(blocks: Iterable[Block], command_line: CommandLine) -> Iterator[Block]:
    """Yield the blocks with the line of each suggested command in its place."""
    for block in blocks:
        match block:
            case Blank():
                yield block
            case Line():
                yield replace(
                    block,
                    left=_filled(block.left, command_line),
                    right=_filled(block.right, command_line),
                )
            case Parts():
                yield replace(
                    block, pieces=tuple(_filled(piece, command_line) for piece in block.pieces)
                )
            case Table():
                yield replace(
                    block, rows=tuple(_filled_row(item, command_line) for item in block.rows)
                )


def _filled_row(item: Row | Section, command_line: CommandLine) -> Row | Section:
    if isinstance(item, Section):
        return item
    cells = tuple(_filled(text, command_line) for text in item.cells)
    return Row(cells, tuple(_filled(text, command_line) for text in item.notes))


def _filled(text: Words, command_line: CommandLine) -> Words:
    if all(span.suggest is None for span in text):
        return text
    return words(*(_filled_span(span, command_line) for span in text))


def _filled_span(span: Span, command_line: CommandLine) -> Span:
    if span.suggest is None:
        return span
    return Span(command_line(span.suggest), span.tone, whole=True)
