"""When something happened can be recorded in the guided way."""

from __future__ import annotations

from tests.commands.guided_desk import GuidedDesk, script
from tests.commands.typing_in import Typist


def visit(recall: Typist, *answers: str) -> str:
    recall.at("2026-03-02T10:40:00")
    return GuidedDesk(recall).go(script("", *answers)).text


def happened(recall: Typist) -> str:
    return str(recall.ok("case", "timeline").data["events"][-1]["at"])[11:16]


def test_what_another_agency_reported_is_recorded_with_the_time_at_which_it_happened(
    recall: Typist,
) -> None:
    text = visit(recall, "h", "1", "1", "1", "10:15")
    assert "When did it happen? (Enter: now" in text
    assert happened(recall) == "10:15"
    assert "--at 2026-03-02T10:15:00+02:00" in " ".join(text.split())


def test_enter_is_now(recall: Typist) -> None:
    visit(recall, "h", "1", "1", "1", "")
    assert happened(recall) == "10:40"


def test_a_key_gives_the_time_of_an_own_act_and_of_no_later_one(recall: Typist) -> None:
    text = visit(recall, "t", "10:15", "")
    assert "is recorded with Mon 2 Mar 10:15" in text
    assert happened(recall) == "10:15"
    assert text.count("When did it happen?") == 1


def test_a_wrong_time_is_asked_again_and_help_names_the_correction(recall: Typist) -> None:
    text = visit(recall, "t", "soon", "11:30", "?", "20 minutes ago", "")
    assert "'soon' is not a valid time." in text
    assert "is in the future" in text
    assert "sop case time" in text
    assert happened(recall) == "10:20"


def test_the_help_of_a_turn_names_the_key_and_the_correction(recall: Typist) -> None:
    text = " ".join(visit(recall, "?", "", "").split())
    assert "t: it happened earlier" in text
    assert "leave with q, then sop case time" in text


def test_an_older_answer_is_asked_before_it_counts(sop: Typist) -> None:
    sop.open("za-trafficking", as_="saps")
    sop.at("2026-03-02T11:00:00")
    sop.ok("set", "in_danger=yes")
    sop.ok("set", "in_danger=no", "--at", "11:00")
    sop.ok("set", "in_danger=yes")
    sop.at("2026-03-02T11:30:00")
    typed = ["", "l", "S1.1", "t", "10:30", "2", "n"]

    def answer(shown: str) -> str:
        word = typed.pop(0) if typed else "q"
        if word == "S1.1":
            row = next((one for one in shown.splitlines() if " S1.1 " in one), "0")
            return row.split()[0]
        return word

    text = " ".join(GuidedDesk(sop).go(answer).text.split())
    assert "This answer is older" in text, text
    assert "Record the older answer, so that it counts? [1 yes, 2 no; Enter: no]" in text
    assert "Stopped. Nothing was written by this." in text
