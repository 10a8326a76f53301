"""Questions to the user at the terminal. Choices are numbered; an error repeats the question.

Each question of a command accepts three words in addition to its answers: `?` explains it, `back`
returns to the question before, `quit` ends the command without writing. To answer with such a word
itself, the user puts it in quotes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.views.remedy import with_command
from sop.views.terminal.blocks import Line, line
from sop.views.terminal.screen import Screen

T = TypeVar("T")

HELP_WORD, BACK_WORD, QUIT_WORD = "?", "back", "quit"
EMERGENCY_KEY = "!"
"""No answer begins with it, so it can be typed at every question."""
NAVIGATION = (HELP_WORD, BACK_WORD, QUIT_WORD)
NAVIGATION_HINT = "At each question: ? explains it, back returns to the one before, quit stops."
YES_WORDS, NO_WORDS = ("yes", "y", "true", "1"), ("no", "n", "false", "2")
ANSWER_REQUIRED = "An answer is required. To stop: quit."
_BASIC_HELP = ("Type the answer and press Enter.",)


class BackRequest(Exception):
    """The user wants the question before this one."""


class QuitRequest(KeyboardInterrupt):
    """The user typed `quit`: as with Ctrl-C, nothing is written."""


class EndOfInput(KeyboardInterrupt):
    """The input ended at a question, as by Ctrl-D: the command ends as by Ctrl-C."""


class Prompt:
    """Asks on stderr and reads from stdin.

    Ctrl-C and the end of input raise KeyboardInterrupt: nothing is written. `has_earlier`: there
    is a question before the current one, so `back` raises BackRequest. `case` is the ID of the case
    that the questions are about.
    """

    hint = NAVIGATION_HINT
    """What can be typed at every question, for the first one and for `?`."""
    quit_words: tuple[str, ...] = (QUIT_WORD,)
    back_words: tuple[str, ...] = (BACK_WORD,)

    def __init__(self, screen: Screen, case: str | None = None) -> None:
        self.screen = screen
        self.has_earlier = False
        self.case = case

    def text(self, question: str, hidden: bool = False) -> str:
        """Ask for one line, which may be empty. `hidden`: the letters are not shown."""
        while True:
            self.screen.ask(question)
            self.screen.stream.flush()
            try:
                line = self._read_hidden() if hidden else sys.stdin.readline()
            except UnicodeDecodeError:
                self.screen.say("That is not valid UTF-8. Type it again.")
                continue
            if not line:  # the end of input; an empty line is "\n"
                raise EndOfInput
            return line.strip()

    def answer(self, question: str, help: Sequence[str] = (), hidden: bool = False) -> str:
        """Ask for one line, which may be empty, and act on `?`, `back` and `quit`.

        Raise QuitRequest for `quit`, BackRequest for `back` if there is an earlier question.
        """
        while True:
            typed = self.text(question, hidden)
            word = typed.lower()
            if word in self.quit_words:
                raise QuitRequest
            if word == HELP_WORD:
                self._explain(help)
            elif word in self.back_words:
                self._go_back()
            elif word == EMERGENCY_KEY:
                self._explain_emergency()
            else:
                return _strip_quotes(typed)

    def required(self, question: str, help: Sequence[str] = ()) -> str:
        """Ask for one line that is not empty."""
        while not (answer := self.answer(question, help)):
            self.screen.say(ANSWER_REQUIRED)
        return answer

    def reason(self) -> str:
        """Ask for the reason of a correction."""
        return self.required("Reason (required):")

    def choice(self, question: str, choices: Mapping[str, str], help: Sequence[str] = ()) -> str:
        """Ask for one of the choices: its number, its name or the first letters of its name."""
        self.screen.say(question)
        self.list_choices(choices)
        while True:
            answer = self.required(f"1-{len(choices)}:", help or _CHOICE_HELP)
            found = match_choice(answer, choices)
            if found is not None:
                return found
            self.screen.say("That is not one of the choices. Type its number or its name.")

    def list_choices(self, choices: Mapping[str, str]) -> None:
        """Print the choices, one a line, each with its number."""
        for number, (name, meaning) in enumerate(choices.items(), 1):
            self.screen.show((choice_line(number, name, meaning),))

    def value(
        self,
        question: str,
        read: Callable[[str], T],
        hidden: bool = False,
        help: Sequence[str] = (),
    ) -> T | None:
        """Ask until `read` accepts the value. None for an empty answer."""
        while answer := self.answer(question, help, hidden):
            try:
                return read(answer)
            except UsageError as refused:
                self.say_mistake(refused)
        return None

    def optional(self, question: str, read: Callable[[str], T]) -> T | None:
        """Ask until `read` accepts the value. None for an empty answer and at the end of input."""
        try:
            return self.value(question, read)
        except EndOfInput:
            self.screen.say("")
            return None

    def required_value(
        self,
        question: str,
        read: Callable[[str], T],
        hidden: bool = False,
        help: Sequence[str] = (),
    ) -> T:
        """Ask until `read` accepts the value; an empty answer asks again."""
        while True:
            found = self.value(question, read, hidden, help)
            if found is not None:
                return found
            self.screen.say(ANSWER_REQUIRED)

    def confirm(self, question: str) -> bool:
        """Ask a question that is answered with yes or no; no is the default."""
        answer = self.answer(f"{question} [y/N]", ("Type y for yes; Enter means no.",))
        return answer.lower() in YES_WORDS

    def echo(self, shown: str) -> None:
        """Repeat an answer in words: a number alone does not show a mistake."""
        self.screen.say(f"Your answer: {shown}")

    def say_required(self, accepted: str) -> None:
        """Report that Enter alone does not answer. `accepted` is what can be typed."""
        self.screen.say(ANSWER_REQUIRED)

    def say_mistake(self, refused: UsageError) -> None:
        """Report what is wrong with an answer and what is accepted."""
        self.screen.say(refused.message, " ", with_command(refused.remedy, refused.suggest))

    def _explain(self, help: Sequence[str]) -> None:
        for text in (*(help or _BASIC_HELP), self.hint):
            self.screen.say(text)

    def _explain_emergency(self) -> None:
        """Report how an emergency is reported from here: it must not wait for the answers."""
        if self.case is None:
            self.screen.say("No emergency can be reported here: the question is not about a case.")
            return
        report = Suggestion("raise", case=self.case, is_for_later=True)
        self.screen.say("To report an emergency: type quit (nothing is written), then: ", report)

    def _go_back(self) -> None:
        if self.has_earlier:
            raise BackRequest
        self.screen.say("There is no question before this one. To stop: quit.")

    def _read_hidden(self) -> str:
        import getpass  # late: start-up; only private facts are hidden

        try:
            return getpass.getpass("", self.screen.stream) + "\n"
        except EOFError:
            return ""


def choice_line(number: int, name: str, meaning: str) -> Line:
    """Return a line of a menu; its further rows begin below the name."""
    head = f"  {number}  "
    return line(f"{head}{name}  {meaning}".rstrip(), hang=len(head))


_CHOICE_HELP = ("Type the number of a choice, its name, or the first letters of its name.",)


def match_choice(answer: str, choices: Mapping[str, str]) -> str | None:
    """Return the name of the choice that the answer names; None for none or several.

    A choice is named by its name, its number, or the first letters of its name or meaning, in any
    case.
    """
    names = list(choices)
    if answer in choices:
        return answer
    if answer.isdecimal() and 0 < int(answer) <= len(names):
        return names[int(answer) - 1]
    wanted = _fold(answer)
    if not wanted:
        return None
    for spellings in ({name: name for name in names}, choices):
        found = _match_spelling(wanted, spellings)
        if found is not None:
            return found
    return None


def _match_spelling(wanted: str, spellings: Mapping[str, str]) -> str | None:
    """Return the only name that is spelled so, else the only one whose spelling begins so."""
    same = [name for name, text in spellings.items() if _fold(text) == wanted]
    beginning = [name for name, text in spellings.items() if _fold(text).startswith(wanted)]
    found = same or beginning
    return found[0] if len(found) == 1 else None


def _fold(text: str) -> str:
    """Return the text as it is compared: `in person`, `In-person` and `in_person` are the same."""
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


def _strip_quotes(typed: str) -> str:
    """Return a word of navigation without its quotes; any other answer as it is."""
    inner = typed[1:-1]
    if typed[:1] == typed[-1:] == '"' and inner.lower() in NAVIGATION:
        return inner
    return typed
