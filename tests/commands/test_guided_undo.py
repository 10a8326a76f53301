"""What `u` undoes: the last thing that the person here recorded, never somebody else's."""

from __future__ import annotations

import re

from tests.commands.guided_desk import (
    GuidedDesk,
    at_case,
    begin,
    events,
    last_line,
    script,
)
from tests.commands.night_call import NightCall
from tests.commands.typing_in import Typist

AFTER_AN_HOUR = "2026-03-02T12:30:00+02:00"


def leave(sop: Typist) -> None:
    sop.patch.delenv("SOP_AS")
    sop.patch.delenv("SOP_CASE")


def record_elsewhere(sop: Typist) -> int:
    """Let another agency record something at its own terminal; return the event."""
    at_case(sop)
    sop.patch.setenv("SOP_AS", "shelter")
    sop.patch.setenv("TMUX_PANE", "%9")
    sop.ok("note", "-", stdin="the van is grey")
    sop.patch.delenv("TMUX_PANE")
    leave(sop)
    return int(events(sop)[-1]["id"])


def visit_again(sop: Typist) -> str:
    return " ".join(GuidedDesk(sop).go(script("u", "a slip", "y")).text.split())


def test_in_a_later_visit_it_is_still_the_last_thing_that_was_recorded(sop: Typist) -> None:
    GuidedDesk(sop).go(script(*begin(sop), "3", "1"))
    last = events(sop)[-1]["id"]
    text = visit_again(sop)
    assert f"The last that you recorded is event {last}, 1 min ago." in text
    assert f"Undone: event {last}" in text


def test_what_another_agency_reported_is_the_last_thing_too(sop: Typist) -> None:
    """`u` took the last event of the own agency, though a later one was recorded for another."""
    GuidedDesk(sop).go(NightCall())
    last = events(sop)[-1]
    assert (last["as"], last["home"]) == ("shelter", "saps")
    text = visit_again(sop)
    assert f"Undone: event {last['id']}" in text


def test_what_others_recorded_later_is_named_first(sop: Typist) -> None:
    GuidedDesk(sop).go(script(*begin(sop), "3"))
    mine = events(sop)[-1]["id"]
    theirs = record_elsewhere(sop)
    text = visit_again(sop)
    shown = f"is event {mine}, 1 min ago. It is not the last one in the case: event {theirs}"
    assert shown in text
    assert next(one for one in events(sop) if one["id"] == mine)["undone_by"]


def test_an_hour_later_nothing_is_offered_but_its_number(sop: Typist) -> None:
    GuidedDesk(sop).go(script(*begin(sop), "3"))
    mine = events(sop)[-1]["id"]
    record_elsewhere(sop)
    sop.patch.setenv("SOP_NOW", AFTER_AN_HOUR)
    text = visit_again(sop)
    assert "You recorded nothing in the last hour that can be undone." in text
    assert f"To undo it anyway: sop undo {mine}" in text
    assert "The newest one is not yours" in text
    assert {event["type"] for event in events(sop)} & {"event_undone"} == set()


def test_what_the_user_recorded_or_undid_later_is_not_named_as_the_last_one(sop: Typist) -> None:
    """An own event that was undone was shown as recorded by another person meanwhile."""
    GuidedDesk(sop).go(script(*begin(sop), "3", "1"))
    first = GuidedDesk(sop).go(script("u", "a slip", "1"))
    assert "It is not the last one" not in first.text
    assert "It is not the last one" not in GuidedDesk(sop).go(script("u", "a slip", "1")).text


def raise_by_answer(sop: Typist) -> tuple[int, int]:
    """Answer the danger of S1.1 with yes, which writes two events; return them."""
    asked: list[str] = []

    def answer(shown: str) -> str:
        row = re.search(r"(\d+) .*S1\.1 ", shown)
        if row is not None and "What is open" in shown:
            return row[1]
        if last_line(shown).startswith("S1.1"):
            asked.append("1")
            return "1"
        return "q" if asked else next(left, "l")

    left = iter(begin(sop))
    GuidedDesk(sop).go(answer)
    first, second = events(sop)[-2:]
    assert (first["type"], second["type"]) == ("action_done", "interrupt_raised")
    return first["id"], second["id"]


def test_one_answer_that_wrote_two_events_is_undone_whole_with_one_reason(sop: Typist) -> None:
    """`u` took back the interrupt, and the next turn offered to raise it again."""
    answer, alarm = raise_by_answer(sop)
    text = " ".join(GuidedDesk(sop).go(script("u", "a slip", "1", "1")).text.split())
    assert f"The same answer also wrote event {answer}." in text
    assert f"Undone: event {alarm}" in text
    assert f"Undone: event {answer}" in text
    undone = [one for one in events(sop) if one["type"] == "event_undone"]
    assert [one["why"] for one in undone] == ["a slip", "a slip"]


def test_the_part_that_is_not_undone_is_named(sop: Typist) -> None:
    answer, _ = raise_by_answer(sop)
    text = " ".join(GuidedDesk(sop).go(script("u", "a slip", "1", "2", "")).text.split())
    assert f"Event {answer}, of the same answer, is still valid. To undo it: u" in text


def test_the_reason_of_the_last_correction_is_offered_with_a_number(sop: Typist) -> None:
    GuidedDesk(sop).go(script(*begin(sop), "3", "1"))
    visit = GuidedDesk(sop).go(script("u", "typed in the wrong case", "1", "u", "1", "1"))
    assert "1 the same reason as before: typed in the wrong case" in visit.text
    undone = [one for one in events(sop) if one["type"] == "event_undone"]
    assert [one["why"] for one in undone] == ["typed in the wrong case"] * 2
