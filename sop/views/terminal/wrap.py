"""Words broken into rows at blanks, and nothing cut: the paragraphs of a screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sop.views.sanitize import cells, letter_cells
from sop.views.terminal.blocks import Line, Parts, Span, Words, text_of


def wrap(line: Words, first: int, rest: int) -> list[Words]:
    """The words broken at blanks into rows of at most so many cells; a word that is longer is broken anywhere."""
    text, kept = text_of(line), _whole_parts(line)
    return [
        _slice(line, start, end) for start, end in _breaks(text, max(first, 2), max(rest, 2), kept)
    ] or [()]


def _whole_parts(line: Words) -> tuple[tuple[int, int], ...]:
    """Where the spans begin and end that stay whole however narrow the screen is."""
    found, at = [], 0
    for span in line:
        if span.whole:
            found.append((at, at + len(span.text)))
        at += len(span.text)
    return tuple(found)


def _breaks(
    text: str, width: int, rest: int, kept: Sequence[tuple[int, int]] = ()
) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = _fits(text, start, width)
        if end < len(text) and text[end] != " ":
            end = _last_break(text, start, end)
        end = _around_whole(text, start, end, kept)
        yield start, end
        start = end
        while start < len(text) and text[start] == " ":
            start += 1
        width = rest


def _last_break(text: str, start: int, end: int) -> int:
    blank = text.rfind(" ", start, end)
    is_found = blank > start and text[start:blank].strip(" ")
    return blank if is_found else _joint(text, start, end)


def _around_whole(text: str, start: int, end: int, kept: Sequence[tuple[int, int]]) -> int:
    """The end of a row that breaks nothing that stays whole: before it, or, where it begins the row, behind it."""
    for first, last in kept:
        if first < end < last:
            before = text[start:first].rstrip(" ")
            return start + len(before) if before.strip(" ") else last
    return end


def _joint(text: str, start: int, end: int) -> int:
    """Where a word that is too long is broken: behind a joint of a path or name in its second half, else anywhere."""
    joints = (text.rfind(joint, (start + end) // 2, end) + 1 for joint in "._/|=-")
    return max(joints) or end


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


def spaces(count: int) -> Words:
    """So many blanks."""
    return (Span(" " * count),) if count > 0 else ()


def pad_words(line: Words, width: int) -> Words:
    """The words filled up with blanks; longer ones stay as they are."""
    return (*line, *spaces(width - cells(text_of(line))))


def line_rows(block: Line, width: int) -> Iterator[Words]:
    """A paragraph's rows; what belongs to the right margin stands on the last one if it fits."""
    rows = wrap(block.left, width - block.indent, width - block.hang)
    rows = [
        (*spaces(block.indent if index == 0 else block.hang), *row)
        for index, row in enumerate(rows)
    ]
    room = width - cells(text_of(rows[-1])) - 2
    if block.right and cells(text_of(block.right)) <= room:
        rows[-1] = (*pad_words(rows[-1], width - cells(text_of(block.right))), *block.right)
        yield from rows
        return
    yield from rows
    if block.right:
        yield from (
            (*spaces(block.hang), *row)
            for row in wrap(block.right, width - block.hang, width - block.hang)
        )


def parts_rows(block: Parts, width: int) -> Iterator[Words]:
    """The pieces side by side, as many on a row as fit."""
    filled: Words = ()
    for piece in block.pieces:
        longer = join_words((filled, piece), "   ")
        if filled and cells(text_of(longer)) > width - block.indent:
            yield from line_rows(Line(filled, (), block.indent, block.indent + 2), width)
            longer = piece
        filled = longer
    if filled:
        yield from line_rows(Line(filled, (), block.indent, block.indent + 2), width)


def join_words(parts: Iterable[Words], by: str | Span) -> Words:
    """The parts that say something, with `by` between them."""
    between = by if isinstance(by, Span) else Span(by)
    found: Words = ()
    for part in parts:
        if part:
            found = (*found, between, *part) if found else part
    return found
