"""Above the first question of a command is the case that the answers are about."""

from __future__ import annotations

import pytest

from tests.commands.typing_in import Typist

QUESTIONS = {
    ("do", "D2.1"): "[1 yes, 2 no]",
    ("do",): "Which action?",
    ("raise",): "Which interrupt?",
    ("advance",): "Which outcome?",
    ("undo",): "Reason (required):",
    ("note",): "Note:",
    ("assign", "case"): "To whom?",
}


@pytest.fixture
def drill(sop: Typist) -> Typist:
    """The case of the commands is not the current one of the terminal."""
    other = sop.ok("open", "fire-drill", "--as", "warden").json["case"]
    sop.open("fire-drill", "--label", "green jersey")
    sop.patch.delenv("SOP_CASE")
    sop.ok("do", "D1.1", "D1.2", "-c", sop.case)
    sop.ok("advance", "drill", "started", "-c", sop.case)
    sop.ok("do", "D2.1", "--set", "everyone_out=yes", "-c", sop.case)
    sop.ok("undo", "--why", "the wrong case", "-c", sop.case)
    sop.ok("use", other, terminal=True)
    return sop


@pytest.mark.parametrize("words", QUESTIONS)
def test_the_heading_with_case_and_label_is_above_the_first_question(
    drill: Typist, words: tuple[str, ...]
) -> None:
    told = drill(*words, "-c", drill.case, terminal=True)
    heading = f'Case {drill.case} "green jersey"'
    assert heading in told.err, told.err + told.out
    assert told.err.index(heading) < told.err.index(QUESTIONS[words])
    assert "WARDEN" in told.err
    assert told.err.count(heading) == 1


def test_a_correction_shows_its_consequences_below_the_heading(drill: Typist) -> None:
    drill.ok("do", "D2.1", "--set", "everyone_out=yes", "-c", drill.case)
    told = drill("set", "everyone_out=no", "-c", drill.case, terminal=True)
    assert told.err.index(drill.case) < told.err.index("Reason (required):"), told.err


def test_a_new_case_is_named_as_such_while_another_one_is_current(recall: Typist) -> None:
    recall.patch.delenv("SOP_AS")
    told = recall("open", "food-recall", stdin="1\n", terminal=True)
    assert told.err.index("New case") < told.err.index("For whom"), told.err


def test_a_command_that_asks_nothing_prints_no_heading_for_questions(drill: Typist) -> None:
    told = drill("do", "D2.1", "--set", "everyone_out=yes", "-c", drill.case, "--no-input")
    assert (told.code, told.err.count(drill.case)) == (0, 0)
