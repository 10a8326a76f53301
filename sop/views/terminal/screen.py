"""The one writer at the edge: everything that a person reads leaves the program through a Screen.

How to use it::

    screen = Screen.for_stdout(plain=options.plain)
    screen.show(checklist_screen(...))          # blocks of any view
    Screen.for_stderr().say("The current case has lapsed.")
    screen.document(json_text)                  # a finished document, as it is

Colour only adds SGR codes around the same text; rich, which writes them, is imported when the first colour is needed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from sop.views.command_text import CommandLine, plain_words
from sop.views.sanitize import clean
from sop.views.terminal.blocks import Block, Tone, Words, Wordy, line, text_of
from sop.views.terminal.rows import lay_out

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["Screen", "clean"]

NARROWEST, WIDEST, USUAL = 40, 200, 80
STYLES: Mapping[Tone, str] = {
    "": "",
    "strong": "bold",
    "good": "green",
    "late": "bold red",
    "caution": "yellow",
}


@dataclass(slots=True)
class Screen:
    """Where screens are printed. `plain`: one item a line, for screen readers and old terminals."""

    stream: TextIO
    width: int = USUAL
    colour: bool = False
    plain: bool = False
    command_line: CommandLine = plain_words
    """Writes the commands that a screen suggests as lines for its reader."""
    _console: Console | None = None

    @classmethod
    def for_stdout(
        cls, plain: bool | None = None, environ: Mapping[str, str] | None = None
    ) -> Screen:
        """The answer's screen. `plain` None: as SOP_PLAIN, TERM and the stream say."""
        return cls.for_stream(sys.stdout, plain, environ)

    @classmethod
    def for_stderr(
        cls, plain: bool | None = None, environ: Mapping[str, str] | None = None
    ) -> Screen:
        """The screen for talk beside the answer: prompts, progress, hints."""
        return cls.for_stream(sys.stderr, plain, environ)

    @classmethod
    def for_stream(
        cls, stream: TextIO, plain: bool | None = None, environ: Mapping[str, str] | None = None
    ) -> Screen:
        """A screen as stream and surroundings ask for: colour only on a terminal, and where nobody forbids it.

        A pipe is plain like a screen reader; `SOP_PLAIN=0` asks for the screen's layout even there.
        """
        env = os.environ if environ is None else environ
        is_dumb = env.get("TERM") == "dumb"
        is_plain = _asks_for_plain(stream, env) if plain is None else plain
        colour = stream.isatty() and not is_plain and not is_dumb and not env.get("NO_COLOR")
        return cls(stream, _width(stream, env), colour, is_plain)

    def show(self, blocks: Iterable[Block], command_line: CommandLine | None = None) -> None:
        """Print a view's blocks."""
        for row in lay_out(blocks, self.width, self.plain, command_line or self.command_line):
            self._write(row)

    def say(self, *parts: Wordy) -> None:
        """Print one paragraph."""
        self.show((line(*parts, hang=0),))

    def document(self, text: str) -> None:
        """Print a finished document (JSON, Markdown, HTML) unchanged; its maker has made it safe."""
        self.stream.write(self._encodable(text if text.endswith("\n") else text + "\n"))

    def _write(self, row: Words) -> None:
        """One row; cleaned once more, so that no view can forget it."""
        if self.colour and any(span.tone for span in row):
            self._write_in_colour(row)
        else:
            self.stream.write(self._encodable(clean(text_of(row))).rstrip(" ") + "\n")

    def _write_in_colour(self, row: Words) -> None:
        from rich.text import Text

        text = Text()
        for span in row:
            text.append(self._encodable(clean(span.text)), STYLES[span.tone] or None)
        text.rstrip()
        self.console().print(text, soft_wrap=True)

    def console(self) -> Console:
        """Rich's console with everything off that would read text as markup."""
        if self._console is None:
            from rich.console import Console

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
        """The text as the stream can take it: letters outside its encoding are shown by their code."""
        encoding = getattr(self.stream, "encoding", None) or "utf-8"
        return (
            text if text.isascii() else text.encode(encoding, "backslashreplace").decode(encoding)
        )


def _asks_for_plain(stream: TextIO, env: Mapping[str, str]) -> bool:
    """As SOP_PLAIN says; where it says nothing, on a terminal that can do little and off any terminal."""
    asked = env.get("SOP_PLAIN", "")
    return asked != "0" if asked else env.get("TERM") == "dumb" or not stream.isatty()


def _width(stream: TextIO, env: Mapping[str, str]) -> int:
    """COLUMNS, else the terminal's own width, else 80; never outside what screens are made for."""
    asked = env.get("COLUMNS", "")
    columns = int(asked) if asked.isdecimal() else _terminal_columns(stream)
    return min(max(columns or USUAL, NARROWEST), WIDEST)


def _terminal_columns(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns if stream.isatty() else 0
    except (OSError, ValueError):
        return 0
