"""Words that are too many are quoted, and the option that takes a text is named."""

from __future__ import annotations

import shlex

import pytest

from tests.commands.typing_in import Typist


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("case", "list", "a", "The text."), "Too many arguments: 'The text.'"),
        (("case", "list", "a", "b c", "d"), "Too many arguments: 'b c', 'd'."),
        (("case", "list", "a", "b", "--plain", "d"), "Too many arguments: 'b d'."),
        (("shift", "now"), "Too many arguments: 'now'."),
    ],
)
def test_the_surplus_words_are_quoted_and_the_sentence_has_one_full_stop(
    sop: Typist, words: tuple[str, ...], message: str
) -> None:
    told = sop(*words)
    assert (told.code, told.err.splitlines()[0]) == (2, f"Usage error: {message}")
    assert "For help: sop " in told.err


@pytest.mark.parametrize(
    ("words", "right"),
    [
        (("undo", "2", "wrong drill"), ("undo", "2", "--why", "wrong drill")),
        (("undo", "2", "wrong", "drill"), ("undo", "2", "--why", "wrong drill")),
        (("waive", "D1.1", "no phone"), ("waive", "D1.1", "--why", "no phone")),
        (("close", "all done", "--plain"), ("close", "--why", "all done", "--plain")),
    ],
)
def test_a_text_is_led_to_the_option_that_takes_it(
    sop: Typist, words: tuple[str, ...], right: tuple[str, ...]
) -> None:
    sop.open()
    sop.ok("note", "-", stdin="x")
    told = sop(*words)
    assert told.code == 2
    assert shlex.split(told.err.splitlines()[-1].split("For a text, write: sop ")[1]) == [*right]
    assert sop(*right).code in (0, 1)  # read as a command, which may be refused


def test_an_emergency_takes_no_text_and_is_raised_without_it(sop: Typist) -> None:
    sop.open()
    told = sop("raise", "fire", "smoke in room 3", "--plain")
    assert told.code == 2
    assert told.err.endswith(
        "It takes no text: write that as a note afterwards. First: sop raise fire --plain\n"
    )


def test_a_fact_and_a_second_reason_are_no_text_for_the_option(sop: Typist) -> None:
    sop.open()
    for words in (("close", "a=b"), ("close", "x", "--why", "y")):
        assert "For help: sop close --help" in sop(*words).err
