"""The possible worlds of one track, as far as the questions distinguish them."""

from __future__ import annotations

from sop.checks.reasoning.possible_worlds import (
    OTHER_ENDED,
    OTHER_RUNNING,
    WAITING,
    Slot,
    action_slot,
    at_slot,
)
from sop.checks.reasoning.track_worlds import list_track_worlds
from sop.model.condition import ActionIsDone, StepCurrent, StepVisited
from sop.model.definition import Step, Track

AT = at_slot("t")
BEEN_B: Slot = ("visited", "t", "b")
DONE_B = action_slot("t", "b", "look")
STEPS = (
    Step("a", "t.a", "T1", "A"),
    Step("b", "t.b", "T2", "B"),
    Step("z", "t.z", "T3", "Z", end=True),
)
TRACK = Track("t", "T", "T", "clerk", {step.id: step for step in STEPS}, {})


def test_steps_that_no_question_names_are_one_place() -> None:
    worlds = list(list_track_worlds(TRACK, [StepCurrent("t", "b", "")], {}))
    assert worlds == [{AT: WAITING}, {AT: "b"}, {AT: OTHER_RUNNING}, {AT: OTHER_ENDED}]


def test_a_question_about_another_track_distinguishes_nothing() -> None:
    worlds = list(list_track_worlds(TRACK, [StepCurrent("u", "b", "")], {}))
    assert worlds == [{AT: WAITING}, {AT: OTHER_RUNNING}, {AT: OTHER_ENDED}]


def test_a_track_that_waits_has_visited_nothing_and_one_at_a_step_has_visited_it() -> None:
    given = {AT: frozenset({WAITING, "b", "z"})}
    worlds = list(list_track_worlds(TRACK, [StepVisited("t", "b", "")], given))
    assert worlds == [
        {AT: WAITING, BEEN_B: False},
        {AT: "b", BEEN_B: True},
        {AT: "z", BEEN_B: True},
        {AT: "z", BEEN_B: False},
    ]


def test_only_an_action_of_a_visited_step_can_be_done() -> None:
    given = {AT: frozenset({"z"})}
    worlds = list(list_track_worlds(TRACK, [ActionIsDone("t", "b", "look", "")], given))
    assert worlds == [
        {AT: "z", BEEN_B: True, DONE_B: True},
        {AT: "z", BEEN_B: True, DONE_B: False},
        {AT: "z", BEEN_B: False, DONE_B: False},
    ]


def test_what_is_certain_about_an_action_limits_the_worlds() -> None:
    given = {AT: frozenset({"b"}), DONE_B: frozenset({True})}
    worlds = list(list_track_worlds(TRACK, [ActionIsDone("t", "b", "look", "")], given))
    assert worlds == [{AT: "b", BEEN_B: True, DONE_B: True}]
