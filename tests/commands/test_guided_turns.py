"""What each kind of turn takes as an answer, and what it refuses."""

from __future__ import annotations

import re

from tests.commands.guided_desk import (
    GuidedDesk,
    at_first_turn,
    begin,
    events,
    facts,
    last_line,
    script,
)
from tests.commands.night_call import NightCall
from tests.commands.typing_in import Typist


def test_enter_alone_never_supplies_a_fact_a_consent_or_an_outcome(sop: Typist) -> None:
    number = iter(range(60))
    first = iter(begin(sop))

    def press_enter(shown: str) -> str:
        opening = next(first, None)
        if opening is not None:
            return opening
        return "" if next(number, None) is not None else "q"

    visit = GuidedDesk(sop).go(press_enter)
    assert "Enter alone answers nothing here." in visit.text
    written = events(sop)
    assert {event["type"] for event in written} <= {"case_opened", "action_done"}, written
    assert all(not event.get("facts") for event in written)


def test_answers_of_a_form_that_was_left_are_offered_again(sop: Typist) -> None:
    desk, night = GuidedDesk(sop), NightCall()

    def leave_the_form(shown: str) -> str:
        return "quit" if "4 of 14" in shown else night(shown)

    def stop(shown: str) -> str | BaseException:
        if "I6.2 Enter" in last_line(shown) and "Stopped." in shown:
            return "q"
        return leave_the_form(shown)

    visit = desk.go(stop)
    assert visit.code == 0
    before = len(events(sop))
    again = desk.go(script("", "y", "quit", "q"))
    assert "You answered 3 of 14 questions" in again.text
    assert "Interpreter: not needed" in again.text
    assert len(events(sop)) == before


def test_a_letter_that_is_no_key_is_refused_with_what_is(sop: Typist) -> None:
    text = at_first_turn(sop, "z", "13")
    assert "'z' is not" in text
    assert "Type 1 to 12" in text or "no answer 13" in text


def test_a_stray_letter_is_no_answer_and_the_id_of_a_choice_is(sop: Typist) -> None:
    text = at_first_turn(sop, "f", "im", "immigration")
    assert "'f' is not an answer here." in text
    assert "'im' is not an answer here." in text
    assert facts(sop)["signal_source"] == "immigration"


def test_the_line_of_a_turn_says_what_is_answered(sop: Typist) -> None:
    """A bare "I3 1:" did not."""
    shown = [last_line(one) for one in GuidedDesk(sop).go(NightCall()).shown]
    turns = [one for one in shown if re.match(r"[A-Z]\d[0-9.]* \d", one)]
    assert "I1 1 (What is decided?):" in turns
    assert any(one.startswith("I7.3 1 now, or a time:") for one in turns), turns
    assert not [one for one in turns if re.fullmatch(r"[A-Z]\d+ [\d-]+: *", one)]


def test_now_is_when_it_is_typed_and_not_when_the_question_was_shown(sop: Typist) -> None:
    night, later = NightCall(), "2026-03-02T10:50:00"

    def answer(shown: str) -> str:
        if "I7.3" in last_line(shown) and "now" in shown:
            sop.at(later)
        return night(shown)

    GuidedDesk(sop).go(answer)
    written = [event for event in events(sop) if event.get("action", "").endswith("report_to_dsd")]
    times = [v for event in events(sop) for v in (event.get("facts") or {}).values()]
    assert any(str(one).startswith(later) for one in times), (written, times)


def test_who_comes_back_after_hours_records_nothing_in_the_name_of_who_left(sop: Typist) -> None:
    typed = iter((*begin(sop), "LATER"))

    def answer(shown: str) -> str:
        found = next(typed, "q")
        if found != "LATER":
            return found
        sop.at("2026-03-02T23:00:00")
        return "3"

    visit = GuidedDesk(sop).go(answer)
    assert "so nothing was recorded. Who sits here now?" in " ".join(visit.text.split())
    assert "For whom do you act?" in visit.shown[-2] + visit.shown[-1]
    assert len(events(sop)) == 1


def test_questions_that_fill_the_screen_begin_with_the_case_and_for_whom(sop: Typist) -> None:
    night = GuidedDesk(sop).go(NightCall())
    (form,) = [shown for shown in night.shown if "Form: " in shown]
    assert ", recorded for SAPS:" in form.partition("Form: ")[0]


def test_enter_at_a_fact_that_is_needed_asks_again_in_place(sop: Typist) -> None:
    """It was left open, so that the record was refused, and all was asked again."""
    desk, night = GuidedDesk(sop), NightCall()
    left: list[str] = []

    def answer(shown: str) -> str:
        if left or "How strong are the signs" not in shown:
            return night(shown)
        left.append(shown)
        return ""

    text = " ".join(desk.go(answer).text.split())
    assert left
    assert "Enter alone answers nothing here. Type 1 absent, 2 some, 3 strong, or ? for" in text
    assert "Refused" not in text
    assert any(event["facts"].get("signs") for event in events(sop) if event.get("facts"))
