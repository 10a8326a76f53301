"""Fill the suggested commands into a screen.

Views hold them as data; the caller gives the line of each.
"""

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
"""Returns the line that the reader types for a suggested command."""


def verb_and_target(suggestion: Suggestion) -> str:
    """Return the verb with its target, for a screen that is printed for no one in particular."""
    if suggestion.target:
        return f"{suggestion.verb} {suggestion.target}"
    return suggestion.verb


def fill_commands(blocks: Iterable[Block], command_line: CommandLine) -> Iterator[Block]:
    """Yield the blocks with the line of each suggested command in its place."""
    for block in blocks:
        match block:
            case Blank():
                yield block
            case Line():
                left, right = _filled(block.left, command_line), _filled(block.right, command_line)
                yield replace(block, left=left, right=right)
            case Parts():
                pieces = tuple(_filled(piece, command_line) for piece in block.pieces)
                yield replace(block, pieces=pieces)
            case Table():
                rows = tuple(_filled_row(item, command_line) for item in block.rows)
                yield replace(block, rows=rows)


def _filled_row(item: Row | Section, command_line: CommandLine) -> Row | Section:
    if isinstance(item, Section):
        return item
    cells = tuple(_filled(text, command_line) for text in item.cells)
    notes = tuple(_filled(text, command_line) for text in item.notes)
    return Row(cells, notes)


def _filled(text: Words, command_line: CommandLine) -> Words:
    if all(span.suggest is None for span in text):
        return text
    return words(*(_filled_span(span, command_line) for span in text))


def _filled_span(span: Span, command_line: CommandLine) -> Span:
    if span.suggest is None:
        return span
    return Span(command_line(span.suggest), span.tone, unbroken=True)
