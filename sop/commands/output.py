"""The answer of a command, printed as one JSON document or as a screen."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import field
from typing import TYPE_CHECKING, TextIO

from sop.model.refusal import Reason
from sop.model.suggestion import Suggestion
from sop.model.value import replace, value

if TYPE_CHECKING:
    from sop.commands.suggestion_line import Asker
    from sop.views.terminal.blocks import Block
    from sop.views.terminal.screen import Screen

EXIT_DONE = 0
EXIT_REFUSED = 1
EXIT_USAGE = 2
EXIT_STORE = 3
EXIT_DENIED = 4
EXIT_INTEGRITY = 5
EXIT_INTERRUPTED = 130  # as a shell reports SIGINT

SIMULATED = "SIMULATED CLOCK"
"""How a screen says that its times are not real; a heading that has it needs no further line."""


def no_blocks() -> Iterable[Block]:
    return ()


@value
class Advice:
    """A text in a JSON document that may end with a command. The command is written by `Writer`."""

    text: str
    suggest: Suggestion | None


@value
class CommandResult:
    """The answer of a command.

    `error` is the kind of failure (`refused`, `findings` …), None for success. `blocks` makes the
    screen, and is called only where one is shown. `document` is a finished text that is printed
    instead of a screen.
    """

    data: Mapping[str, object] = field(default_factory=dict)
    blocks: Callable[[], Iterable[Block]] = no_blocks
    code: int = EXIT_DONE
    changed: bool = False
    case: str | None = None
    version: int | None = None
    error: str | None = None
    message: str | Advice = ""
    reasons: Sequence[Reason] = ()
    document: str | None = None
    is_delivered: bool = False  # written into a file already; stdout stays empty
    warnings: Sequence[str] = ()  # sentences, on stderr too

    def envelope(self, schema: str) -> dict[str, object]:
        """Return the JSON document."""
        if self.error is None:
            answer: dict[str, object] = {
                "schema": schema,
                "ok": True,
                "changed": self.changed,
                "case": self.case,
                "version": self.version,
                "data": self.data,
            }
            if self.warnings:
                answer["warnings"] = list(self.warnings)
            return answer
        found: dict[str, object] = {
            "schema": schema,
            "ok": False,
            "code": self.error,
            "message": self.message,
            "case": self.case,
            "version": self.version,
            "reasons": [reason_json(one) for one in self.reasons],
        }
        if self.data or self.error == "findings":
            found["data"] = self.data
        return found


def as_failure(
    answer: CommandResult, message: str | Advice, code: int = EXIT_REFUSED, error: str = "findings"
) -> CommandResult:
    """Return the answer of a command that ran and found problems."""
    return replace(answer, code=code, error=error, message=message)


def mark_dry_run(answer: CommandResult) -> CommandResult:
    """Return the answer with the note that nothing was written."""
    from sop.views.terminal.blocks import Span, line  # late: start-up; most commands write

    def blocks() -> Iterable[Block]:
        return (*answer.blocks(), line(Span("Nothing was written (dry run).", "strong")))

    return replace(answer, changed=False, blocks=blocks)


def schema_of(command: str) -> str:
    """Return the name of the schema: `sop.do/1`, `sop.case.show/1`."""
    return f"sop.{command.replace(' ', '.')}/1"


def reason_json(reason: Reason) -> dict[str, object]:
    return {
        "code": reason.code,
        "what": reason.what,
        "who": list(reason.who),
        **suggested(reason.suggest),
        "law": list(reason.law),
        "at": reason.at,
        "ask": reason.ask,
        "remedy": reason.remedy,
    }


def suggested(suggestion: Suggestion | None) -> dict[str, object]:
    """Return `do`, the command as a line, and `suggest`, its parts.

    Both are placeholders, which `Writer` replaces.
    """
    command = None
    if suggestion is not None:
        command = Advice("", suggestion)
    return {"do": command, "suggest": suggestion}


@value
class Writer:
    """Writes the commands that an answer suggests, as this user can type them."""

    line: Callable[[Suggestion], str]
    parts: Callable[[Suggestion], dict[str, object]]

    def as_json(self, value: object) -> object:
        """Return a suggestion, a text with one or a time as plain JSON."""
        if isinstance(value, Suggestion):
            return self.parts(value)
        if isinstance(value, Advice):
            return self.text(value.text, value.suggest)
        isoformat = getattr(value, "isoformat", None)
        if isoformat is None:
            raise TypeError(f"{type(value).__name__} has no place in JSON")
        return isoformat()

    def text(self, text: str, suggestion: Suggestion | None) -> str:
        """Return the text followed by the command, as on a screen."""
        if suggestion is None:
            return text
        line = self.line(suggestion)
        if not text:
            return line
        return f"{text} {line}" if text.endswith(".") else f"{text}: {line}"


def writer_of(asker: Callable[[str | None], Asker], case: str | None) -> Writer:
    """Return the writer of commands about this case.

    `asker` returns the options that a command about a case has to repeat.
    """
    from sop.commands import suggestion_line  # late: start-up

    def line(suggestion: Suggestion) -> str:
        return suggestion_line.suggestion_line(suggestion, asker(suggestion.case or case))

    def parts(suggestion: Suggestion) -> dict[str, object]:
        about = suggestion.case or case
        return suggestion_line.suggestion_json(suggestion, asker(about), about)

    return Writer(line, parts)


def emit(
    answer: CommandResult,
    command: str,
    screen: Screen,
    as_json: bool,
    *,
    asker: Callable[[str | None], Asker],
    schema: str | None = None,
    simulated: bool = False,
    may_page: bool = False,
) -> int:
    """Print the answer and return the exit code.

    `simulated`: the first line says that the clock is simulated. `may_page`: what does not fit a
    terminal goes through a pager. `asker` returns the options that a
    suggested command about a case has to repeat. A reader that stops reading (`| head`) is not an
    error: what was asked for was done.
    """
    try:
        if not answer.is_delivered:
            writer = writer_of(asker, answer.case)
            if as_json:
                _print_json(answer, schema or schema_of(command), screen, writer)
            else:
                _print_text(answer, screen, simulated, writer, may_page)
            screen.stream.flush()
    except BrokenPipeError:
        _discard_output(screen.stream)
    except OSError as error:
        _discard_output(screen.stream)
        return _unprinted_code(answer, error)
    return answer.code


def _print_json(answer: CommandResult, schema: str, screen: Screen, writer: Writer) -> None:
    document = answer.envelope(schema)
    text = json.dumps(document, ensure_ascii=False, indent=1, default=writer.as_json)
    screen.document(_escape_invisible(text))


def _print_text(
    answer: CommandResult, screen: Screen, simulated: bool, writer: Writer, may_page: bool
) -> None:
    """Print the document or the screen of the answer."""
    if answer.document is not None:
        document = answer.document
        _show(screen, lambda to: to.document(document), may_page)
        return
    blocks: Sequence[Block] = tuple(answer.blocks())
    if simulated:
        blocks = _add_clock_line(blocks)
    _show(screen, lambda to: to.show(blocks, writer.line), may_page)


def _show(screen: Screen, show: Callable[[Screen], None], may_page: bool) -> None:
    if not may_page or screen.plain:
        show(screen)
        return
    from sop.commands.pager import print_paged  # late: start-up; only a terminal needs it

    print_paged(screen, show)


def _discard_output(stream: TextIO) -> None:
    """Send what is left to nowhere: the reader has gone, and Python must not complain at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _unprinted_code(answer: CommandResult, error: OSError) -> int:
    """Report that the answer could not be printed, and return the exit code.

    A write that succeeded stays a success.
    """
    done = "Nothing was written by this."
    if answer.changed:
        done = "What was asked for is written."
    with suppress(OSError):
        sys.stderr.write(f"The answer cannot be printed: {error.strerror}. {done}\n")
        sys.stderr.flush()
    if answer.code == EXIT_DONE and not answer.changed:
        return EXIT_STORE
    return answer.code


def _add_clock_line(blocks: Sequence[Block]) -> Sequence[Block]:
    """Return the screen with a first line that says that the clock is simulated.

    A heading that already says so is left as it is; that of an exercise takes it into its line.
    """
    from sop.views.terminal.blocks import Line, line, text_of  # late: start-up

    if not blocks or not isinstance(blocks[0], Line):
        return (line(SIMULATED), *blocks)
    first = blocks[0]
    title = text_of(first.left)
    if SIMULATED in title:
        return blocks
    if title.startswith("TRAINING"):
        return (line(f"{SIMULATED}  ", first.left, right=first.right), *blocks[1:])
    return (line(SIMULATED), *blocks)


def _escape_invisible(text: str) -> str:
    """Return the JSON with every invisible letter as its code, so that a terminal shows it."""
    if text.isascii() and "\x7f" not in text:
        return text
    from sop.views.sanitize import BLANK_LETTERS  # late: start-up; most texts are ASCII

    return "".join(_visible(letter, BLANK_LETTERS) for letter in text)


def _visible(letter: str, blank: Container[str]) -> str:
    """Return the letter, or its code such as `\\u202e` where it cannot be seen."""
    if letter == "\n" or (letter.isprintable() and letter not in blank):
        return letter
    if letter == "\x7f":
        return "\\u007f"  # json.dumps writes it as it is
    return json.dumps(letter)[1:-1]  # two codes for letters beyond U+FFFF, as JSON has them
