"""What `u` undoes: the last thing that the person here recorded, never somebody else's."""

from __future__ import annotations

from tests.commands.guided_desk import GuidedDesk, at_case, begin, events, script
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
