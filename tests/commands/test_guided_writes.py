"""What is recorded, for whom, on whose word, and the command that one could have typed."""

from __future__ import annotations

from tests.commands.guided_desk import GuidedDesk, at_case, begin, events
from tests.commands.night_call import NightCall
from tests.commands.typing_in import Typist


def test_each_record_is_shown_as_the_command_that_one_could_have_typed(sop: Typist) -> None:
    night = " ".join(GuidedDesk(sop).go(NightCall()).text.split())
    for command in (
        "sop do S2.1",
        "sop advance safety safe_again",
        "sop do I1.1",
        "sop do I6.2",
        "sop do P1.9",
    ):
        assert f"As a command: {command} " in night.replace("   ", " "), command
    assert "--set" not in night


def test_who_was_slower_is_told_and_sees_what_the_other_recorded(sop: Typist) -> None:
    begun = begin(sop)
    typed = iter((*begun, "MEANWHILE", "q"))

    def answer(shown: str) -> str:
        found = next(typed)
        if found != "MEANWHILE":
            return found
        with sop.patch.context():
            at_case(sop)
        sop.ok("do", "I1.2", "--set", "information_given=yes")
        sop.patch.delenv("SOP_AS")
        sop.patch.delenv("SOP_CASE")
        return "3"

    visit = GuidedDesk(sop).go(answer)
    assert "Nothing of yours was written." in " ".join(visit.text.split())
    assert "Meanwhile" in visit.text
    assert "signal_source" not in {
        name for event in events(sop) for name in event.get("facts") or {}
    }


def test_another_agency_is_recorded_with_who_reported_it(sop: Typist) -> None:
    GuidedDesk(sop).go(NightCall())
    last = [event for event in events(sop) if event["as"] == "shelter"]
    assert [event["reported_by"] for event in last] == ["the person on duty"]
    assert {event["home"] for event in last} == {"saps"}


def test_a_number_is_not_taken_for_who_reported_it(sop: Typist) -> None:
    desk, night = GuidedDesk(sop), NightCall()
    tried: list[str] = []

    def answer(shown: str) -> str:
        if "Who at" in shown and not tried:
            tried.append(shown)
            return "2"
        return night(shown)

    visit = desk.go(answer)
    assert "'2' is not a person or a function." in visit.text
    assert {event.get("reported_by") for event in events(sop)} <= {None, "the person on duty"}
