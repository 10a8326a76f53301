"""Steps that wait, in words."""

from __future__ import annotations

from sop.engine.checklist_lines import WaitingLine
from sop.views.interrupted_steps import (
    NONE_INTERRUPTED,
    InterruptedSteps,
    dropped_text,
    join_waiting,
)
from tests.engine import building as b
from tests.engine.building import MONDAY


def line(name: str, *actions: str) -> WaitingLine:
    step = b.step(name, *map(b.action, actions), b.outcome("out", "back"))
    track = b.track("find", step)
    placed = track.steps[name]
    owed = tuple(placed.actions.values())
    return WaitingLine(name, placed.path, placed.code, placed.title, MONDAY, owed)


def test_what_waits_is_named_with_the_codes_of_what_is_not_done() -> None:
    waiting = (line("fire", "call", "tell"), line("look"))
    listed = "F1 Fire (not done: F1.1, F1.2); then F1 Look"
    assert (
        join_waiting(waiting)
        == f"{listed}. After the step that runs now, F1 goes on, then F1 goes on."
    )
    assert join_waiting(waiting[1:]) == "F1 Look. After the step that runs now, F1 goes on."
    assert join_waiting(()) == ""


def test_what_is_dropped_is_named_with_its_titles() -> None:
    assert dropped_text(line("fire", "call")) == "F1 Fire: F1.1 Call"


def test_what_is_owed_is_not_listed_as_closed() -> None:
    steps = InterruptedSteps(waiting=(line("fire", "call"),))
    assert steps.without_owed(["find.fire.call", "find.look.ask"]) == ("find.look.ask",)
    assert NONE_INTERRUPTED.without_owed(["find.fire.call"]) == ("find.fire.call",)
