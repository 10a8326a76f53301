"""Answers that were not recorded are offered again, to the same person only."""

from __future__ import annotations

import pytest

from tests.commands.screening_case import (
    CODE,
    FACT_ANSWERS,
    FORM,
    FORM_ANSWERS,
    come_to_screening,
    drafts,
    recorded_form,
    version,
)
from tests.commands.typing_in import Typist

KEPT = "Your answers are kept"


@pytest.fixture
def screening(sop: Typist) -> Typist:
    come_to_screening(sop)
    return sop


@pytest.mark.parametrize("end", ["quit\n", ""], ids=["quit", "end-of-input"])
def test_stopped_at_any_question_nothing_is_recorded_and_nothing_is_asked_twice(
    screening: Typist, end: str
) -> None:
    before = version(screening)
    answers = (FORM_ANSWERS + FACT_ANSWERS).splitlines(keepends=True)
    for number in range(1, len(answers)):
        use_no_others = "n\n" if number > 1 else ""
        typed = use_no_others + "".join(answers[:number]) + end
        told = screening("do", CODE, terminal=True, stdin=typed)
        assert (told.code, version(screening)) == (130, before), told.err
        assert KEPT in told.err
        (draft,) = drafts(screening)
        assert draft.stat().st_mode & 0o777 == 0o600
        again = screening("do", CODE, terminal=True, stdin="\n" + end)
        assert f"You answered {number} of 14 questions" in again.err
        assert again.err.count("accepts") + again.err.count("[1 ") < 3  # only the next one
    done = screening("do", CODE, terminal=True, stdin="\n" + answers[-1])
    assert done.code == 0, done.err
    assert recorded_form(screening) == FORM
    assert drafts(screening) == []


def test_answers_that_are_not_wanted_are_deleted_and_asked_again(screening: Typist) -> None:
    screening("do", CODE, terminal=True, stdin="n\n1\nquit\n")
    told = screening("do", CODE, terminal=True, stdin="n\n" + FORM_ANSWERS + FACT_ANSWERS)
    assert told.code == 0, told.err
    assert recorded_form(screening) == FORM


def test_another_person_at_the_terminal_is_not_offered_the_answers(screening: Typist) -> None:
    screening.patch.setenv("SOP_NAME", "N. Dlamini")
    screening("do", CODE, terminal=True, stdin="y\n3\nquit\n")
    screening.patch.setenv("SOP_NAME", "T. Mokoena")
    told = screening("do", CODE, terminal=True, stdin="quit\n")
    assert "Use these answers again?" not in told.err
    screening.patch.setenv("SOP_NAME", "N. Dlamini")
    assert "Use these answers again?" in screening("do", CODE, terminal=True, stdin="quit\n").err


def test_answers_that_were_refused_are_kept_and_recorded_only_after_yes(
    screening: Typist,
) -> None:
    told = screening(
        "do", CODE, "--if-version", "1", terminal=True, stdin=FORM_ANSWERS + FACT_ANSWERS
    )
    assert (told.code, KEPT in told.err) == (3, True), told.out + told.err
    enter = screening("do", CODE, terminal=True, stdin="\n\n")
    assert (enter.code, "Record these answers? [1 yes, 2 no]" in enter.err) == (130, True)
    done = screening("do", CODE, terminal=True, stdin="1\n1\n")
    assert done.code == 0, done.err
    assert recorded_form(screening) == FORM
