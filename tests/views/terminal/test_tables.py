"""Tables: each letter is on the screen at each width, and plain mode has whole names."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sop.views.sanitize import cells, clean
from sop.views.terminal.blocks import (
    Column,
    Section,
    Span,
    Table,
    row,
    words,
)
from sop.views.terminal.rows import as_text
from tests.views.terminal.test_rows import COLUMNS

LETTERS = st.characters(min_codepoint=0x20, max_codepoint=0x2FFF, exclude_categories=("Cn",))
LABELS = st.text(LETTERS, min_size=1, max_size=400)


@given(LABELS, LABELS, st.integers(40, 200))
@settings(max_examples=200)
def test_every_letter_of_a_table_is_on_the_screen_at_every_width(
    title: str, who: str, width: int
) -> None:
    item = row("[ ]", "P3.1", title, who, "to do", notes=[title])
    table = Table(COLUMNS, (Section(words("REQUIRED"), labels=True), item))
    text = as_text((table,), width)
    assert all(cells(shown) <= width for shown in text.splitlines())
    wanted = "[ ]P3.1" + clean(title) * 2 + clean(who) + "to do"
    assert _missing(wanted, text) <= {" "}


def test_plain_mode_says_the_names_that_a_narrow_column_counts_and_puts_marks_last() -> None:
    who, note = (
        Span("any of 4", plain_text="A, B, C or D"),
        Span("Who: A, B, C or D", plain_text=""),
    )
    table = Table(
        COLUMNS, (row(Span("[ ]", plain_text=""), "P3.1", "Tell", who, "to do", notes=[note]),)
    )
    assert as_text((table,), 80, plain=True) == "P3.1: Tell; who: A, B, C or D; state: to do [ ]\n"
    assert as_text((table,), 80).splitlines() == [
        " [ ] P3.1  Tell  any of 4  to do",
        " " * 11 + "Who: A, B, C or D",
    ]


def _missing(wanted: str, text: str) -> set[str]:
    return {letter for letter in wanted if wanted.count(letter) > text.count(letter)}


def test_the_text_of_a_bottom_column_is_in_the_last_line_of_its_row() -> None:
    columns = (Column(flex=True), Column(most=7, bottom=True))
    table = Table(columns, (row("the alarm is tested and is done or not needed", "not met"),))
    assert as_text((table,), 40).splitlines() == [
        " the alarm is tested and is",
        " done or not needed              not met",
    ]
