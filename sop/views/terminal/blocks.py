"""What a screen is made of: words with a tone, paragraphs, rows of short pieces, tables.

A view answers with blocks; how wide the screen is comes in later, in flow.py, so that no view knows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from sop.model.suggestion import Suggestion
from sop.model.value import value
from sop.views.sanitize import clean

Tone = Literal["", "strong", "good", "late", "caution"]
"""How a word is stressed. Colour repeats what the word already says."""


@value
class Span:
    """`said` is what plain mode says in its place, where the text is a mark, an arrow or room between two words.

    `suggest` is a command whose line for this reader is filled in when the screen is printed. `whole`: never broken,
    so that a command can be copied as one line.
    """

    text: str
    tone: Tone = ""
    said: str | None = None
    suggest: Suggestion | None = None
    whole: bool = False


WIDE = Span("   ", said=": ")  # between a heading and what it says
ARROW = Span("-> ", said="leads to ")

Words = tuple[Span, ...]
Wordy = str | Span | Words | Suggestion


def words(*parts: Wordy) -> Words:
    """The parts in a row, cleaned; texts of a definition or a person may be given as they are."""
    spans: list[Span] = []
    for part in parts:
        if isinstance(part, str):
            spans.append(Span(clean(part)))
        elif isinstance(part, Suggestion):
            spans.append(Span("", suggest=part, whole=True))
        elif isinstance(part, Span):
            said = part.said if part.said is None else clean(part.said)
            spans.append(Span(clean(part.text), part.tone, said, part.suggest, part.whole))
        else:
            spans.extend(words(*part))
    return tuple(span for span in spans if span.text or span.said or span.suggest)


def text_of(line: Words) -> str:
    """The words without their tones."""
    return "".join(span.text for span in line)


def plain_words(line: Words) -> Words:
    """The words as plain mode says them."""
    if all(span.said is None for span in line):
        return line
    return words(*(span if span.said is None else Span(span.said, span.tone) for span in line))


@value
class Line:
    """A paragraph: `indent` before its first row, `hang` before the others. `right` stands at the right margin.

    `whole`: never wrapped, for lines that editors and shells read.
    """

    left: Words
    right: Words = ()
    indent: int = 0
    hang: int = 0
    whole: bool = False


@value
class Parts:
    """Short pieces side by side, three blanks apart; a row is broken between pieces, so that commands stay whole."""

    pieces: tuple[Words, ...]
    indent: int = 0


@value
class Column:
    """`most` bounds the width where space is short; the one `flex` column takes what the others leave.

    `first`: plain mode says it before the other columns behind the flex column.
    """

    label: str = ""
    most: int = 20
    gap: int = 2  # blanks after it
    flex: bool = False
    first: bool = False


@value
class Row:
    """One item. `notes` stand under it, below the flex column."""

    cells: tuple[Words, ...]
    notes: tuple[Words, ...] = ()


@value
class Section:
    """A heading inside a table; with `labels` it names the columns too."""

    title: Words
    labels: bool = False


@value
class Table:
    """`notes_at` is where the notes of a row begin; None: below the flex column."""

    columns: tuple[Column, ...]
    rows: tuple[Row | Section, ...]
    indent: int = 1
    notes_at: int | None = None


@value
class Blank:
    """An empty line. `only_plain`: between items that stand close together on a screen of rows."""

    only_plain: bool = False


BLANK = Blank()
GAP = Blank(only_plain=True)
Block = Line | Parts | Table | Blank
Blocks = tuple[Block, ...]


def line(*parts: Wordy, right: Wordy = (), indent: int = 0, hang: int | None = None) -> Line:
    """A paragraph of these parts; hangs two columns deeper than it begins unless told otherwise."""
    return Line(words(*parts), words(right), indent, indent + 2 if hang is None else hang)


def pieces(*texts: Wordy, indent: int = 0) -> Parts:
    """Pieces side by side; empty ones are left out."""
    return Parts(tuple(piece for piece in map(words, texts) if piece), indent)


def unbroken_line(*parts: Wordy, indent: int = 0) -> Line:
    """A line that stays one line however narrow the screen is."""
    return Line(words(*parts), (), indent, indent, whole=True)


def paragraphs(text: str, indent: int = 0) -> Blocks:
    """A longer text of a definition or a person, its own line ends kept."""
    return tuple(
        line(part, indent=indent, hang=indent) if part else BLANK
        for part in text.strip("\n").split("\n")
    )


def ascii_sentence(text: str) -> Span:
    """A sentence of the program itself, whose three dots are dots in plain mode."""
    return Span(text, said=text.replace("\u2026", "..."))


def row(*texts: Wordy, notes: Iterable[Wordy] = ()) -> Row:
    """A row of a table, one argument a column."""
    return Row(tuple(words(text) for text in texts), tuple(words(note) for note in notes))
