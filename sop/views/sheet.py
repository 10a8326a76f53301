"""One sheet of A4 about a case, as content: what to read, and room to write by hand.

The lists are cut so that the sheet stays one; what is cut is counted, and the case print has it.
formats/sheet_html.py and formats/sheet_md.py print it.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import field, replace

from sop.model.value import value
from sop.views.paper_work import keep_first
from sop.views.terminal.blocks import BLANK, Block, Blocks, Span, line

SHEET_LINES = 61
"""Lines of text on one sheet, at the size and with the margins that sheet_html.py has."""
LINE_WIDTH = 92
"""Letters of usual width in a line; `text_width` counts wide ones as more."""
COLUMN_WIDTH = 42
FACT_WIDTH = 74
MOST_OF_AN_ITEM = 2 * LINE_WIDTH
MORE = "see the case print"
WRITING_LINES = 2
"""A line to write on by hand is as high as two printed ones."""
TITLE_LINES, HEADING_LINES = 2, 2
FRAME_LINES = 1  # of a part in a frame: its border and the space around it
DOTS = "." * 38


@value
class SheetPart:
    """One part of the sheet: items to read, then labels with room to write by hand.

    At least `keep` items are printed, however little room there is. `spread`: the labels are
    printed side by side, two in a row; `columns`: the items, which are short, in two columns.
    """

    title: str
    items: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    keep: int = 1
    is_urgent: bool = False
    spread: bool = False
    columns: bool = False


@value
class Sheet:
    """The sheet. `mark` is for the foot of the sheet and `heading` for its top."""

    title: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[SheetPart, ...]
    mark: str
    heading: str
    languages: Mapping[str, str] = field(default_factory=dict)


def fit_sheet(sheet: Sheet, lines: int = SHEET_LINES) -> Sheet:
    """Return the sheet with its lists cut to the lines of one page, the longest list first."""
    parts = [
        replace(
            part, items=tuple(map(shorten_item, part.items)) if not part.is_urgent else part.items
        )
        for part in sheet.parts
    ]
    shown = [len(part.items) for part in parts]
    fitted = replace(sheet, parts=_cut(parts, shown))
    while count_lines(fitted) > lines:
        spare = [most - part.keep for most, part in zip(shown, parts, strict=True)]
        longest = max(range(len(parts)), key=lambda at: spare[at])
        if spare[longest] <= 0:
            break
        shown[longest] -= 1
        fitted = replace(sheet, parts=_cut(parts, shown))
    return fitted


def _cut(parts: list[SheetPart], shown: list[int]) -> tuple[SheetPart, ...]:
    return tuple(
        replace(part, items=keep_first(part.items, most, MORE))
        for part, most in zip(parts, shown, strict=True)
    )


def shorten_item(text: str) -> str:
    """Return the text, cut where it is longer than two lines.

    >>> shorten_item("abc")
    'abc'
    """
    if text_width(text) <= MOST_OF_AN_ITEM:
        return text
    end = " ... (see the case print)"
    kept = text
    while text_width(kept + end) > MOST_OF_AN_ITEM:
        kept = kept[: max(0, len(kept) - 4)]
    return kept.rstrip() + end


def count_lines(sheet: Sheet) -> int:
    """Return how many lines the sheet needs."""
    facts = (_wrapped(text, FACT_WIDTH) for _, text in sheet.facts)
    return TITLE_LINES + sum(facts) + sum(map(_part_lines, sheet.parts))


def _part_lines(part: SheetPart) -> int:
    rows = len(part.rows)
    if part.spread:
        rows = math.ceil(rows / 2)
    read = sum(_wrapped(text, LINE_WIDTH) for text in part.items)
    if part.columns:
        halves = sum(_wrapped(text, COLUMN_WIDTH) for text in part.items)
        read = math.ceil(halves / 2) + 1  # the columns need not be equally high
    frame = FRAME_LINES if part.is_urgent else 0
    return HEADING_LINES + read + rows * WRITING_LINES + frame


def _wrapped(text: str, width: int) -> int:
    return max(1, math.ceil(text_width(text) / width))


def text_width(text: str) -> float:
    """Return the width in letters of usual width.

    >>> text_width("abc"), text_width("ABC")
    (3.0, 4.5)
    """
    return round(sum(map(_letter_width, text)), 1)


def _letter_width(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in ("W", "F"):
        return 2.2
    if letter in "W@%":
        return 1.8
    if letter.isupper() or letter in "mw":
        return 1.5
    return 1.0


def room_text(label: str, room: str) -> str:
    """Return the label with the room to write behind it; a row without a label is room alone."""
    return f"{label}: {room}" if label else room


def sheet_blocks(sheet: Sheet) -> Blocks:
    """Return the sheet for a screen."""
    blocks: list[Block] = [line(Span(sheet.title, "strong"))]
    blocks += [line(f"{label}: {text}", hang=2) for label, text in sheet.facts]
    for part in sheet.parts:
        blocks += [BLANK, line(Span(part.title.upper(), "late" if part.is_urgent else "strong"))]
        blocks += [line(text, indent=1, hang=2) for text in part.items]
        blocks += [line(room_text(label, DOTS), indent=1, hang=2) for label in part.rows]
    return tuple(blocks)
