"""The words of a danger on a screen and on paper."""

from __future__ import annotations

from datetime import timedelta

from sop.engine.danger import Danger, DangerAnswer
from sop.model.suggestion import Suggestion
from sop.views.danger_banner import MOST_SHOWN, NO_DUTY, danger_lines, danger_text
from sop.views.labels import Wording
from sop.views.terminal.rows import as_text
from tests.views.example import DEFINITION, at

WORDING = Wording(DEFINITION, at("23T10:15"))


def answer(by: tuple[str, ...], yours: bool, verb: str = "do") -> DangerAnswer:
    suggestion = Suggestion(verb, "R1.1", who=by, yours=yours)
    return DangerAnswer("recall.assessment.tell_office", "Call the doctor", by, suggestion)


def danger(*answers: DangerAnswer, assumed: bool = False) -> Danger:
    since = WORDING.now - timedelta(minutes=12)
    return Danger("ill", "Is anybody ill? yes", since, "lab", assumed, answers)


def shown(*dangers: Danger, case: str = "") -> str:
    return as_text(danger_lines(WORDING, dangers, case), 200)


def test_a_danger_says_what_since_when_by_whom_and_the_command() -> None:
    assert shown(danger(answer(("lab",), True))) == (
        "IN DANGER since Mon 23 Nov 10:03: Is anybody ill? yes (reported by LAB, 12 min ago).\n"
        "  Do now: Call the doctor: do R1.1\n"
    )


def test_who_may_not_do_it_reads_whom_to_ask_and_no_command() -> None:
    told = shown(danger(answer(("lab",), False)))
    assert "Do now: Call the doctor. Only LAB may do it. Ask LAB." in told
    assert "do R1.1" not in told


def test_the_own_duty_is_shown_beside_that_of_another() -> None:
    told = shown(danger(answer(("lab",), False), answer(("office",), True, "advance")))
    assert "Ask LAB.  For you: Call the doctor: advance R1.1" in told


def test_without_any_duty_the_screen_says_so() -> None:
    assert NO_DUTY in shown(danger())
    assert danger_text(WORDING, danger()).endswith(NO_DUTY)


def test_an_interrupt_is_raised_and_paper_has_no_command() -> None:
    one = danger(answer(("lab",), True, "raise"))
    assert 'Do now: raise "Call the doctor": raise R1.1' in shown(one)
    assert danger_text(WORDING, one) == (
        "Since Mon 23 Nov 10:03: Is anybody ill? yes (reported by LAB, 12 min ago). "
        'Do now: raise "Call the doctor". Who: LAB.'
    )


def test_a_list_names_the_case_and_an_assumed_value_is_no_report() -> None:
    assert shown(danger(), case="7K3M").startswith("IN DANGER, case 7K3M, since Mon 23 Nov 10:03")
    assert "assumed when the case was opened" in shown(danger(assumed=True))


def test_more_dangers_than_a_screen_needs_are_counted() -> None:
    told = shown(*[danger()] * (MOST_SHOWN + 2))
    assert told.count("IN DANGER") == MOST_SHOWN
    assert "And 2 more dangers." in told
