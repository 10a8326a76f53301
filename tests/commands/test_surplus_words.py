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
        (("raise", "fire", "smoke in room 3"), ("raise", "fire", "--why", "smoke in room 3")),
        (("raise", "fire", "smoke", "seen"), ("raise", "fire", "--why", "smoke seen")),
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


def test_a_remark_beside_an_action_is_led_to_its_option(sop: Typist) -> None:
    sop.open()
    told = sop("do", "D1.1", "no one answered")
    assert (told.code, "'no one answered' is not an action" in told.err) == (2, True)
    line = f"sop do D1.1 --note 'no one answered' -c {sop.case} --as warden"
    assert f"If it is a remark, write: {line}" in told.err
    assert sop.ok("do", "D1.1", "--note", "no one answered").json["changed"] is True
    for words in (("do", "no one answered"), ("do", "D1.1", "x y", "--note", "z")):
        assert "If it is a remark" not in sop(*words).err


def test_a_fact_and_a_second_reason_are_no_text_for_the_option(sop: Typist) -> None:
    sop.open()
    for words in (("close", "a=b"), ("close", "x", "--why", "y")):
        assert "For help: sop close --help" in sop(*words).err
