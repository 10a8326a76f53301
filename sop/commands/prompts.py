"""Questions to the user at the terminal. Choices are numbered; an error repeats the question."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TypeVar

from sop.model.refusal import UsageError
from sop.views.remedy import with_command
from sop.views.terminal.screen import Screen

T = TypeVar("T")


class EndOfInput(KeyboardInterrupt):
    """The input ended at a question, as by Ctrl-D: the command ends as by Ctrl-C."""


class Prompt:
    """Asks on stderr and reads from stdin.

    Ctrl-C and the end of input raise KeyboardInterrupt: nothing is written.
    """

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    def text(self, question: str, hidden: bool = False) -> str:
        """Ask for one line, which may be empty. `hidden`: the letters are not shown."""
        self.screen.ask(question)
        self.screen.stream.flush()
        line = self._read_hidden() if hidden else sys.stdin.readline()
        if not line:  # the end of input; an empty line is "\n"
            raise EndOfInput
        return line.strip()

    def required(self, question: str) -> str:
        """Ask for one line that is not empty."""
        while not (answer := self.text(question)):
            self.screen.say("An answer is required. To stop: Ctrl-C.")
        return answer

    def choice(self, question: str, choices: Mapping[str, str]) -> str:
        """Ask for one of the choices: its number, its name or the first letters of its name."""
        self.screen.say(question)
        for number, (name, meaning) in enumerate(choices.items(), 1):
            self.screen.say(f"  {number}  {name}  {meaning}".rstrip())
        while True:
            found = _match_choice(self.required(f"1-{len(choices)}:"), list(choices))
            if found is not None:
                return found
            self.screen.say("That is not one of the choices. Type its number or its name.")

    def value(self, question: str, read: Callable[[str], T], hidden: bool = False) -> T | None:
        """Ask until `read` accepts the value. None for an empty answer."""
        while answer := self.text(question, hidden):
            try:
                return read(answer)
            except UsageError as refused:
                self.screen.say(refused.message, " ", with_command(refused.remedy, refused.suggest))
        return None

    def optional(self, question: str, read: Callable[[str], T]) -> T | None:
        """Ask until `read` accepts the value. None for an empty answer and at the end of input."""
        try:
            return self.value(question, read)
        except EndOfInput:
            self.screen.say("")
            return None

    def required_value(self, question: str, read: Callable[[str], T], hidden: bool = False) -> T:
        """Ask until `read` accepts the value; an empty answer asks again."""
        while True:
            found = self.value(question, read, hidden)
            if found is not None:
                return found
            self.screen.say("An answer is required. To stop: Ctrl-C.")

    def confirm(self, question: str) -> bool:
        """Ask a question that is answered with yes or no; no is the default."""
        return self.text(f"{question} [y/N]").lower() in ("y", "yes")

    def _read_hidden(self) -> str:
        import getpass  # late: start-up; only private facts are hidden

        try:
            return getpass.getpass("", self.screen.stream) + "\n"
        except EOFError:
            return ""


def _match_choice(answer: str, names: list[str]) -> str | None:
    if answer in names:
        return answer
    if answer.isdecimal() and 0 < int(answer) <= len(names):
        return names[int(answer) - 1]
    beginning = [name for name in names if name.lower().startswith(answer.lower())]
    return beginning[0] if len(beginning) == 1 else None
