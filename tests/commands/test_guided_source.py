"""Who noticed the danger that opens a case: one question, with a true record."""

from __future__ import annotations

from tests.commands.guided_desk import GuidedDesk, begin, events, script
from tests.commands.typing_in import Typist


def in_danger(sop: Typist, *answers: str) -> str:
    """The text of a visit that opens a case in danger and then types these answers."""
    shown = GuidedDesk(sop).go(script(*begin(sop)[:3], "1", *answers)).text
    return " ".join(shown.split())


def reports(sop: Typist) -> list[tuple[str, str, str | None]]:
    return [
        (one["as"], one.get("home") or one["as"], one.get("reported_by"))
        for one in events(sop)
        if one["type"] == "interrupt_raised"
    ]


def test_enter_records_that_the_own_agency_noticed_it(sop: Typist) -> None:
    in_danger(sop, "")
    assert reports(sop) == [("saps", "saps", None)]


def test_the_agency_that_told_it_is_recorded_with_the_function_of_who_told(sop: Typist) -> None:
    """The danger was recorded as noticed by the coordinator, and no key corrected it."""
    text = in_danger(sop, "DHA", "the inspector at the house")
    assert reports(sop) == [("dha", "saps", "the inspector at the house")]
    assert "(reported by DHA)" in text


def test_what_is_no_agency_is_refused_with_those_there_are(sop: Typist) -> None:
    text = in_danger(sop, "1", "the neighbour", "?", "dha", "7", "the officer")
    assert "'1' is not an agency here. Press Enter, or type one of: " in text
    assert "Someone else, such as a relative, reported it: Enter, and write it as a note." in text
    assert "'7' is not a person or a function." in text
    assert reports(sop) == [("dha", "saps", "the officer")]


def test_without_a_danger_it_is_not_asked(sop: Typist) -> None:
    shown = GuidedDesk(sop).go(script(*begin(sop))).text
    assert "Who noticed it?" not in shown
