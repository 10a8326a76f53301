"""Words beside a private fact, in the event that records it and in those that correct it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from sop.casework.visibility import VisibleEvent, filter_events
from sop.model.events import (
    ActionDone,
    Assigned,
    AssignmentReturned,
    Body,
    Event,
    EventUndone,
    FactsRecorded,
    TimeCorrected,
)
from tests.secrecy.places import read_definition

NOW = datetime.fromisoformat("2026-03-02T10:00:00+02:00")
FALL = read_definition("after-a-fall")


def entry(number: int, body: Body) -> Event:
    return Event(number, NOW, NOW, "doctor", body, why="because she said so")


HISTORY = (
    entry(1, FactsRecorded({"ward_beds": 3})),
    entry(2, EventUndone(1)),
    entry(3, TimeCorrected(1, NOW)),
    entry(4, EventUndone(2)),
    entry(5, ActionDone("care.examine.listen", {"told_story": "long"}, note="she wept")),
    entry(6, FactsRecorded({"papers": True})),
    entry(7, EventUndone(6)),
)


@pytest.mark.parametrize("viewer", ["clerk", None])
def test_reasons_and_remarks_beside_a_private_fact_are_hidden(viewer: str | None) -> None:
    seen = filter_events(FALL, HISTORY, viewer)
    assert [one.event.why is None for one in seen] == [True] * 5 + [False] * 2
    assert [one.hidden_why for one in seen] == [True] * 5 + [False] * 2
    body = seen[4].event.body
    assert isinstance(body, ActionDone)
    assert (body.note, seen[4].hidden_note) == (None, True)


def test_those_who_may_see_the_fact_read_them() -> None:
    assert [one.event for one in filter_events(FALL, HISTORY, "nurse")] == [*HISTORY]


def test_a_remark_beside_public_facts_is_for_everyone() -> None:
    done = replace(
        HISTORY[4], body=ActionDone("desk.arrival.ask_papers", {"papers": True}, note="torn")
    )
    assert filter_events(FALL, [done], "guard") == (VisibleEvent(done),)


@pytest.mark.parametrize("viewer", ["clerk", None])
def test_an_assignment_of_a_private_action_names_neither_action_nor_person(
    viewer: str | None,
) -> None:
    private = "desk.arrival.warn_doctor"
    history = (
        entry(8, Assigned(private, "N. Dlamini")),
        entry(9, AssignmentReturned(private, "N. Dlamini")),
        entry(10, EventUndone(9)),
    )
    for seen in filter_events(FALL, history[:2], viewer):
        body = seen.event.body
        assert isinstance(body, Assigned | AssignmentReturned)
        assert (body.action, body.person, seen.hidden_assignment) == ("", "", True)
        assert (seen.event.why, seen.hidden_why) == (None, True)
    assert filter_events(FALL, history, viewer)[2].hidden_why
    assert [one.event for one in filter_events(FALL, history, "nurse")] == [*history]


def test_an_assignment_of_a_public_action_or_of_the_case_is_for_everyone() -> None:
    history = (entry(8, Assigned("desk.arrival.greet", "N")), entry(9, Assigned(None, "N")))
    assert [one.event for one in filter_events(FALL, history, "guard")] == [*history]
