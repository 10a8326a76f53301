"""The truth of a condition in one possible world."""

from __future__ import annotations

import pytest

from sop.checks.reasoning.possible_worlds import (
    OTHER_ENDED,
    OTHER_RUNNING,
    WAITING,
    Slot,
    action_slot,
    at_slot,
    evaluate_in_world,
    fact_slot,
    slot_of,
)
from sop.model.condition import (
    ActionIsDone,
    And,
    Condition,
    FactIs,
    FactKnown,
    Not,
    Or,
    Question,
    StepCurrent,
    StepVisited,
    SwitchOn,
    TermHolds,
    TrackIs,
)
from sop.model.definition import Definition, Step, Term, Track

SAFE = FactIs("safe", (True,), "safe")
HURT = FactIs("hurt", (True,), "hurt")
TRACK = Track(
    "t",
    "T",
    "T",
    "clerk",
    {"a": Step("a", "t.a", "T1", "A"), "z": Step("z", "t.z", "T2", "Z", end=True)},
    {},
)
DEFINITION = Definition(
    "w", "1.0.0", "W", {}, {}, {}, {"calm": Term("calm", SAFE)}, {}, {}, {"t": TRACK}, {}
)
WORLD: dict[Slot, object] = {
    fact_slot("safe"): True,
    fact_slot("hurt"): None,
    ("switch", "law"): False,
    at_slot("t"): "a",
    ("visited", "t", "a"): True,
    action_slot("t", "a", "look"): False,
}


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        (SAFE, True),
        (HURT, None),
        (TermHolds("calm", ""), True),
        (FactKnown("safe", ""), True),
        (FactKnown("hurt", ""), False),
        (SwitchOn("law", ""), False),
        (StepCurrent("t", "a", ""), True),
        (StepVisited("t", "a", ""), True),
        (ActionIsDone("t", "a", "look", ""), False),
        (And((SAFE, HURT), ""), None),
        (And((HURT, Not(SAFE, "")), ""), False),
        (Or((HURT, SAFE), ""), True),
        (Not(HURT, ""), None),
    ],
)
def test_a_condition_is_true_false_or_unknown_in_a_world(
    condition: Condition, truth: bool | None
) -> None:
    assert evaluate_in_world(DEFINITION, WORLD, condition) is truth


@pytest.mark.parametrize(
    ("at", "status"),
    [
        (WAITING, "waiting"),
        ("a", "running"),
        (OTHER_RUNNING, "running"),
        ("z", "ended"),
        (OTHER_ENDED, "ended"),
    ],
)
def test_the_place_of_a_track_gives_its_status(at: str, status: str) -> None:
    world = {**WORLD, at_slot("t"): at}
    held = [
        name
        for name, question in (
            ("waiting", TrackIs("t", "waiting", "")),
            ("running", TrackIs("t", "running", "")),
            ("ended", TrackIs("t", "ended", "")),
        )
        if evaluate_in_world(DEFINITION, world, question)
    ]
    assert held == [status]


@pytest.mark.parametrize(
    ("question", "slot"),
    [
        (SAFE, ("fact", "safe")),
        (SwitchOn("law", ""), ("switch", "law")),
        (ActionIsDone("t", "a", "look", ""), ("track", "t")),
        (TrackIs("t", "ended", ""), ("track", "t")),
    ],
)
def test_a_question_varies_with_a_fact_a_switch_or_a_whole_track(
    question: Question, slot: Slot
) -> None:
    assert slot_of(question) == slot
