"""Nothing is cut: words wrap, tables stack, plain mode keeps each item on a row."""

from __future__ import annotations

from sop.views.terminal.blocks import (
    Column,
    Table,
    line,
    pieces,
    row,
    unbroken_line,
)
from sop.views.terminal.rows import as_text

COLUMNS = (
    Column(most=3, gap=1),
    Column(most=8),
    Column(flex=True),
    Column("who", 9),
    Column("state", 13),
)


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
