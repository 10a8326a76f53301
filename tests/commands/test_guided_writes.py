"""What is recorded, for whom, on whose word, and the command that one could have typed."""

from __future__ import annotations

import shlex

from tests.commands.guided_desk import GuidedDesk, at_case, at_first_turn, begin, events, script
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


def test_what_was_recorded_for_another_is_the_whole_command_and_runs_as_printed(
    sop: Typist,
) -> None:
    """`sop do P1.9` alone was refused: only the shelter may do it."""
    desk = GuidedDesk(sop)
    night = " ".join(desk.go(NightCall()).text.split())
    begun, _, rest = night.partition("As a command: sop do P1.9 ")
    shown = f"sop do P1.9 {rest.partition(' To undo: u')[0]}"
    assert sorted(shlex.split(shown)[3:]) == sorted(
        ("--as", "shelter", "--reported-by", "the person on duty", "-c", at_case(sop))
    )
    assert begun
    desk.go(script("u", "a slip", "y"))
    again = "\n".join(desk.go(script()).shown[:1])
    assert "P1.9" in again
    sop.ok(*shlex.split(shown)[1:])
    assert events(sop)[-1]["reported_by"] == "the person on duty"


def test_a_note_for_few_is_shown_with_its_readers(sop: Typist) -> None:
    text = at_first_turn(sop, "n", "bring the green bag", "2")
    assert "As a command: sop note --for saps" in " ".join(text.split())


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


STOP = """language: 1
version: 1.0.0
title: A short night
stakeholders: {w: {name: Warden, short: W}}
tracks:
  night:
    title: Night
    lead: w
    steps:
      call:
        title: Call
        responsible: w
        actions: {write: {do: Write it down}}
        outcomes: {go_on: {to: over}}
      over: {title: Over, end: true}
    interrupts: {stop: {from: any, to: over, by: [w], title: Stop, reason: required}}
"""


def test_a_reason_is_offered_again_where_others_were_faster(sop: Typist) -> None:
    (sop.folder / "workflows" / "night.yaml").write_text(STOP)
    case = sop.ok("open", "night", "--as", "w").json["case"]
    typed = iter(("1", "1", "", "!", "1", "MEANWHILE", "!", "1", "=", "q"))

    def answer(shown: str) -> str:
        found = next(typed, "q")
        if found != "MEANWHILE":
            return found
        sop.ok("do", "write", "--as", "w", "-c", case)
        return "the roof leaks"

    visit = " ".join(GuidedDesk(sop).go(answer).text.split())
    assert "Nothing of yours was written." in visit
    assert "Your answer before: the roof leaks. To give it again, type =" in visit
    written = sop.ok("case", "timeline", case, "--as", "w").data["events"]
    assert [event.get("why") for event in written] == [None, None, "the roof leaks"]
