"""What a command answers with, and how it leaves the program: one JSON document, or a screen."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
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

EXIT_DONE, EXIT_REFUSED, EXIT_USAGE, EXIT_STORE, EXIT_DENIED, EXIT_INTEGRITY, EXIT_INTERRUPTED = (
    0,
    1,
    2,
    3,
    4,
    5,
    130,
)


SIMULATED = "SIMULATED CLOCK"


def no_blocks() -> Iterable[Block]:
    return ()


@value
class Advice:
    """A text of a JSON document that ends with a command, if there is one; its line is written with the document."""

    text: str
    suggest: Suggestion | None


@value
class CommandResult:
    """The answer of a command. `error` names what went wrong (`refused`, `findings` …); None: all is well.

    `blocks` makes the screen, only where one is shown; `document` is finished text for stdout instead of a screen.
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

    def envelope(self, schema: str) -> dict[str, object]:
        """The JSON document."""
        if self.error is None:
            return {
                "schema": schema,
                "ok": True,
                "changed": self.changed,
                "case": self.case,
                "version": self.version,
                "data": self.data,
            }
        found: dict[str, object] = {
            "schema": schema,
            "ok": False,
            "code": self.error,
            "message": self.message,
        }
        found |= {
            "case": self.case,
            "version": self.version,
            "reasons": [reason_json(one) for one in self.reasons],
        }
        return found | {"data": self.data} if self.data or self.error == "findings" else found


def mark_dry_run(answer: CommandResult) -> CommandResult:
    """The answer of a command that only said what it would do."""
    from sop.views.terminal.blocks import Span, line

    def blocks() -> Iterable[Block]:
        return (*answer.blocks(), line(Span("Nothing was written (dry run).", "strong")))

    return replace(answer, changed=False, blocks=blocks)


def schema_of(command: str) -> str:
    """`sop.do/1`, `sop.case.show/1`."""
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
    """`do`, the command as a line, and `suggest`, its parts; both are written with the document."""
    return {"do": None if suggestion is None else Advice("", suggestion), "suggest": suggestion}


@value
class Writer:
    """Writes the commands that an answer suggests, for the one who asked."""

    line: Callable[[Suggestion], str]
    parts: Callable[[Suggestion], dict[str, object]]

    def as_json(self, value: object) -> object:
        """What `json` cannot write itself: a suggestion, a text with one, a time."""
        if isinstance(value, Suggestion):
            return self.parts(value)
        if isinstance(value, Advice):
            return self.text(value.text, value.suggest)
        isoformat = getattr(value, "isoformat", None)
        if isoformat is None:
            raise TypeError(f"{type(value).__name__} has no place in JSON")
        return isoformat()

    def text(self, text: str, suggestion: Suggestion | None) -> str:
        """The text with the command behind it, as a screen has it."""
        if suggestion is None:
            return text
        between = " " if text.endswith(".") else ": "
        return f"{text}{between}{self.line(suggestion)}" if text else self.line(suggestion)


def writer_of(asker: Callable[[str | None], Asker], case: str | None) -> Writer:
    """Return what writes commands about this case. `asker` knows what has to be repeated for a case."""
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
) -> int:
    """Prints the answer and gives the exit code. `simulated`: the first line says that the clock is.

    `asker` knows for a case what the commands that the answer suggests have to repeat.

    A reader who goes away in the middle (`| head`) changes nothing about what was asked.
    """
    try:
        if not answer.is_delivered:
            writer = writer_of(asker, answer.case)
            _print(answer, schema or schema_of(command), screen, as_json, simulated, writer)
            screen.stream.flush()
    except BrokenPipeError:
        _discard_output(screen.stream)
    except OSError as error:
        _discard_output(screen.stream)
        return _unprinted_code(answer, error)
    return answer.code


def _print(
    answer: CommandResult,
    schema: str,
    screen: Screen,
    as_json: bool,
    simulated: bool,
    writer: Writer,
) -> None:
    if as_json:
        document = answer.envelope(schema)
        text = json.dumps(document, ensure_ascii=False, indent=1, default=writer.as_json)
        screen.document(_escape_invisible(text))
    elif answer.document is not None:
        screen.document(answer.document)
    else:
        blocks = tuple(answer.blocks())
        screen.show(_add_clock_line(blocks) if simulated else blocks, writer.line)


def _discard_output(stream: TextIO) -> None:
    """Nobody reads there any more: what is left goes nowhere, and nothing complains at the program's end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _unprinted_code(answer: CommandResult, error: OSError) -> int:
    """The exit code of an answer that could not be printed: what was written stays written, so it is no trouble."""
    done = "What was asked for is written." if answer.changed else "Nothing was written by this."
    with suppress(OSError):
        sys.stderr.write(f"The answer cannot be printed: {error.strerror}. {done}\n")
        sys.stderr.flush()
    return answer.code if answer.code or answer.changed else EXIT_STORE


def _add_clock_line(blocks: Sequence[Block]) -> Sequence[Block]:
    """The screen with a first line that says so, where its own heading does not; an exercise says both in one."""
    from sop.views.terminal.blocks import Line, line, text_of

    first = blocks[0] if blocks else None
    if isinstance(first, Line) and SIMULATED in text_of(first.left):
        return blocks
    if isinstance(first, Line) and text_of(first.left).startswith("TRAINING"):
        return (line(f"{SIMULATED}  ", first.left, right=first.right), *blocks[1:])
    return (line(SIMULATED), *blocks)


def _escape_invisible(text: str) -> str:
    """JSON in which every letter without a picture stands as its code: it may be looked at on a terminal."""
    if text.isascii() and "\x7f" not in text:
        return text
    from sop.views.sanitize import BLANK_LETTERS

    seen = (
        letter == "\n" or (letter.isprintable() and letter not in BLANK_LETTERS) for letter in text
    )
    return "".join(
        letter if is_seen else _code(letter) for letter, is_seen in zip(text, seen, strict=True)
    )


def _code(letter: str) -> str:
    """`\\u202e`; a pair for letters beyond the first plane, as JSON wants it."""
    return json.dumps(letter)[1:-1] if letter != "\x7f" else "\\u007f"
