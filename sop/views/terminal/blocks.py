"""What a screen is made of: words with a tone, paragraphs, rows of short pieces, tables.

A view returns blocks. The width of the screen comes in later, in rows.py, so that no view knows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from sop.model.suggestion import Suggestion
from sop.model.value import value
from sop.views.sanitize import clean

Tone = Literal["", "strong", "good", "late", "caution"]
"""How a word is stressed. Colour repeats what the word already states."""


@value
class Span:
    """A piece of text with its tone.

    `plain_text` is what plain mode prints in its place, where `text` is a mark, an arrow or the
    space between two words. None: plain mode prints `text` too.
    `suggest` is a command: its line for the reader becomes the text when the screen is printed.
    `unbroken`: never wrapped, so that a command can be copied as one line.
    """

    text: str
    tone: Tone = ""
    plain_text: str | None = None
    suggest: Suggestion | None = None
    unbroken: bool = False

    @property
    def spoken(self) -> str:
        """The text as plain mode prints it."""
        return self.text if self.plain_text is None else self.plain_text


WIDE = Span("   ", plain_text=": ")  # between a heading and its text
ARROW = Span("-> ", plain_text="leads to ")

Words = tuple[Span, ...]
Wordy = str | Span | Words | Suggestion


def words(*parts: Wordy) -> Words:
    """Return the parts in a row, cleaned: texts of a definition or a person are safe to pass."""
    spans: list[Span] = []
    for part in parts:
        if isinstance(part, str):
            spans.append(Span(clean(part)))
        elif isinstance(part, Suggestion):
            spans.append(Span("", suggest=part, unbroken=True))
        elif isinstance(part, Span):
            spans.append(_clean_span(part))
        else:
            spans.extend(words(*part))
    return tuple(span for span in spans if span.text or span.plain_text or span.suggest)


def _clean_span(span: Span) -> Span:
    plain_text = span.plain_text
    if plain_text is not None:
        plain_text = clean(plain_text)
    return Span(
        clean(span.text), span.tone, plain_text, suggest=span.suggest, unbroken=span.unbroken
    )


def text_of(line: Words) -> str:
    """Return the words without their tones."""
    return "".join(span.text for span in line)


def plain_words(line: Words) -> Words:
    """Return the words as plain mode prints them."""
    if all(span.plain_text is None for span in line):
        return line
    return words(*(Span(span.spoken, span.tone) for span in line))


@value
class Line:
    """A paragraph: `indent` before its first row, `hang` before the others, `right` at the margin.

    `unbroken`: never wrapped, for lines that editors and shells read. `cut`: one row only; what
    does not fit is left out and marked with three dots. Plain mode leaves nothing out.
    """

    left: Words
    right: Words = ()
    indent: int = 0
    hang: int = 0
    unbroken: bool = False
    cut: bool = False


@value
class Parts:
    """Short pieces side by side, three blanks apart.

    A row is broken between pieces only, so that no command is torn apart.
    """

    pieces: tuple[Words, ...]
    indent: int = 0


@value
class Column:
    """`most` bounds the width where space is short; the one `flex` column takes what is left.

    `first`: plain mode prints it before the other columns that follow the flex column. `bottom`:
    its text is in the last line of the row, not in the first.
    """

    label: str = ""
    most: int = 20
    gap: int = 2  # blanks after it
    flex: bool = False
    first: bool = False
    bottom: bool = False


@value
class Row:
    """One item. `notes` are printed under it, below the flex column."""

    cells: tuple[Words, ...]
    notes: tuple[Words, ...] = ()


@value
class Section:
    """A heading inside a table; with `labels` it names the columns too."""

    title: Words
    labels: bool = False


@value
class Table:
    """`notes_at` is the column in which the notes of a row begin; None: below the flex column."""

    columns: tuple[Column, ...]
    rows: tuple[Row | Section, ...]
    indent: int = 1
    notes_at: int | None = None


@value
class Blank:
    """An empty line. `only_plain`: between items that are close together on a screen of rows."""

    only_plain: bool = False


BLANK = Blank()
GAP = Blank(only_plain=True)
Block = Line | Parts | Table | Blank
Blocks = tuple[Block, ...]


def line(*parts: Wordy, right: Wordy = (), indent: int = 0, hang: int | None = None) -> Line:
    """Return a paragraph. `hang` None: its other rows begin two columns deeper than the first."""
    if hang is None:
        hang = indent + 2
    return Line(words(*parts), words(right), indent, hang)


def labelled(label: str, text: str) -> str:
    """Return label and text, or an empty text where there is no text.

    >>> labelled("Source: ", "Act 1"), labelled("Source: ", "")
    ('Source: Act 1', '')
    """
    return text and label + text


def labelled_lines(*pairs: tuple[str, str], indent: int = 0, hang: int | None = None) -> Blocks:
    """Return a line for each pair of label and text; an empty text gives no line."""
    return tuple(line(label, text, indent=indent, hang=hang) for label, text in pairs if text)


def pieces(*texts: Wordy, indent: int = 0) -> Parts:
    """Return pieces side by side; empty ones are left out."""
    return Parts(tuple(piece for piece in map(words, texts) if piece), indent)


def unbroken_line(*parts: Wordy, indent: int = 0) -> Line:
    """Return a line that stays one line however narrow the screen is."""
    return Line(words(*parts), (), indent, indent, unbroken=True)


def cut_line(*parts: Wordy, indent: int = 0) -> Line:
    """Return a line of one row: what does not fit is left out."""
    return Line(words(*parts), (), indent, indent, cut=True)


def paragraphs(text: str, indent: int = 0) -> Blocks:
    """Return a longer text of a definition or a person with its own line ends."""
    blocks: list[Block] = []
    for part in text.strip("\n").split("\n"):
        blocks.append(line(part, indent=indent, hang=indent) if part else BLANK)
    return tuple(blocks)


def ascii_sentence(text: str) -> Span:
    """Return a sentence of the program itself; plain mode prints its ellipsis as three dots."""
    return Span(text, plain_text=text.replace("\u2026", "..."))


def row(*texts: Wordy, notes: Iterable[Wordy] = ()) -> Row:
    """Return a row of a table: one argument for each column."""
    cells = tuple(words(text) for text in texts)
    return Row(cells, tuple(words(note) for note in notes))


def labelled_table(columns: tuple[Column, ...], rows: Iterable[Row], title: Wordy = ()) -> Table:
    """Return a table whose first row is the title with the labels of the columns."""
    return Table(columns, (Section(words(title), labels=True), *rows))
