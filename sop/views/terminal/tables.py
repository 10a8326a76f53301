"""Tables on a screen: columns as wide as they need, wrapped cells, and on narrow screens one item under the other."""

from __future__ import annotations

from collections.abc import Iterator

from sop.views.sanitize import cells
from sop.views.terminal.blocks import Line, Parts, Row, Section, Table, Words, text_of, words
from sop.views.terminal.wrap import join_words, line_rows, pad_words, parts_rows, spaces, wrap

LEAST_FLEX = 22  # a title column narrower than this is worse than a second line


def table_rows(table: Table, width: int) -> Iterator[Words]:
    """The table's rows for this width; stacked where the columns would be too narrow to read."""
    widths = _widths(table, width)
    if widths is None:
        yield from _stack_rows(table, width)
        return
    flex_at = table.indent + sum(
        w + c.gap for w, c in zip(widths[: flex_of(table)], table.columns, strict=False)
    )
    notes_at = flex_at if table.notes_at is None else table.notes_at
    for item in table.rows:
        if isinstance(item, Section):
            yield from _section(table, item, widths, width)
            continue
        yield from _column_rows(table, item.cells, widths)
        for note in item.notes:
            yield from line_rows(Line(note, (), notes_at, notes_at + 2), width)


def flex_of(table: Table) -> int:
    """Which column takes the room that the others leave; the last where none is named."""
    return next(
        (index for index, column in enumerate(table.columns) if column.flex), len(table.columns) - 1
    )


def _naturals(table: Table) -> list[int]:
    found = []
    for index, column in enumerate(table.columns):
        labelled = any(isinstance(item, Section) and item.labels for item in table.rows)
        texts = [text_of(item.cells[index]) for item in table.rows if isinstance(item, Row)]
        found.append(max([cells(text) for text in texts] + [len(column.label) if labelled else 0]))
    return found


def _widths(table: Table, width: int) -> list[int] | None:
    """The width of each column; None when the table must be stacked because the flex column would be too narrow."""
    natural, flex = _naturals(table), flex_of(table)
    gaps = sum(column.gap for column in table.columns[:-1])
    room = width - table.indent - gaps
    if sum(natural) <= room:
        return natural
    widths = [min(wide, column.most) for wide, column in zip(natural, table.columns, strict=True)]
    widths[flex] = room - sum(widths) + widths[flex]
    if widths[flex] < min(LEAST_FLEX, natural[flex]):
        return None
    return _return_room(widths, natural, flex)


def _return_room(widths: list[int], natural: list[int], flex: int) -> list[int]:
    """What the flex column does not need goes back to the columns that were cut short, from the left."""
    spare = max(0, widths[flex] - natural[flex])
    for index, (wide, wish) in enumerate(zip(widths, natural, strict=True)):
        grown = min(spare, max(0, wish - wide)) if index != flex else 0
        widths[index] += grown
        spare -= grown
        widths[flex] -= grown
    return widths


def _column_rows(table: Table, texts: tuple[Words, ...], widths: list[int]) -> Iterator[Words]:
    columns = [wrap(text, wide, wide) for text, wide in zip(texts, widths, strict=True)]
    for index in range(max(map(len, columns))):
        found: Words = spaces(table.indent)
        for rows, wide, column in zip(columns, widths, table.columns, strict=True):
            found = (
                *found,
                *pad_words(rows[index] if index < len(rows) else (), wide + column.gap),
            )
        yield found


def _section(table: Table, section: Section, widths: list[int], width: int) -> Iterator[Words]:
    """The heading at the left, then the labels of the columns after the flex column; without a title all labels."""
    flex = flex_of(table) if section.title else -1
    start = table.indent + sum(
        w + c.gap for w, c in zip(widths[: flex + 1], table.columns, strict=False)
    )
    title: Words = (*spaces(table.indent), *section.title)
    if not section.labels or (section.title and cells(text_of(title)) >= start):
        yield from line_rows(Line(section.title, (), table.indent, table.indent + 2), width)
        return
    title = pad_words(title, start)
    for wide, column in zip(widths[flex + 1 :], table.columns[flex + 1 :], strict=True):
        title = (*title, *pad_words(words(column.label), wide + column.gap))
    yield title


def _stack_rows(table: Table, width: int) -> Iterator[Words]:
    """For narrow terminals: the item first, what the other columns say on the rows under it."""
    flex = flex_of(table)
    for item in table.rows:
        if isinstance(item, Section):
            if item.title:
                yield from line_rows(Line(item.title, (), table.indent, table.indent + 2), width)
            continue
        first = join_words(item.cells[: flex + 1], " ")
        yield from line_rows(Line(first, (), table.indent, table.indent + 4), width)
        yield from parts_rows(Parts(trailing_cells(table, item), table.indent + 4), width)
        for note in item.notes:
            yield from line_rows(Line(note, (), table.indent + 4, table.indent + 6), width)


def trailing_cells(table: Table, item: Row) -> tuple[Words, ...]:
    """`label: value` of the columns behind the flex column that say something, the state before the others."""
    start = flex_of(table) + 1
    pairs = zip(table.columns[start:], item.cells[start:], strict=True)
    in_order = sorted(pairs, key=lambda pair: not pair[0].first)
    return tuple(
        words(f"{column.label}: ", text) if column.label else text
        for column, text in in_order
        if text
    )
