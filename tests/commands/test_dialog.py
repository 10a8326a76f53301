"""A row of questions: back, answers of an earlier time, and what is kept."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

import pytest

from sop.commands.dialog import SKIPPED, Dialog, DialogQuestion, read_answers
from sop.commands.prompts import Prompt, QuitRequest
from sop.model.refusal import UsageError
from sop.views.terminal.screen import Screen


def read_letter(typed: str) -> str:
    if len(typed) != 1:
        raise UsageError(f"'{typed}' is not one letter.", "Type one letter.")
    return typed


def question(key: str, **how: object) -> DialogQuestion:
    return DialogQuestion(key, f"{key}?", read=read_letter, **how)  # type: ignore[arg-type]


class Desk:
    """A dialog whose keyboard and screen are texts."""

    def __init__(self, patch: pytest.MonkeyPatch, typed: str, **earlier: tuple[str, ...]) -> None:
        self.shown = io.StringIO()
        patch.setattr(sys, "stdin", io.StringIO(typed))
        self.kept: list[dict[str, tuple[str, ...]]] = []
        self.dialog = Dialog(
            Prompt(Screen(self.shown, 80, plain=True)),
            earlier=earlier,
            on_answer=lambda dialog: self.kept.append(dialog.public_answers()),
        )

    def ask(self, *questions: DialogQuestion) -> Sequence[object]:
        return self.dialog.run(lambda: [self.dialog.ask(one) for one in questions])


def test_back_asks_the_question_before_again_and_equals_keeps_its_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(monkeypatch, "a\nb\nback\nback\n=\nx\nc\n")
    assert desk.ask(question("one"), question("two"), question("three")) == [("a",), ("x",), ("c",)]
    assert "Your answer before: b. To keep it, type =" in desk.shown.getvalue()


def test_back_at_the_first_question_says_that_there_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(monkeypatch, "back\na\n")
    assert desk.ask(question("one")) == [("a",)]
    assert "There is no question before this one." in desk.shown.getvalue()


def test_earlier_answers_are_shown_once_and_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(monkeypatch, "b\n", one=("a",))
    assert desk.ask(question("one"), question("two")) == [("a",), ("b",)]
    assert desk.shown.getvalue().count("one? a") == 1


def test_an_earlier_answer_that_no_longer_fits_is_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(monkeypatch, "b\n", one=("a",))
    assert desk.ask(question("one", accepts=lambda found: found == "b")) == [("b",)]


def test_each_answer_is_kept_at_once_but_never_a_private_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(monkeypatch, "a\nb\nquit\n")
    with pytest.raises(QuitRequest):
        desk.ask(question("one"), question("two", is_private=True), question("three"))
    assert desk.kept == [{"one": ("a",)}, {"one": ("a",)}]


def test_enter_at_a_vital_question_asks_again_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was left open, and the command was refused."""
    desk = Desk(monkeypatch, "\na\n\n")
    vital = question("one", empty=SKIPPED, is_vital=True)
    assert desk.ask(vital, question("two", empty=SKIPPED)) == [("a",), ()]
    assert desk.shown.getvalue().count("An answer is required.") == 1


def test_a_number_is_repeated_in_words_and_a_hidden_answer_never(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(monkeypatch, "1\n2\n")
    chosen = question("one", show=lambda found: "yes", is_chosen=True)
    desk.ask(chosen, question("two", is_chosen=True))
    assert [row for row in desk.shown.getvalue().splitlines() if "Your answer" in row] == [
        "one? Your answer: yes",
        "two? Your answer: 2",
    ]
    monkeypatch.setattr("sop.commands.prompts.Prompt._read_hidden", lambda prompt: "1\n")
    private = Desk(monkeypatch, "")
    private.ask(question("one", is_chosen=True, hidden=True))
    assert "Your answer" not in private.shown.getvalue()


def test_the_places_of_the_questions_begin_again_after_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(monkeypatch, "a\nback\nb\nc\n")
    desk.dialog.total = 2
    places: list[str] = []

    def ask() -> None:
        for key in ("one", "two"):
            places.append(desk.dialog.next_place())
            desk.dialog.ask(question(key))

    desk.dialog.run(ask)
    assert places == ["1 of 2. ", "2 of 2. ", "1 of 2. ", "2 of 2. "]
    desk.dialog.total = 1
    assert desk.dialog.next_place() == ""


def test_the_code_of_an_arrow_key_is_not_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(monkeypatch, "\x1b[A\na\n")
    assert desk.ask(question("one")) == [("a",)]
    assert "code of a key that is not a letter" in desk.shown.getvalue()


def test_an_answer_that_is_a_word_of_navigation_is_written_in_quotes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(monkeypatch, '"quit"\n')
    assert desk.ask(DialogQuestion("one", "one?", read=str)) == [("quit",)]


def test_kept_answers_are_read_from_json() -> None:
    assert read_answers({"a": ["x"], "b": [], "c": "damaged"}) == {"a": ("x",), "b": ()}
