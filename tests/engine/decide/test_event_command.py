"""Each event names the command that would write it; an opening and a correction have none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sop.engine.decide.event_command import command_of
from sop.model.commands import Act, Command, ConsentToVoid, Link, MakeVoid
from sop.model.events import (
    Body,
    CaseLinked,
    CaseVoided,
    Event,
    EventUndone,
    VoidConsented,
)
from sop.model.refusal import UsageError

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
ACT = Act("plant", "N. Dlamini", at=NOW, why="opened twice")


def event_of(body: Body) -> Event:
    return Event(4, NOW, NOW, "plant", body, "N. Dlamini", "opened twice")


@pytest.mark.parametrize(
    ("body", "command"),
    [
        (CaseLinked("8QX"), Link(ACT, "8QX")),
        (CaseVoided("8QX"), MakeVoid(ACT, "8QX")),
        (VoidConsented(), ConsentToVoid(ACT)),
    ],
)
def test_the_command_has_the_words_of_the_event(body: Body, command: Command) -> None:
    assert command_of(event_of(body)) == command


def test_a_correction_cannot_be_repeated() -> None:
    with pytest.raises(UsageError):
        command_of(event_of(EventUndone(2)))
