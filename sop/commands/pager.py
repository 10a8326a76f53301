"""Shows an answer that is longer than the terminal through the user's pager ($PAGER, or less)."""

from __future__ import annotations

import io
import os
import shlex
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from pathlib import PurePath
from typing import TypeVar

from sop.model.value import replace
from sop.views.terminal.screen import Screen

T = TypeVar("T")

LESS = "-FRX -Ps?e(END) press q to go back:press space for more, q to go back.$"
"""Where LESS is unset: leave at once what fits (F), keep colours (R) and the text on the screen
afterwards (X), and say in the last line how to go on, and
where the end is (P: `?e` is the end, `:` otherwise, and a point ends it)."""


def print_paged(screen: Screen, show: Callable[[Screen], None]) -> None:
    """Print what `show` prints on the screen; through a pager if it does not fit the terminal.

    A pipe, a file, plain mode and a terminal of unknown height get it directly.
    """
    height = _find_height(screen)
    if not height:
        show(screen)
        return
    environ = os.environ
    text = _render(screen, show, screen.colour and _keeps_colours(environ))
    if text.count("\n") < height:
        show(screen)
        return
    import click  # late: start-up; most answers fit

    environ.setdefault("LESS", LESS)
    # What is typed into the pager by mistake writes no file and starts no program.
    environ["LESSSECURE"] = "1"
    click.echo_via_pager(text, color=True)


def page_output(call: Callable[[], T], *, plain: bool, may_page: bool) -> T:
    """Call it and print what it wrote to stdout; through a pager if it does not fit the terminal.

    Typer prints a help text itself, past the screen.
    """
    if plain or not may_page or not sys.stdout.isatty():
        return call()
    written = io.StringIO()
    try:
        with redirect_stdout(written):
            return call()
    finally:
        text = written.getvalue()
        if text:
            print_paged(Screen.for_stdout(), lambda screen: screen.document(text))


def _render(screen: Screen, show: Callable[[Screen], None], colour: bool) -> str:
    """Return what the screen would print, in colour or not."""
    buffer = io.StringIO()
    show(replace(screen, stream=buffer, colour=colour, _console=None))
    return buffer.getvalue()


def _keeps_colours(environ: Mapping[str, str]) -> bool:
    """Whether the pager shows colours and not their codes."""
    words = shlex.split(environ.get("PAGER", "")) or ["less"]
    if PurePath(words[0]).name != "less":
        return False
    flags = environ.get("LESS")
    return flags is None or "R" in flags or "R" in "".join(words[1:])


def _find_height(screen: Screen) -> int:
    """Return the rows of the terminal; 0 where the answer does not go to one."""
    if screen.plain or screen.stream is not sys.stdout or not screen.stream.isatty():
        return 0
    try:
        return os.get_terminal_size(screen.stream.fileno()).lines
    except (OSError, ValueError):  # a terminal without a file descriptor
        return 0
