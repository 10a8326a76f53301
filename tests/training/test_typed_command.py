"""A typed command: what it stands for, and whether it does what the turn does."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from sop.model.case_state import Case
from sop.model.commands import Act, Advance, Close, Command, Do, Raise, SetFacts, Waive, WriteNote
from sop.model.events import (
    ActionDone,
    ActionWaived,
    Body,
    CaseClosed,
    Event,
    FactsRecorded,
    InterruptRaised,
    NoteWritten,
    OutcomeTaken,
)
from sop.model.refusal import UsageError
from sop.training.typed_command import is_answer, parse_command
from tests.training.games import game

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
GUARD = Act("guard")


def parse(text: str) -> Command:
    return parse_command(
        game()[0], Case(id=""), text=text, role="guard", now=NOW, zone=ZoneInfo("UTC")
    )


def test_the_role_acts_unless_the_command_names_a_stakeholder() -> None:
    assert parse('note "x"').act.as_ == "guard"
    assert parse('note "x" --as clinic').act.as_ == "clinic"


def test_a_command_that_only_shows_something_is_not_an_answer() -> None:
    with pytest.raises(UsageError, match="'next' only shows information"):
        parse("next")


ANSWERS: tuple[tuple[Command, Body], ...] = (
    (Do(GUARD, "t.s.a"), ActionDone("t.s.a", {"hurt": True})),
    (Advance(GUARD, "t.s.on"), OutcomeTaken("t.s.on", "end")),
    (Raise(GUARD, "t.bang"), InterruptRaised("t.bang", "s")),
    (SetFacts(GUARD, {"hurt": True}), FactsRecorded({"hurt": True})),
    (SetFacts(GUARD, {"hurt": True}), ActionDone("t.s.a", {"hurt": True})),
    (Waive(GUARD, "t.s.a"), ActionWaived("t.s.a")),
    (Waive(GUARD, "t.s.a"), ActionDone("t.s.a")),
    (Close(GUARD), CaseClosed()),
)
OTHERS: tuple[tuple[Command | None, Body], ...] = (
    (None, CaseClosed()),
    (Do(GUARD, "t.s.a"), ActionDone("t.s.b")),
    (Do(GUARD, "t.s.a"), ActionWaived("t.s.a")),
    (Advance(GUARD, "t.s.on"), OutcomeTaken("t.s.back", "end")),
    (Raise(GUARD, "t.bang"), InterruptRaised("t.fire", "s")),
    (SetFacts(GUARD, {"hurt": True}), FactsRecorded({"hurt": False})),
    (Waive(GUARD, "t.s.a"), ActionWaived("t.s.b")),
    (Close(GUARD), OutcomeTaken("t.s.on", "end")),
    (WriteNote(GUARD, "x"), NoteWritten("x")),
)


@pytest.mark.parametrize(("command", "body"), ANSWERS)
def test_an_event_that_does_the_same_is_the_answer(command: Command, body: Body) -> None:
    assert is_answer(_event(body), command)


@pytest.mark.parametrize(("command", "body"), OTHERS)
def test_any_other_event_is_not_the_answer(command: Command | None, body: Body) -> None:
    assert not is_answer(_event(body), command)


def _event(body: Body) -> Event:
    return Event(id=2, at=NOW, recorded=NOW, as_="guard", body=body)
