"""Nothing is cut: words wrap, tables stack, plain mode keeps each item on a row."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sop.views.sanitize import cells, clean
from sop.views.terminal.blocks import (
    Column,
    Section,
    Span,
    Table,
    line,
    pieces,
    row,
    unbroken_line,
    words,
)
from sop.views.terminal.rows import as_text

LETTERS = st.characters(min_codepoint=0x20, max_codepoint=0x2FFF, exclude_categories=("Cn",))
LABELS = st.text(LETTERS, min_size=1, max_size=400)
COLUMNS = (
    Column(most=3, gap=1),
    Column(most=8),
    Column(flex=True),
    Column("who", 9),
    Column("state", 13),
)


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


def test_pieces_break_between_commands_and_never_inside() -> None:
    blocks = (
        pieces("Required 1 of 4 done.", "Why not: sop advance recall recall --dry-run", indent=1),
    )
    assert as_text(blocks, 60).splitlines() == [
        " Required 1 of 4 done.",
        " Why not: sop advance recall recall --dry-run",
    ]


def test_the_right_part_goes_to_the_margin_or_below() -> None:
    block = line("Case 7K3M", right="store: data")
    assert as_text((block,), 40) == "Case 7K3M                    store: data\n"
    assert (
        as_text((line("Case " + "x" * 30, right="store: data"),), 40).splitlines()[1]
        == "  store: data"
    )


def test_a_line_for_editors_is_never_wrapped() -> None:
    assert as_text((unbroken_line("a" * 300),), 40) == "a" * 300 + "\n"


def test_labels_are_said_in_plain_mode() -> None:
    table = Table(
        COLUMNS,
        (row("[ ]", "P3.1", "Tell", "NGO", ""), row("[x]", "P3.2", "Ask", "", "done", notes=["a"])),
    )
    assert (
        as_text((table,), 40, plain=True)
        == "[ ], P3.1: Tell; who: NGO\n\n[x], P3.2: Ask; state: done\n  a\n"
    )


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
