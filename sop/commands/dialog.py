"""A row of questions at the terminal, in which the user can go back.

The questions are asked by a procedure that may branch on the answers. To go back, the last answer
is withdrawn and the procedure runs again: it gets the other answers, and asks from there.
Answers of an interrupted command are given to it in the same way, each shown before it counts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sop.commands.prompts import BackRequest, Prompt
from sop.model.refusal import UsageError
from sop.model.value import value

T = TypeVar("T")

Answer = tuple[Any, ...]
"""The value of one answer; empty where the question was skipped."""
SKIPPED: Answer = ()
SAME_WORD = "="
HIDDEN_TEXT = "(not shown)"


def _is_anything(value: Any) -> bool:
    return True


@value
class DialogQuestion:
    """One question.

    `key` names it among the questions of the dialog; the parts of a form have a key with slashes.
    `read` returns the value of an answer or raises UsageError. `accepts`: whether a value of an
    earlier time is still one. `empty` is what Enter alone means: None if it is not an answer.
    `choices` are listed above the question, where they are too long for it. `label` is the
    question without what is accepted. `hidden`: the answer is not shown while it is typed.
    `is_private`: it is not kept on the disk. `is_vital`: without it the command is refused, so that
    it is asked for again when the other answers are used again. `accepted` is what can be typed.
    `is_chosen`: the answer is one of a few that have numbers; it is repeated in words.
    """

    key: str
    text: str
    read: Callable[[str], Any]
    show: Callable[[Any], str] = str
    accepts: Callable[[Any], bool] = _is_anything
    empty: Answer | None = None
    help: tuple[str, ...] = ()
    hidden: bool = False
    is_private: bool = False
    choices: Mapping[str, str] | None = None
    label: str = ""
    is_vital: bool = False
    accepted: str = ""
    is_chosen: bool = False

    def may_keep(self, found: Answer) -> bool:
        """Whether the answer may be kept on the disk for another time."""
        return not self.is_private and (found != SKIPPED or not self.is_vital)


@dataclass
class Dialog:
    """The answers of one dialog, in the order of the questions.

    `earlier` are answers of an interrupted command. `on_answer` is called after each answer, so
    that it is not lost. `typed` counts the answers that were typed in this dialog. `total` is how
    many questions are announced: a part of a form counts as one, however many it asks.
    """

    prompt: Prompt
    earlier: Mapping[str, Answer] = field(default_factory=dict)
    on_answer: Callable[[Dialog], None] = lambda dialog: None
    answers: dict[str, Answer] = field(default_factory=dict)
    insisted: set[str] = field(default_factory=set)
    typed: int = 0
    total: int = 0
    _place: int = 0
    _passed: list[DialogQuestion] = field(default_factory=list)
    _withdrawn: dict[str, Answer] = field(default_factory=dict)
    _shown: set[str] = field(default_factory=set)
    _hint_given: bool = False

    def __post_init__(self) -> None:
        self.answers |= self.earlier

    def run(self, procedure: Callable[[], T]) -> T:
        """Return what the procedure returns; run it again whenever the user goes back."""
        had_earlier = self.prompt.has_earlier
        try:
            while True:
                self._passed.clear()
                self._place = 0
                try:
                    return procedure()
                except BackRequest:
                    continue
        finally:
            self.prompt.has_earlier = had_earlier

    def next_place(self) -> str:
        """Return the place of the next question, `2 of 3. `; empty where it is the only one."""
        self._place += 1
        return f"{self._place} of {self.total}. " if self.total > 1 else ""

    def ask(self, question: DialogQuestion) -> Answer:
        """Return the answer to the question, which is asked unless it was answered before."""
        found = self._answer_before(question)
        if found is None:
            found = self._ask(question)
        self._passed.append(question)
        return found

    def withdraw(self, key: str) -> None:
        """Withdraw the answers below this key; run the procedure again to ask for them."""
        for known in [one for one in self.answers if one == key or one.startswith(f"{key}/")]:
            self._withdrawn[known] = self.answers.pop(known)

    def public_answers(self) -> dict[str, Answer]:
        """Return the answers that may be kept: not to private questions, no vital ones skipped."""
        questions = {question.key: question for question in self._passed}
        return {
            key: found
            for key, found in self.answers.items()
            if key not in questions or questions[key].may_keep(found)
        }

    def _answer_before(self, question: DialogQuestion) -> Answer | None:
        found = self.answers.get(question.key)
        if found is None:
            return None
        if found == SKIPPED:
            may_skip = question.empty is not None and not question.is_vital
            is_good = may_skip and question.key not in self.insisted
        else:
            is_good = question.accepts(found[0])
        if not is_good:
            del self.answers[question.key]
            return None
        self._show_earlier(question, found)
        return found

    def _show_earlier(self, question: DialogQuestion, found: Answer) -> None:
        """Show an answer of the interrupted command, once, before it counts."""
        if question.key not in self.earlier or question.key in self._shown:
            return
        self._shown.add(question.key)
        label = question.label or question.text
        sign = "" if label.endswith("?") else ":"
        self.prompt.screen.say(f"{label}{sign} {_shown(question, found)}")

    def _ask(self, question: DialogQuestion) -> Answer:
        self._give_hint()
        self._show_withdrawn(question)
        while True:
            found = self._ask_once(question)
            if found is not None:
                break
        if question.is_chosen and not question.hidden and found != SKIPPED:
            self.prompt.echo(_shown(question, found))
        self._shown.add(question.key)
        self._withdrawn.pop(question.key, None)
        self.answers[question.key] = found
        self.typed += found != SKIPPED
        self._passed.append(question)  # so that a private answer is known as such
        self.on_answer(self)
        self._passed.pop()
        return found

    def _ask_once(self, question: DialogQuestion) -> Answer | None:
        """Return the answer; None if it is to be asked for again."""
        if question.choices:
            self.prompt.screen.say(question.label)
            self.prompt.list_choices(question.choices)
        self.prompt.has_earlier = bool(self._passed)
        try:
            typed = self.prompt.answer(question.text, question.help, question.hidden)
        except BackRequest:
            self.withdraw(self._passed[-1].key)
            raise
        if not typed:
            return self._read_empty(question)
        before = self._withdrawn.get(question.key)
        if typed == SAME_WORD and before:
            return before
        try:
            return (question.read(_refuse_control_letters(typed)),)
        except UsageError as refused:
            self.prompt.say_mistake(refused)
            return None

    def _read_empty(self, question: DialogQuestion) -> Answer | None:
        if question.empty is None or question.key in self.insisted or question.is_vital:
            self.prompt.say_required(question.accepted)
            return None
        return question.empty

    def _give_hint(self) -> None:
        if not self._hint_given:
            self._hint_given = True
            self.prompt.screen.say(self.prompt.hint)

    def _show_withdrawn(self, question: DialogQuestion) -> None:
        before = self._withdrawn.get(question.key)
        if before:
            shown = _shown(question, before)
            self.prompt.screen.say(f"Your answer before: {shown}. To keep it, type {SAME_WORD}")


def read_answers(kept: Mapping[str, Any]) -> dict[str, Answer]:
    """Return the answers as a dialog has them, from JSON, which has lists for tuples."""
    return {key: tuple(found) for key, found in kept.items() if isinstance(found, list | tuple)}


def _shown(question: DialogQuestion, found: Answer) -> str:
    if question.hidden:
        return HIDDEN_TEXT
    return question.show(found[0]) if found else "skipped"


def _refuse_control_letters(typed: str) -> str:
    """Return the answer in NFC. Raise UsageError for the codes of keys such as the arrows."""
    text = unicodedata.normalize("NFC", typed.replace("\t", " "))
    if any(unicodedata.category(letter) == "Cc" for letter in text):
        raise UsageError(
            "The answer has the code of a key that is not a letter, such as an arrow.",
            "Type it again.",
        )
    return text
