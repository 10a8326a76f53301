"""One visit to the guided way: what it keeps from turn to turn, and its questions."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sop.casework.case_service import LoadedCase
from sop.commands.context import CommandContext
from sop.commands.free_text import seems_to_name_a_person
from sop.commands.prompts import Prompt
from sop.engine.checklist_lines import Checklist
from sop.engine.guided_way import Task
from sop.model.definition import Definition
from sop.model.value import replace
from sop.views.labels import Wording
from sop.views.sanitize import cells
from sop.views.terminal.blocks import Blocks, text_of
from sop.views.terminal.rows import lay_out
from sop.views.terminal.screen import Screen
from sop.views.turn_screen import answer_list

SHARED = ("workspace", "library", "store", "screen", "talk", "settings", "user")
"""What a later context of the same visit takes over; the clock, the case and the user are read
again."""


EMERGENCY_KEY = "!"
"""No answer begins with it, so it can be typed at every question."""


class Back(Exception):
    """The user goes back to the question or the turn before."""


class Leave(Exception):
    """The user leaves the guided way."""


class Emergency(Exception):
    """The user has an emergency to report, at whatever question."""


class GuidedPrompt(Prompt):
    """The questions of the guided way: an emergency can be reported at each of them.

    `has_case`: there is a case to which an emergency belongs.
    """

    has_case = False
    hint = "At each question: ? explains it, back the one before, ! emergency, quit stops."

    def text(self, question: str, hidden: bool = False) -> str:
        """Ask for one line, which may be empty. Raise Emergency for `!`."""
        while (typed := super().text(question, hidden)) == EMERGENCY_KEY:
            if self.has_case:
                raise Emergency
            self.screen.say("First the case: choose it, or open one. Danger is asked there first.")
        return typed


@dataclass(frozen=True)
class TurnState:
    """The case when the turn was shown; what is written later is compared with it."""

    session: CommandContext
    file: LoadedCase
    viewer: str
    checklist: Checklist
    tasks: tuple[Task, ...]
    wording: Wording

    @property
    def definition(self) -> Definition:
        return self.file.definition


@dataclass
class GuidedVisit:
    """The terminal of one visit.

    `written` has the events that it recorded, `reporters` who reported last for which stakeholder,
    `news` what the next turn says first.
    """

    first: CommandContext
    case: str = ""
    written: list[int] = field(default_factory=list)
    reporters: dict[str, str] = field(default_factory=dict)
    news: Blocks = ()

    def __post_init__(self) -> None:
        self.screen: Screen = self.first.screen
        self.first.talk = self.screen  # one place for answers, questions and warnings
        self.prompt = GuidedPrompt(self.screen)
        self.first.prompt = self.prompt

    def context(self, **given: Any) -> CommandContext:
        """Return the context of the next read or write: the time is read again."""
        options = replace_options(self.first, case=self.case or self.first.given.case, **given)
        found = CommandContext(
            self.first.command,
            options,
            self.first.environ,
            self.first.here,
            _localized=self.first._localized,
        )
        for name in SHARED:
            if name in self.first.__dict__:
                found.__dict__[name] = self.first.__dict__[name]
        found.prompt = self.prompt
        found.talk = self.screen
        return found

    # ---- questions

    def choose(self, question: str, answers: Sequence[str], side_by_side: bool = False) -> int:
        """Ask for one of the answers by its number; return its place. Raise Back for Enter or b."""
        if question:
            self.screen.say(question)
        self.screen.show(answer_list(answers, side_by_side))
        while True:
            word = self.prompt.text(f"1-{len(answers)}, Enter to go back:").lower()
            if word in ("", "b", "back"):
                raise Back
            if word in ("q", "quit"):
                raise Leave
            if word.isdecimal() and 0 < int(word) <= len(answers):
                return int(word) - 1
            self.screen.say(f"'{word}' is not one of the numbers.")

    def write_text(self, question: str) -> str:
        """Ask for one line of text. Raise Back for none.

        What seems to name a person is recorded only if the user agrees.
        """
        while text := self.prompt.text(question):
            if not seems_to_name_a_person(text):
                return text
            self.screen.say(
                "Warning: the text seems to name a person, and the record keeps it. "
                "Write the case's ID or a role instead of a name."
            )
            answer = self.prompt.text("1 record it as it is, Enter to write it again:")
            if answer == "1":
                return text
        raise Back

    # ---- the screen

    def count_rows(self, blocks: Blocks) -> int:
        """Return the rows of the terminal that the blocks take; plain rows wrap there too."""
        rows = lay_out(blocks, self.screen.width, self.screen.plain, self.screen.command_line)
        width = self.screen.width
        return sum(max(1, -(-cells(text_of(row)) // width)) for row in rows)

    def show_paged(self, blocks: Blocks) -> None:
        """Show blocks that may be longer than the terminal."""
        from sop.commands.pager import print_paged  # late: start-up

        if self.first.given.no_pager:
            self.screen.show(blocks)
            return
        print_paged(self.screen, lambda screen: screen.show(blocks))


def replace_options(session: CommandContext, **given: Any) -> Any:
    """Return the options of the command with some of them replaced."""
    return replace(session.given, **given)


@contextmanager
def interrupts_heard_again() -> Iterator[None]:
    """Let Ctrl-C work after a write as before it: the command goes on, and asks again."""
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, before)
