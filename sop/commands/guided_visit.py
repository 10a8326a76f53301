"""One visit to the guided way: what it keeps from turn to turn, and its questions."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sop.casework.case_service import LoadedCase
from sop.commands.context import CommandContext
from sop.commands.dialog import SAME_WORD
from sop.commands.free_text import seems_to_name_a_person
from sop.commands.prompts import (
    BACK_WORD,
    EMERGENCY_KEY,
    HELP_WORD,
    QUIT_WORD,
    YES_WORDS,
    Prompt,
)
from sop.engine.checklist_lines import Checklist
from sop.engine.fact_values import YES_OR_NO
from sop.engine.guided_way import Task
from sop.model.definition import Definition
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.views.labels import Wording
from sop.views.sanitize import cells
from sop.views.terminal.blocks import Block, Blocks, Words, line, text_of
from sop.views.terminal.rows import lay_out
from sop.views.terminal.screen import Screen
from sop.views.turn_screen import answer_list

SHARED = ("workspace", "library", "store", "screen", "talk", "settings", "user", "names_case")
"""What a later context of the same visit takes over; the clock, the case and the user are read
again."""


CASE_FIRST = "First the case: choose it, or open one. Danger is asked there first."
PERSON_FIRST = "First for whom you act, because an emergency is recorded for an agency. Then: !."
PAGE_ROWS = 22
"""A terminal has 24 rows; the last two are for the question."""
TEXT_HELP = ("Write one line. It is recorded as you write it. Enter alone writes nothing.",)
NO_NAMES: Mapping[str, int] = {}
LIST_ROWS = 20
"""Rows of a list and its question: what was refused before it is on the same screen."""


class Back(Exception):
    """The user goes back to the question or the turn before."""


class Leave(Exception):
    """The user leaves the guided way."""


class OtherCase(Exception):
    """The user goes on with another case; or only has something to do there, and returns."""

    def __init__(self, case: str, *, is_emergency: bool = False, is_undo: bool = False) -> None:
        super().__init__()
        self.case, self.is_emergency, self.is_undo = case, is_emergency, is_undo


class Emergency(Exception):
    """The user has an emergency to report, at whatever question."""


class GuidedPrompt(Prompt):
    """The questions of the guided way: an emergency can be reported at each of them.

    What is longer than the terminal is shown page by page.

    `has_case`: there is a case to which an emergency belongs. `asks_person`: it is not known for
    whom it would be recorded. `rows_above` are the rows that were shown since the last question:
    what follows has so many fewer. `takes_enter`: Enter at a turn may record. It may not directly
    after an empty line that was typed for something else, such as to go back.
    """

    has_case = False
    asks_person = False
    rows_above = 0
    takes_enter = True
    last_reason = ""  # of the last correction in this visit
    quit_words = (QUIT_WORD, "q")
    back_words = (BACK_WORD, "b")
    hint = "At each question: ? explains it, back the one before, ! emergency, quit stops."

    def text(self, question: str, hidden: bool = False) -> str:
        """Ask for one line, which may be empty. Raise Emergency for `!`."""
        self.rows_above = 0
        while (typed := super().text(question, hidden)) == EMERGENCY_KEY:
            if self.has_case and not self.asks_person:
                raise Emergency
            self.screen.say(PERSON_FIRST if self.has_case else CASE_FIRST)
        self.takes_enter = bool(typed)
        return typed

    def ask_line(self, question: str, help: Sequence[str] = (), hidden: bool = False) -> str:
        """Ask for one line, which may be empty; `?` only explains the question."""
        while (typed := self.text(question, hidden)) == HELP_WORD:
            self._explain(help)
        return typed

    def confirm(self, question: str) -> bool:
        """Ask a question of yes or no, with numbers as everywhere; Enter alone means no."""
        asked = f"{question} [{YES_OR_NO}; Enter: no]"
        agrees = self.answer(asked, ("Type 1 for yes; Enter means no.",)).lower() in YES_WORDS
        self.echo("yes" if agrees else "no")
        return agrees

    def reason(self) -> str:
        """Ask for the reason of a correction. The last one is offered by a number."""
        question = "Reason (required):"
        if self.last_reason:
            self.screen.say(f"1 the same reason as before: {self.last_reason}")
            question = "Reason, or 1 (required):"
        text = self.required(question)
        self.last_reason = self.last_reason if text == "1" and self.last_reason else text
        return self.last_reason

    def echo(self, shown: str) -> None:
        super().echo(shown)
        self.rows_above += self.count_rows((line(f"Your answer: {shown}"),))

    def list_choices(self, choices: Mapping[str, str]) -> None:
        """Print the choices as the other commands do, page by page."""
        rows = enumerate(choices.items(), 1)
        self.show_pages([line(f"  {number}  {name}  {text}") for number, (name, text) in rows])

    def show_pages(self, blocks: Iterable[Block]) -> None:
        """Show the blocks; after each full page the user presses Enter for more."""
        used = 0
        for row in lay_out(blocks, self.screen.width, self.screen.plain, self.screen.command_line):
            taken = self._count_rows(row)
            if used and used + taken > PAGE_ROWS:
                self.ask_line("Enter: more:", ("What follows does not fit this screen.",))
                used = 0
            self.screen.show_row(row)
            used += taken

    def count_rows(self, blocks: Iterable[Block]) -> int:
        """Return the rows of the terminal that the blocks take; plain rows wrap there too."""
        rows = lay_out(blocks, self.screen.width, self.screen.plain, self.screen.command_line)
        return sum(map(self._count_rows, rows))

    def _count_rows(self, row: Words) -> int:
        return max(1, -(-cells(text_of(row)) // self.screen.width))

    def say_required(self, accepted: str) -> None:
        """Report it in the words of a turn; the question is asked again, and nothing is lost."""
        way = f"Type {accepted}, or ? for help." if accepted else "Type ? for help."
        self.screen.say("Enter alone answers nothing here. ", way)


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

    @property
    def listed(self) -> tuple[Task, ...]:
        """Everything that can be done now as a list shows it: what presses, then what is owed."""
        return tuple(sorted(self.tasks, key=_place_in_list))


def _place_in_list(task: Task) -> tuple[int, bool]:
    """Return how early the task is listed; among equals the user's own come first."""
    if task.is_urgent or task.presses:
        return 0, not task.is_own
    if task.kind == "exception":
        return 3, not task.is_own
    return (1 if task.is_required else 2), not task.is_own


@dataclass
class GuidedVisit:
    """The terminal of one visit.

    `written` has the events that it recorded, `reporters` who reported last for which stakeholder,
    `news` what the next turn says first, `unrecorded` the private answers that were not recorded,
    by their act and question. All of them are about `case`, so that each case has its own.
    """

    first: CommandContext
    case: str = ""
    written: list[int] = field(default_factory=list)
    reporters: dict[str, str] = field(default_factory=dict)
    news: Blocks = ()
    unrecorded: dict[tuple[str, str], Any] = field(default_factory=dict)
    happened: str | None = None  # when what is recorded next happened, as it was typed
    onward: Suggestion | None = None  # where the user goes on; None: to this case again
    elsewhere: str = ""  # the other case in which the last thing of this visit was recorded

    def enter_case(self, case: str) -> None:
        """Go on in that case; what was kept there earlier in this visit counts again."""
        self._left[self.case] = (self.written, self.reporters, self.unrecorded)
        self.written, self.reporters, self.unrecorded = self._left.pop(case, ([], {}, {}))
        self.case, self.news, self.prompt.has_case = case, (), True
        self.happened = None

    def count_written(self) -> int:
        """Return how many events the visit recorded, in all cases."""
        return len(self.written) + sum(len(written) for written, *_ in self._left.values())

    def __post_init__(self) -> None:
        self._left: dict[str, tuple[list[int], dict[str, str], dict[tuple[str, str], Any]]] = {}
        self.screen: Screen = self.first.screen
        self.screen.command_line = lambda one: self.first.command_line(one, self.case or None)
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

    def choose(
        self,
        question: str,
        answers: Sequence[str],
        side_by_side: bool = False,
        *,
        names: Mapping[str, int] = NO_NAMES,
        help: Sequence[str] = (),
        above: Blocks = (),
    ) -> int:
        """Ask for one of the answers by its number; return its place. Raise Back for Enter or b.

        A list that is longer than the terminal is shown in parts; `m` shows the next one. `names`
        are words in small letters that are answers too, each with the place that it means. `above`
        is shown before the first part.
        """
        first = 0
        while True:
            shown = () if first else above
            self.screen.show(shown)
            number = self._show_answers(question, answers, first, side_by_side, shown)
            more = "m more, " if number < len(answers) else ""
            numbers = f"1-{len(answers)}" if len(answers) > 1 else "1"
            how = f"{numbers}, {more}Enter to go back:"
            explained = (*help, "Type the number of an answer. Enter alone answers nothing.")
            place = self._read_place(how, len(answers), names, explained)
            if place is not None:
                return place
            first = (first + number) % len(answers)  # after the last part comes the first

    def _show_answers(
        self,
        question: str,
        answers: Sequence[str],
        first: int,
        side_by_side: bool,
        above: Blocks,
    ) -> int:
        """Show the question and as many answers as fit, from the first; return their number."""
        number = len(answers) - first
        while number > 1:
            shown = answer_list(answers[first : first + number], side_by_side, first)
            if self.count_rows((*above, line(question), *shown)) <= LIST_ROWS:
                break
            number -= 1
        if question:
            self.screen.say(question)
        self.screen.show(answer_list(answers[first : first + number], side_by_side, first))
        return number

    def _read_place(
        self, how: str, number: int, names: Mapping[str, int], help: Sequence[str]
    ) -> int | None:
        """Return the place of the number that is typed; None for more of the list."""
        while True:
            word = self.prompt.ask_line(how, help).casefold()
            if word in names:
                return names[word]
            if word in ("", "b", "back"):
                raise Back
            if word in ("q", "quit"):
                raise Leave
            if word in ("m", "more") and "m more" in how:
                return None
            if word.isdecimal() and 0 < int(word) <= number:
                return int(word) - 1
            self.screen.say(f"'{word}' is not one of the numbers.")

    def write_text(
        self, question: str, before: str | None = None, help: Sequence[str] = TEXT_HELP
    ) -> str:
        """Ask for one line of text. Raise Back for none. `before` is a text that was not recorded.

        What seems to name a person is recorded only if the user agrees.
        """
        if before:
            self.offer(before)
        while text := self.prompt.ask_line(question, help):
            if text.lower() in self.prompt.quit_words:
                raise Leave
            if text.lower() in self.prompt.back_words:
                raise Back
            if before and text == SAME_WORD:
                text = before
            if not seems_to_name_a_person(text):
                return text
            self.screen.say(
                "Warning: the text seems to name a person, and the record keeps it. "
                "Write the case's ID or a role instead of a name."
            )
            answer = self.prompt.ask_line("1 record it as it is, Enter to write it again:")
            if answer == "1":
                return text
        raise Back

    # ---- the screen

    def count_rows(self, blocks: Blocks) -> int:
        """Return the rows of the terminal that the blocks take."""
        return self.prompt.count_rows(blocks)

    def show_pages(self, blocks: Blocks) -> None:
        """Show blocks that a question follows, page by page unless the user wants no pager."""
        if self.first.given.no_pager:
            self.screen.show(blocks)
        else:
            self.prompt.show_pages(blocks)

    def offer(self, shown: str) -> None:
        """Show an answer that was not recorded; the question follows."""
        self.screen.say(f"Your answer before: {shown}. To give it again, type {SAME_WORD}")


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
