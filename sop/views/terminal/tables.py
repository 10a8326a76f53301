"""Tables on a screen: columns as wide as they need, wrapped cells, stacked on narrow screens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sop.views.sanitize import cells
from sop.views.terminal.blocks import (
    Column,
    Line,
    Parts,
    Row,
    Section,
    Table,
    Words,
    text_of,
    words,
)
from sop.views.terminal.wrap import join_words, line_rows, pad_words, parts_rows, spaces, wrap

LEAST_FLEX = 22  # a title column narrower than this is worse than a second line


def table_rows(table: Table, width: int) -> Iterator[Words]:
    """Yield the table's rows for this width; stacked where the columns would be too narrow."""
    widths = _widths(table, width)
    if widths is None:
        yield from _stack_rows(table, width)
        return
    notes_at = table.notes_at
    if notes_at is None:
        notes_at = _column_start(table, widths, flex_of(table))
    for item in table.rows:
        if isinstance(item, Section):
            yield from _section(table, item, widths, width)
            continue
        yield from _column_rows(table, item.cells, widths)
        for note in item.notes:
            yield from line_rows(Line(note, (), notes_at, notes_at + 2), width)


def flex_of(table: Table) -> int:
    """Return the index of the column that takes the remaining width: the last if none is marked."""
    for index, column in enumerate(table.columns):
        if column.flex:
            return index
    return len(table.columns) - 1


def _column_start(table: Table, widths: list[int], index: int) -> int:
    """Return how far from the left the column with this index begins."""
    gaps = (column.gap for column in table.columns[:index])
    return table.indent + sum(widths[:index]) + sum(gaps)


def _natural_widths(table: Table) -> list[int]:
    """Return for each column the width of its longest cell, or of its label where one is shown."""
    rows = [item for item in table.rows if isinstance(item, Row)]
    sections = [item for item in table.rows if isinstance(item, Section)]
    has_labels = any(section.labels for section in sections)
    found = []
    for index, column in enumerate(table.columns):
        sizes = [cells(text_of(row.cells[index])) for row in rows]
        if has_labels:
            sizes.append(len(column.label))
        found.append(max(sizes, default=0))
    return found


def _widths(table: Table, width: int) -> list[int] | None:
    """Return the width of each column; None where the flex column would be too narrow."""
    natural, flex = _natural_widths(table), flex_of(table)
    gaps = sum(column.gap for column in table.columns[:-1])
    room = width - table.indent - gaps
    if sum(natural) <= room:
        return natural
    widths = [min(wide, column.most) for wide, column in zip(natural, table.columns, strict=True)]
    widths[flex] += room - sum(widths)
    if widths[flex] < min(LEAST_FLEX, natural[flex]):
        return None
    return _share_spare_width(widths, natural, flex)


def _share_spare_width(widths: list[int], natural: list[int], flex: int) -> list[int]:
    """Give what the flex column does not need to the columns cut short, from the left."""
    spare = max(0, widths[flex] - natural[flex])
    for index, needed in enumerate(natural):
        if index == flex:
            continue
        grown = min(spare, max(0, needed - widths[index]))
        widths[index] += grown
        spare -= grown
        widths[flex] -= grown
    return widths


def _column_rows(table: Table, texts: tuple[Words, ...], widths: list[int]) -> Iterator[Words]:
    wrapped = [wrap(text, wide, wide) for text, wide in zip(texts, widths, strict=True)]
    height = max(map(len, wrapped))
    for index in range(height):
        found: Words = spaces(table.indent)
        for rows, wide, column in zip(wrapped, widths, table.columns, strict=True):
            part = _cell_line(column, rows, index, height)
            found = (*found, *pad_words(part, wide + column.gap))
        yield found


def _cell_line(column: Column, rows: Sequence[Words], index: int, height: int) -> Words:
    """Return what the cell shows in that line of a row of `height` lines; empty for nothing."""
    if column.bottom:
        index -= height - len(rows)
    return rows[index] if 0 <= index < len(rows) else ()


def _section(table: Table, section: Section, widths: list[int], width: int) -> Iterator[Words]:
    """Yield the heading at the left, then the labels of the columns that follow the flex column.

    Without a title every column has its label. A heading that is too long leaves no room for them.
    """
    begin = flex_of(table) + 1 if section.title else 0
    start = _column_start(table, widths, begin)
    title: Words = (*spaces(table.indent), *section.title)
    is_too_long = bool(section.title) and cells(text_of(title)) >= start
    if not section.labels or is_too_long:
        yield from line_rows(_heading(table, section), width)
        return
    title = pad_words(title, start)
    for wide, column in zip(widths[begin:], table.columns[begin:], strict=True):
        title = (*title, *pad_words(words(column.label), wide + column.gap))
    yield title


def _heading(table: Table, section: Section) -> Line:
    return Line(section.title, (), table.indent, table.indent + 2)


def _stack_rows(table: Table, width: int) -> Iterator[Words]:
    """Yield, for narrow terminals, each item with its other columns on the rows under it."""
    for item in table.rows:
        if isinstance(item, Row):
            yield from _stack_item(table, item, width)
        elif item.title:
            yield from line_rows(_heading(table, item), width)


def _stack_item(table: Table, item: Row, width: int) -> Iterator[Words]:
    under = table.indent + 4
    first = join_words(item.cells[: flex_of(table) + 1], " ")
    yield from line_rows(Line(first, (), table.indent, under), width)
    yield from parts_rows(Parts(trailing_cells(table, item), under), width)
    for note in item.notes:
        yield from line_rows(Line(note, (), under, under + 2), width)


def trailing_cells(table: Table, item: Row) -> tuple[Words, ...]:
    """Return `label: value` of the filled columns after the flex column, `first` ones first."""
    start = flex_of(table) + 1
    pairs = zip(table.columns[start:], item.cells[start:], strict=True)
    in_order = sorted(pairs, key=lambda pair: not pair[0].first)
    return tuple(_labelled_cell(column, text) for column, text in in_order if text)


def _labelled_cell(column: Column, text: Words) -> Words:
    if column.label:
        return words(f"{column.label}: ", text)
    return text
