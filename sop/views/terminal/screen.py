"""The one writer: everything that a person reads leaves the program through a Screen.

How to use it::

    screen = Screen.for_stdout(plain=options.plain)
    screen.show(checklist_screen(...))          # blocks of any view
    Screen.for_stderr().say("The current case has lapsed.")
    screen.document(json_text)                  # a finished document, as it is

Colour only adds SGR codes around the same text. rich writes them; it is imported when the first
coloured row is printed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from sop.views.command_text import CommandLine, verb_and_target
from sop.views.sanitize import clean
from sop.views.terminal.blocks import Block, Tone, Words, Wordy, line, text_of, words
from sop.views.terminal.rows import lay_out
from sop.views.terminal.wrap import wrap

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["Screen", "clean"]

NARROWEST = 40  # the narrowest width for which the screens are made and tested
WIDEST = 200  # a longer row cannot be read without losing the line
USUAL = 80  # where neither COLUMNS nor a terminal states a width

# The 8 standard colours only: a terminal's theme decides how they look on its background.
STYLES: Mapping[Tone, str] = {
    "": "",
    "strong": "bold",
    "good": "green",
    "late": "bold red",
    "caution": "yellow",
}


@dataclass(eq=False, repr=False)  # it is never compared or printed: 0.5 ms of start-up
class Screen:
    """Where screens are printed. `plain`: one item per line, for screen readers."""

    stream: TextIO
    width: int = USUAL
    colour: bool = False
    plain: bool = False
    command_line: CommandLine = verb_and_target
    """Writes the commands that a screen suggests as lines for its reader."""
    _console: Console | None = None

    @classmethod
    def for_stdout(
        cls, plain: bool | None = None, environ: Mapping[str, str] | None = None
    ) -> Screen:
        """Return the screen for the result. `plain` None: SOP_PLAIN, TERM and the stream decide."""
        return cls.for_stream(sys.stdout, plain, environ)

    @classmethod
    def for_stderr(
        cls, plain: bool | None = None, environ: Mapping[str, str] | None = None
    ) -> Screen:
        """Return the screen for prompts, progress and hints, which are not part of the result."""
        return cls.for_stream(sys.stderr, plain, environ)

    @classmethod
    def for_stream(
        cls, stream: TextIO, plain: bool | None = None, environ: Mapping[str, str] | None = None
    ) -> Screen:
        """Return the screen that suits the stream and the environment.

        Colour only on a terminal that can show it, and not with NO_COLOR. A pipe gets plain mode;
        `SOP_PLAIN=0` gives it the layout of a terminal.
        """
        env = os.environ if environ is None else environ
        if plain is None:
            plain = _wants_plain(stream, env)
        colour = not plain and _may_colour(stream, env)
        return cls(stream, _width(stream, env), colour, plain)

    def show(self, blocks: Iterable[Block], command_line: CommandLine | None = None) -> None:
        """Print a view's blocks."""
        for row in lay_out(blocks, self.width, self.plain, command_line or self.command_line):
            self.show_row(row)

    def count_rows(self, blocks: Iterable[Block]) -> int:
        """Return how many rows the blocks take on this screen."""
        return sum(1 for _ in lay_out(blocks, self.width, self.plain, self.command_line))

    def say(self, *parts: Wordy) -> None:
        """Print one paragraph."""
        self.show((line(*parts, hang=0),))

    def ask(self, question: str) -> None:
        """Print a question, wrapped between words; the answer is typed behind its last row.

        In plain mode it is one row.
        """
        rows = [words(question)]
        if not self.plain:
            rows = wrap(rows[0], self.width - 1, self.width - 1)  # a blank follows each row
        for row in rows[:-1]:
            self.show_row(row)
        self.stream.write(self._encodable(f"{text_of(rows[-1])} "))

    def document(self, text: str) -> None:
        """Print a finished document (JSON, Markdown, HTML) unchanged: its format has escaped it."""
        if not text.endswith("\n"):
            text += "\n"
        self.stream.write(self._encodable(text))

    def show_row(self, row: Words) -> None:
        """Print one row. It is cleaned here again, so that no view can forget to."""
        if self.colour and any(span.tone for span in row):
            self._write_in_colour(row)
        else:
            self.stream.write(self._encodable(clean(text_of(row))).rstrip(" ") + "\n")

    def _write_in_colour(self, row: Words) -> None:
        from rich.text import Text  # late: start-up

        text = Text()
        for span in row:
            text.append(self._encodable(clean(span.text)), STYLES[span.tone] or None)
        text.rstrip()
        self.console().print(text, soft_wrap=True)

    def console(self) -> Console:
        """Return rich's console; everything that would read text as markup is off."""
        if self._console is None:
            from rich.console import Console  # late: start-up

            self._console = Console(
                file=self.stream,
                width=self.width,
                force_terminal=True,
                color_system="standard",
                no_color=False,
                markup=False,
                emoji=False,
                highlight=False,
                legacy_windows=False,
            )
        return self._console

    def _encodable(self, text: str) -> str:
        """Return the text with letters outside the stream's encoding replaced by their codes."""
        if text.isascii():
            return text
        encoding = getattr(self.stream, "encoding", None) or "utf-8"
        return text.encode(encoding, "backslashreplace").decode(encoding)


def _may_colour(stream: TextIO, env: Mapping[str, str]) -> bool:
    return stream.isatty() and env.get("TERM") != "dumb" and not env.get("NO_COLOR")


def _wants_plain(stream: TextIO, env: Mapping[str, str]) -> bool:
    """Return what SOP_PLAIN asks for; without it, whether the output cannot show a layout."""
    wish = env.get("SOP_PLAIN", "")
    if wish:
        return wish != "0"
    return env.get("TERM") == "dumb" or not stream.isatty()


def _width(stream: TextIO, env: Mapping[str, str]) -> int:
    """Return COLUMNS, else the terminal's own width, else 80; within NARROWEST and WIDEST."""
    wish = env.get("COLUMNS", "")
    columns = int(wish) if wish.isdecimal() else _terminal_columns(stream)
    return min(max(columns or USUAL, NARROWEST), WIDEST)


def _terminal_columns(stream: TextIO) -> int:
    """Return the terminal's width; 0 where the stream has none."""
    if not stream.isatty():
        return 0
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):  # a terminal without a file descriptor, as in tests
        return 0
