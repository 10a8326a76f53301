"""What is urgent does not scroll away: a list takes one screen."""

from __future__ import annotations

import io

from sop.commands.one_screen import FEWEST, ROWS, fit_items
from sop.views.terminal.blocks import Blocks, line
from sop.views.terminal.screen import Screen


def made(number: int) -> Blocks:
    """A heading, and two rows for each item."""
    return (line("heading"), *(line(f"item {at}\n" * 20) for at in range(number)))


def test_as_many_items_as_fit_are_shown() -> None:
    screen = Screen(io.StringIO(), width=80)
    assert screen.count_rows(fit_items(screen, made, 2)) == screen.count_rows(made(2))
    shown = fit_items(screen, made, 100)
    assert len(shown) < 100
    assert screen.count_rows(shown) <= ROWS - 1
    assert screen.count_rows(made(len(shown))) > ROWS - 1


def test_the_first_items_are_shown_even_on_a_narrow_screen() -> None:
    screen = Screen(io.StringIO(), width=40)
    assert len(fit_items(screen, made, 50)) >= FEWEST + 1
