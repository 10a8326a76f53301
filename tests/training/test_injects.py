"""Injects: after an event, at a time, or because something was not done; once each."""

from __future__ import annotations

import pytest

from sop.model.scenario import Call, Inject
from sop.model.training import Move
from sop.model.value import replace
from sop.training.exercise import Exercise
from tests.training.games import choose, game, right_to_the_end, started
from tests.training.test_exercise import of_kind


def injects_of(stage: Exercise) -> list[tuple[str, str]]:
    return [(one.choice, f"{one.at:%H:%M}") for one in of_kind(stage, "inject")]


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ((), [("gate", "08:25")]),
        (("shake",), [("choice", "08:25"), ("gate", "08:35")]),
    ],
)
def test_an_inject_comes_after_an_action_or_an_answer(
    choices: tuple[str, ...], expected: list[object]
) -> None:
    stage = right_to_the_end(choose(started(), *choices))
    assert injects_of(stage)[: len(expected)] == expected


def test_an_inject_comes_at_its_time() -> None:
    stage = started()
    stage.move(Move("choice", "shake", waited=15))  # 08:40, half an hour after the opening
    assert ("press", "08:40") in injects_of(stage)
    assert ("press", "08:25") not in injects_of(right_to_the_end(started()))


def test_an_inject_comes_when_something_was_not_done_in_time_and_acts() -> None:
    stage = started()
    stage.move(Move("choice", "shake", waited=60))
    assert ("slow", "09:25") in injects_of(stage)
    notes = [
        one
        for one in of_kind(stage, "event")
        if one.event is not None and not one.own and one.by == "guard"
    ]
    assert len(notes) == 1
    in_time = choose(started(), "hears", "wait")  # an hour passes, but the room was warned before
    assert "slow" not in [name for name, _ in injects_of(in_time)]


def test_an_inject_comes_once() -> None:
    stage = started()
    stage.move(Move("inject", "gate"))
    right_to_the_end(stage)
    assert [name for name, _ in injects_of(stage)].count("gate") == 1


def test_an_inject_that_becomes_due_through_another_waits_for_the_next_round() -> None:
    definition, scenario = game()
    read_label = Call("do", "post", target="read_label")
    injects = (
        Inject("last", "", "after", target="parcel.found.read_label"),
        Inject("first", "", at="+0 minutes", then=(read_label,)),
        Inject("second", "", at="+0 minutes"),
    )
    stage = Exercise(definition, replace(scenario, injects=injects))
    stage.start()
    assert [name for name, _ in injects_of(stage)] == ["first", "second", "last"]
