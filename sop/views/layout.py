"""What a screen is made of, and how it is laid out: words wrapped at blanks, tables that never cut.

A view answers with blocks; width and plain mode come in here, once, so that no view knows how wide the terminal is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from sop.views.visible import cells, clean, letter_cells

Tone = Literal["", "strong", "good", "late", "caution"]
"""How a word is stressed. Colour repeats what the word already says."""

LEAST_FLEX = 22  # a title column narrower than this is worse than a second line


@dataclass(frozen=True, slots=True)
class Span:
    text: str
    tone: Tone = ""


Words = tuple[Span, ...]
Wordy = str | Span | Words


def words(*parts: Wordy) -> Words:
    """The parts in a row, cleaned; texts of a definition or a person may be given as they are."""
    spans: list[Span] = []
    for part in parts:
        if isinstance(part, str):
            spans.append(Span(clean(part)))
        elif isinstance(part, Span):
            spans.append(Span(clean(part.text), part.tone))
        else:
            spans.extend(words(*part))
    return tuple(span for span in spans if span.text)


def text_of(line: Words) -> str:
    """The words without their tones."""
    return "".join(span.text for span in line)


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: `indent` before its first row, `hang` before the others. `right` stands at the right margin.

    `whole`: never wrapped, for lines that editors and shells read.
    """

    left: Words
    right: Words = ()
    indent: int = 0
    hang: int = 0
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """Short pieces side by side, three blanks apart; a row is broken between pieces, so that commands stay whole."""

    pieces: tuple[Words, ...]
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """`most` bounds the width where space is short; the one `flex` column takes what the others leave."""

    label: str = ""
    most: int = 20
    gap: int = 2  # blanks after it
    flex: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One item. `notes` stand under it, below the flex column."""

    cells: tuple[Words, ...]
    notes: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading inside a table; with `labels` it names the columns too."""

    title: Words
    labels: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`notes_at` is where the notes of a row begin; None: below the flex column."""

    columns: tuple[Column, ...]
    rows: tuple[Row | Section, ...]
    indent: int = 1
    notes_at: int | None = None


@dataclass(frozen=True, slots=True)
class Blank:
    """An empty line."""


BLANK = Blank()
Block = Line | Parts | Table | Blank
Blocks = tuple[Block, ...]


def line(*parts: Wordy, right: Wordy = (), indent: int = 0, hang: int | None = None) -> Line:
    """A paragraph of these parts; hangs two columns deeper than it begins unless told otherwise."""
    return Line(words(*parts), words(right), indent, indent + 2 if hang is None else hang)


def pieces(*texts: Wordy, indent: int = 0) -> Parts:
    """Pieces side by side; empty ones are left out."""
    return Parts(tuple(piece for piece in map(words, texts) if piece), indent)


def whole(*parts: Wordy, indent: int = 0) -> Line:
    """A line that stays one line however narrow the screen is."""
    return Line(words(*parts), (), indent, indent, whole=True)


def paragraphs(text: str, indent: int = 0) -> Blocks:
    """A longer text of a definition or a person, its own line ends kept."""
    return tuple(line(part, indent=indent, hang=indent) if part else BLANK for part in text.strip("\n").split("\n"))


def row(*texts: Wordy, notes: Iterable[Wordy] = ()) -> Row:
    """A row of a table, one argument a column."""
    return Row(tuple(words(text) for text in texts), tuple(words(note) for note in notes))


def lay_out(blocks: Iterable[Block], width: int, plain: bool = False) -> Iterator[Words]:
    """The screen's rows from top to bottom; in plain mode one item a row, never wrapped."""
    for block in blocks:
        match block:
            case Blank():
                yield ()
            case Line():
                yield from _plain_line(block) if plain or block.whole else _line_rows(block, width)
            case Parts():
                yield from _plain_parts(block) if plain else _parts_rows(block, width)
            case Table():
                yield from _plain_table(block) if plain else _table_rows(block, width)


def as_text(blocks: Iterable[Block], width: int = 80, plain: bool = False) -> str:
    """The screen as text without colour, each row ended by a line feed."""
    return "".join(text_of(row).rstrip(" ") + "\n" for row in lay_out(blocks, width, plain))


# ---- paragraphs


def wrap(line: Words, first: int, rest: int) -> list[Words]:
    """The words broken at blanks into rows of at most so many cells; a word that is longer is broken anywhere."""
    text = text_of(line)
    return [_slice(line, start, end) for start, end in _breaks(text, max(first, 2), max(rest, 2))] or [()]


def _breaks(text: str, width: int, rest: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = _fits(text, start, width)
        if end < len(text) and text[end] != " ":
            blank = text.rfind(" ", start, end)
            if blank > start and text[start:blank].strip(" "):
                end = blank
        yield start, end
        start = end
        while start < len(text) and text[start] == " ":
            start += 1
        width = rest


def _fits(text: str, start: int, width: int) -> int:
    """The end of the longest part from `start` that takes at most `width` cells; at least one letter."""
    if text.isascii():
        return min(len(text), start + width)
    end, used = start, 0
    while end < len(text):
        used += letter_cells(text[end])
        if used > width and end > start:
            break
        end += 1
    return end


def _slice(line: Words, start: int, end: int) -> Words:
    found, at = [], 0
    for span in line:
        part = span.text[max(0, start - at) : max(0, end - at)]
        if part:
            found.append(Span(part, span.tone))
        at += len(span.text)
    return tuple(found)


def _spaces(count: int) -> Words:
    return (Span(" " * count),) if count > 0 else ()


def _padded(line: Words, width: int) -> Words:
    return (*line, *_spaces(width - cells(text_of(line))))


def _line_rows(block: Line, width: int) -> Iterator[Words]:
    rows = wrap(block.left, width - block.indent, width - block.hang)
    rows = [(*_spaces(block.indent if index == 0 else block.hang), *row) for index, row in enumerate(rows)]
    room = width - cells(text_of(rows[-1])) - 2
    if block.right and cells(text_of(block.right)) <= room:
        rows[-1] = (*_padded(rows[-1], width - cells(text_of(block.right))), *block.right)
        yield from rows
        return
    yield from rows
    if block.right:
        yield from (
            (*_spaces(block.hang), *row) for row in wrap(block.right, width - block.hang, width - block.hang)
        )


def _plain_line(block: Line) -> Iterator[Words]:
    yield (*_spaces(block.indent), *block.left)
    if block.right:
        yield block.right


def _parts_rows(block: Parts, width: int) -> Iterator[Words]:
    filled: Words = ()
    for piece in block.pieces:
        longer = _joined((filled, piece), "   ")
        if filled and cells(text_of(longer)) > width - block.indent:
            yield from _line_rows(Line(filled, (), block.indent, block.indent + 2), width)
            longer = piece
        filled = longer
    if filled:
        yield from _line_rows(Line(filled, (), block.indent, block.indent + 2), width)


def _plain_parts(block: Parts) -> Iterator[Words]:
    yield from ((*_spaces(block.indent), *piece) for piece in block.pieces)


# ---- tables


def _table_rows(table: Table, width: int) -> Iterator[Words]:
    widths = _widths(table, width)
    if widths is None:
        yield from _stacked(table, width)
        return
    flex_at = table.indent + sum(
        w + c.gap for w, c in zip(widths[: _flex(table)], table.columns, strict=False)
    )
    notes_at = flex_at if table.notes_at is None else table.notes_at
    for item in table.rows:
        if isinstance(item, Section):
            yield from _section(table, item, widths, width)
            continue
        yield from _in_columns(table, item.cells, widths)
        for note in item.notes:
            yield from _line_rows(Line(note, (), notes_at, notes_at + 2), width)


def _flex(table: Table) -> int:
    return next((index for index, column in enumerate(table.columns) if column.flex), len(table.columns) - 1)


def _naturals(table: Table) -> list[int]:
    found = []
    for index, column in enumerate(table.columns):
        labelled = any(isinstance(item, Section) and item.labels for item in table.rows)
        texts = [text_of(item.cells[index]) for item in table.rows if isinstance(item, Row)]
        found.append(max([cells(text) for text in texts] + [len(column.label) if labelled else 0]))
    return found


def _widths(table: Table, width: int) -> list[int] | None:
    """The width of each column; None when the table must be stacked because the flex column would be too narrow."""
    natural, flex = _naturals(table), _flex(table)
    gaps = sum(column.gap for column in table.columns[:-1])
    room = width - table.indent - gaps
    if sum(natural) <= room:
        return natural
    widths = [min(wide, column.most) for wide, column in zip(natural, table.columns, strict=True)]
    widths[flex] = room - sum(widths) + widths[flex]
    if widths[flex] < min(LEAST_FLEX, natural[flex]):
        return None
    return _given_back(widths, natural, flex)


def _given_back(widths: list[int], natural: list[int], flex: int) -> list[int]:
    """What the flex column does not need goes back to the columns that were cut short, from the left."""
    spare = max(0, widths[flex] - natural[flex])
    for index, (wide, wish) in enumerate(zip(widths, natural, strict=True)):
        grown = min(spare, max(0, wish - wide)) if index != flex else 0
        widths[index] += grown
        spare -= grown
        widths[flex] -= grown
    return widths


def _in_columns(table: Table, texts: tuple[Words, ...], widths: list[int]) -> Iterator[Words]:
    columns = [wrap(text, wide, wide) for text, wide in zip(texts, widths, strict=True)]
    for index in range(max(map(len, columns))):
        found: Words = _spaces(table.indent)
        for rows, wide, column in zip(columns, widths, table.columns, strict=True):
            found = (*found, *_padded(rows[index] if index < len(rows) else (), wide + column.gap))
        yield found


def _section(table: Table, section: Section, widths: list[int], width: int) -> Iterator[Words]:
    """The heading at the left, then the labels of the columns after the flex column; without a title all labels."""
    flex = _flex(table) if section.title else -1
    start = table.indent + sum(w + c.gap for w, c in zip(widths[: flex + 1], table.columns, strict=False))
    title: Words = (*_spaces(table.indent), *section.title)
    if not section.labels or (section.title and cells(text_of(title)) >= start):
        yield from _line_rows(Line(section.title, (), table.indent, table.indent + 2), width)
        return
    title = _padded(title, start)
    for wide, column in zip(widths[flex + 1 :], table.columns[flex + 1 :], strict=True):
        title = (*title, *_padded(words(column.label), wide + column.gap))
    yield title


def _stacked(table: Table, width: int) -> Iterator[Words]:
    """For narrow terminals: the item first, what the other columns say on the rows under it."""
    flex = _flex(table)
    for item in table.rows:
        if isinstance(item, Section):
            if item.title:
                yield from _line_rows(Line(item.title, (), table.indent, table.indent + 2), width)
            continue
        first = _joined(item.cells[: flex + 1], " ")
        yield from _line_rows(Line(first, (), table.indent, table.indent + 4), width)
        for note in (_labelled(table, item, flex + 1), *item.notes):
            if note:
                yield from _line_rows(Line(note, (), table.indent + 4, table.indent + 6), width)


def _joined(parts: Iterable[Words], by: str) -> Words:
    found: Words = ()
    for part in parts:
        if part:
            found = (*found, Span(by), *part) if found else part
    return found


def _labelled(table: Table, item: Row, start: int) -> Words:
    """`label: value; label: value` of the columns from `start` that say something."""
    pairs = zip(table.columns[start:], item.cells[start:], strict=True)
    return _joined(
        ((Span(f"{column.label}: "), *text) if column.label else text for column, text in pairs if text), "; "
    )


def _plain_table(table: Table) -> Iterator[Words]:
    flex = _flex(table)
    for index, item in enumerate(table.rows):
        if isinstance(item, Section):
            if item.title:
                yield (*_spaces(table.indent), *item.title)
            continue
        yield _joined((_joined(item.cells[: flex + 1], " "), _labelled(table, item, flex + 1)), "; ")
        yield from ((Span("  "), *note) for note in item.notes)
        if index + 1 < len(table.rows):
            yield ()
