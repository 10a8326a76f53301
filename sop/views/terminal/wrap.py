"""Break words into rows at blanks, cutting nothing: the paragraphs of a screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sop.views.sanitize import cells, letter_cells
from sop.views.terminal.blocks import Line, Parts, Span, Words, text_of

CUT = " ..."
"""The end of a row whose text goes on elsewhere."""
JOINTS = "._/|=-"
"""Letters inside a path, a name or an option after which a long word may be broken."""


def wrap(line: Words, first: int, rest: int) -> list[Words]:
    """Return the words as rows of at most `first` cells, then `rest` cells; one row for no words.

    Rows are broken at blanks. A word that is longer than a row is broken anywhere; an unbroken
    part is not, so its row may be longer.
    """
    # At least 2, because a wide letter takes two cells.
    first, rest = max(first, 2), max(rest, 2)
    breaks = _breaks(text_of(line), first, rest, unbroken=_unbroken_parts(line))
    return [_slice(line, start, end) for start, end in breaks] or [()]


def _unbroken_parts(line: Words) -> tuple[tuple[int, int], ...]:
    """Return where each unbroken span begins and ends in the text of the line."""
    found, at = [], 0
    for span in line:
        if span.unbroken:
            found.append((at, at + len(span.text)))
        at += len(span.text)
    return tuple(found)


def _breaks(
    text: str, width: int, rest: int, unbroken: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = _fitting_end(text, start, width)
        if end < len(text) and text[end] != " ":
            end = _last_break(text, start, end)
        end = _end_outside(unbroken, text, start=start, end=end)
        yield start, end
        start = end
        while start < len(text) and text[start] == " ":
            start += 1
        width = rest


def _last_break(text: str, start: int, end: int) -> int:
    """Return where a row that is too long ends: at its last blank, else inside its one word."""
    blank = text.rfind(" ", start, end)
    if blank > start and text[start:blank].strip(" "):
        return blank
    return _joint(text, start, end)


def _end_outside(unbroken: Sequence[tuple[int, int]], text: str, start: int, end: int) -> int:
    """Return the end of a row outside the unbroken parts.

    A row ends before a part that does not fit; a part that begins the row is its only text.
    """
    for first, last in unbroken:
        if first < end < last:
            before = text[start:first].rstrip(" ")
            if before.strip(" "):
                return start + len(before)
            return last
    return end


def _joint(text: str, start: int, end: int) -> int:
    """Return where to break a long word: after a joint in its second half, else at `end`.

    Between the choices of a list (`a|b`) rather than inside one.
    """
    between = text.rfind("|", (start + end) // 2, end) + 1
    if between:
        return between
    joints = (text.rfind(joint, (start + end) // 2, end) + 1 for joint in JOINTS)
    return max(joints) or end


def _fitting_end(text: str, start: int, width: int) -> int:
    """Return the end of the longest part from `start` in `width` cells; at least one letter."""
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


def spaces(count: int) -> Words:
    """Return this number of blanks."""
    if count <= 0:
        return ()
    return (Span(" " * count),)


def pad_words(line: Words, width: int) -> Words:
    """Return the words filled up with blanks; longer ones stay as they are."""
    return (*line, *spaces(width - cells(text_of(line))))


def line_rows(block: Line, width: int) -> Iterator[Words]:
    """Yield a paragraph's rows. Its right part is on the last row if it fits, else below."""
    if block.cut:
        yield (*spaces(block.indent), *_cut_row(block.left, width - block.indent))
        return
    first, *others = wrap(block.left, width - block.indent, width - block.hang)
    rows = [(*spaces(block.indent), *first)]
    rows += [(*spaces(block.hang), *row) for row in others]
    wide = cells(text_of(block.right))
    if wide and wide + 2 <= width - cells(text_of(rows[-1])):
        rows[-1] = (*pad_words(rows[-1], width - wide), *block.right)
    elif wide:
        room = width - block.hang
        rows += [(*spaces(block.hang), *row) for row in wrap(block.right, room, room)]
    yield from rows


def _cut_row(text: Words, width: int) -> Words:
    """Return the first row of the text; with three dots where it is not the whole of it."""
    if len(wrap(text, width, width)) == 1:
        return text
    row = wrap(text, width - len(CUT), width)[0]
    return (*row, Span(CUT))


def parts_rows(block: Parts, width: int) -> Iterator[Words]:
    """Yield the pieces side by side, as many on a row as fit."""
    filled: Words = ()
    for piece in block.pieces:
        longer = join_words((filled, piece), "   ")
        if filled and cells(text_of(longer)) > width - block.indent:
            yield from _piece_rows(block, filled, width)
            longer = piece
        filled = longer
    if filled:
        yield from _piece_rows(block, filled, width)


def _piece_rows(block: Parts, line: Words, width: int) -> Iterator[Words]:
    return line_rows(Line(line, (), block.indent, block.indent + 2), width)


def join_words(parts: Iterable[Words], by: str | Span) -> Words:
    """Return the parts that are not empty, with `by` between them."""
    between = Span(by) if isinstance(by, str) else by
    found: Words = ()
    for part in parts:
        if not part:
            continue
        if found:
            found = (*found, between)
        found = (*found, *part)
    return found
