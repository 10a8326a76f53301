"""Somebody who goes the guided way in this process: each question is answered by its text."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sop.commands.main import run
from tests.commands.typing_in import Typist

Answer = Callable[[str], str | BaseException]
"""What is typed for what was shown since the last answer, or what is raised instead."""
LONGEST = 400
"""Questions after which a visit counts as going in circles."""


class Screen(io.StringIO):
    """Stdout and stderr of a terminal."""

    def isatty(self) -> bool:
        return True


class Keyboard(io.StringIO):
    """Asks `answer` for each line; the end of input where it returns EOFError."""

    def __init__(self, screen: Screen, answer: Answer) -> None:
        super().__init__()
        self.screen, self.answer = screen, answer
        self.shown: list[str] = []
        self.keys = self._place = 0

    def isatty(self) -> bool:
        return True

    def readline(self, size: int | None = -1, /) -> str:
        whole = self.screen.getvalue()
        self.shown.append(whole[self._place :])
        self._place = len(whole)
        assert len(self.shown) < LONGEST, self.shown[-3:]
        typed = self.answer(self.shown[-1])
        if isinstance(typed, EOFError):
            return ""
        if isinstance(typed, BaseException):
            raise typed
        self.keys += len(typed) + 1
        self.screen.write(f"{typed}\n")
        self._place = len(self.screen.getvalue())
        return f"{typed}\n"


@dataclass
class Visit:
    """How one visit went. `shown` is what came before each question, and the farewell last."""

    code: int
    keys: int
    shown: list[str]

    @property
    def text(self) -> str:
        return "".join(self.shown)

    @property
    def recorded(self) -> list[int]:
        """The events that the visit acknowledged."""
        rows = re.findall(r"Recorded as events? ([0-9, ]+):", " ".join(self.text.split()))
        return [int(number) for row in rows for number in row.split(",")]


@dataclass
class GuidedDesk:
    """The terminal of one person; `sop` is the workspace."""

    sop: Typist
    words: tuple[str, ...] = ("go",)
    recorded: list[int] = field(default_factory=list)

    def go(self, answer: Answer, *words: str) -> Visit:
        screen = Screen()
        keyboard = Keyboard(screen, answer)
        with self.sop.patch.context() as patch:
            patch.setenv("NO_COLOR", "1")
            patch.setattr(sys, "stdin", keyboard)
            patch.setattr(sys, "stdout", screen)
            patch.setattr(sys, "stderr", screen)
            code = run((*self.words, *words))
        rest = screen.getvalue()[keyboard._place :]
        visit = Visit(code, keyboard.keys, [*keyboard.shown, rest])
        self.recorded += visit.recorded
        return visit


def last_line(shown: str) -> str:
    return shown.rstrip().rpartition("\n")[2]


def at_case(sop: Typist) -> str:
    """Let the commands that follow be about the one case of the workspace."""
    found: str = sop.ok("case", "list", "--as", "saps").data["cases"][0]["case"]
    sop.patch.setenv("SOP_AS", "saps")
    sop.patch.setenv("SOP_CASE", found)
    return found


def events(sop: Typist) -> list[dict[str, Any]]:
    at_case(sop)
    found: list[dict[str, Any]] = sop.ok("case", "timeline").data["events"]
    sop.patch.delenv("SOP_AS")
    sop.patch.delenv("SOP_CASE")
    return found


def facts(sop: Typist) -> dict[str, Any]:
    at_case(sop)
    found: dict[str, Any] = sop.ok("case", "show").data["facts"]
    sop.patch.delenv("SOP_AS")
    sop.patch.delenv("SOP_CASE")
    return found


def script(*answers: str | BaseException) -> Any:
    """Answers in their order; afterwards `q`."""
    left: Iterator[str | BaseException] = iter(answers)
    return lambda shown: next(left, "q")


def begin(sop: Typist) -> tuple[str, ...]:
    """The answers that open a case of za-trafficking for the police, with nothing else."""
    listed = sop("workflow", "list").out
    assert "za-trafficking" in listed
    found: list[str] = []

    def answer(shown: str) -> str | BaseException:
        rows = re.findall(r"^ *(\d+) Victim assistance", shown, re.M)
        found.extend(rows)
        return KeyboardInterrupt()

    GuidedDesk(sop).go(answer)
    return (found[0], "1", "", "", "", "")


def at_first_turn(sop: Typist, *answers: str) -> str:
    """The text of a visit that opens a case and then types these answers."""
    return GuidedDesk(sop).go(script(*begin(sop), *answers)).text
