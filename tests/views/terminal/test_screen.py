"""What a screen does follows from its stream, the options and the environment."""

from __future__ import annotations

import io
from typing import Any

import pytest

from sop.views.terminal.screen import Screen


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("env", "wanted"),
    [
        ({}, (True, False, 80)),
        ({"NO_COLOR": "1"}, (False, False, 80)),
        ({"NO_COLOR": ""}, (True, False, 80)),
        ({"TERM": "dumb"}, (False, True, 80)),
        ({"SOP_PLAIN": "1"}, (False, True, 80)),
        ({"SOP_PLAIN": "0"}, (True, False, 80)),
        ({"COLUMNS": "120"}, (True, False, 120)),
        ({"COLUMNS": "7"}, (True, False, 40)),
        ({"COLUMNS": "9000"}, (True, False, 200)),
        ({"COLUMNS": "wide"}, (True, False, 80)),
    ],
)
def test_a_terminal_gets_what_its_surroundings_ask_for(
    env: dict[str, str], wanted: tuple[Any, ...]
) -> None:
    screen = Screen.for_stream(Terminal(), environ=env)
    assert (screen.colour, screen.plain, screen.width) == wanted


@pytest.mark.parametrize(
    "env", [{}, {"SOP_PLAIN": ""}, {"SOP_PLAIN": "1"}, {"COLUMNS": "40", "TERM": "xterm"}]
)
def test_a_pipe_gets_plain_mode(env: dict[str, str]) -> None:
    screen = Screen.for_stream(io.StringIO(), environ=env)
    assert (screen.colour, screen.plain) == (False, True)


def test_a_pipe_gets_the_screen_of_a_terminal_where_that_is_asked_for() -> None:
    screen = Screen.for_stream(io.StringIO(), environ={"SOP_PLAIN": "0"})
    assert (screen.colour, screen.plain, screen.width) == (False, False, 80)


def test_the_option_wins_over_the_surroundings() -> None:
    assert Screen.for_stream(Terminal(), plain=True, environ={"SOP_PLAIN": "0"}).plain


def test_without_colour_rich_is_not_imported() -> None:
    import subprocess
    import sys

    program = (
        "import io, sys\nfrom sop.views.terminal.screen import Screen\n"
        "from sop.views.terminal.blocks import Span, line\n"
        "Screen(io.StringIO(), 80).show([line(Span('late', 'late'))])\nprint('rich' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout == "False\n"
