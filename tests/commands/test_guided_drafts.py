"""An answer that was not recorded is offered again, whatever came between."""

from __future__ import annotations

import pytest

from tests.commands.guided_desk import Answer, GuidedDesk, at_case, begin, events, facts, script
from tests.commands.typing_in import Typist

AGAIN = "Your answer before: immigration. To give it again, type ="


def slower(sop: Typist, *answers: str | BaseException) -> Answer:
    """Answers in their order; before the one after `MEANWHILE` somebody else records something."""
    typed = iter(answers)

    def answer(shown: str) -> str | BaseException:
        found = next(typed, "q")
        if found != "MEANWHILE":
            return found
        at_case(sop)
        sop.ok("do", "I1.2", "--set", "information_given=yes")
        sop.patch.delenv("SOP_AS")
        sop.patch.delenv("SOP_CASE")
        return next(typed)

    return answer


def test_the_answer_of_a_turn_with_one_fact_is_kept_where_others_were_faster(sop: Typist) -> None:
    visit = GuidedDesk(sop).go(slower(sop, *begin(sop), "MEANWHILE", "3", "="))
    text = " ".join(visit.text.split())
    assert "Nothing of yours was written." in text
    assert AGAIN in text
    assert facts(sop)["signal_source"] == "immigration"


def test_it_is_offered_by_the_next_visit_too_and_enter_does_not_give_it(sop: Typist) -> None:
    GuidedDesk(sop).go(slower(sop, *begin(sop), "MEANWHILE", "3"))
    assert "signal_source" not in facts(sop)
    visit = GuidedDesk(sop).go(script("", "="))
    assert AGAIN in " ".join(visit.text.split())
    assert "Enter alone answers nothing here." in visit.text
    assert facts(sop)["signal_source"] == "immigration"


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), EOFError()], ids=["ctrl-c", "end"])
def test_a_note_that_was_left_is_offered_again(sop: Typist, stop: BaseException) -> None:
    begun = begin(sop)
    GuidedDesk(sop).go(script(*begun, "n", "the gate is open", stop))
    visit = GuidedDesk(sop).go(script("n", "=", "1"))
    assert "Your answer before: the gate is open." in " ".join(visit.text.split())
    assert [event["type"] for event in events(sop)] == ["case_opened", "note_written"]


def test_a_note_that_is_recorded_is_not_offered_again(sop: Typist) -> None:
    visit = GuidedDesk(sop).go(script(*begin(sop), "n", "the gate is open", "1", "n", ""))
    assert "Your answer before" not in visit.text


def test_answers_of_the_first_call_are_offered_again(sop: Typist) -> None:
    begun = begin(sop)
    first = GuidedDesk(sop).go(script(*begun[:3], "2", KeyboardInterrupt()))
    assert first.code == 130
    visit = GuidedDesk(sop).go(script(begun[0], "=", "", ""))
    assert "Your answer before: no." in visit.text
    assert facts(sop)["in_danger"] is False


def test_the_list_of_forms_leads_back_to_a_kept_note_without_its_words(sop: Typist) -> None:
    GuidedDesk(sop).go(script(*begin(sop), "n", "the gate is open", KeyboardInterrupt()))
    case = sop.ok("case", "list", "--as", "saps").data["cases"][0]["case"]
    listed = sop("form", "-c", case, terminal=True)
    assert "(go note)" in listed.out
    assert "To go on: sop go" in " ".join(listed.out.split())
    assert "gate" not in listed.out
