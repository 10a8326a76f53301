"""What several rules select from a definition."""

from __future__ import annotations

import pytest

from sop.checks.reasoning.selections import (
    choose_form,
    is_certainly_done,
    is_free,
    list_end_steps,
    list_entering_outcomes,
    list_interrupts_from,
    list_recorders_in,
    list_required_actions,
)
from sop.model.definition import Action, Interrupt, Outcome, Step, Track
from sop.model.dotted_path import DottedPath
from sop.model.fact import Fact
from sop.model.value import replace

LOOK = Action("look", DottedPath("t.a.look"), "T1.1", "Look", ("clerk",), records=("age",))
ASK = replace(LOOK, id="ask", required=False, records=(), may_record=("age", "name"))
CALL = replace(LOOK, id="call", waivable_by=("clerk",), records=())
A = Step("a", DottedPath("t.a"), "T1", "A", actions={each.id: each for each in (LOOK, ASK, CALL)})
Z = Step("z", DottedPath("t.z"), "T2", "Z", end=True)
STOP = Interrupt("stop", DottedPath("t.stop"), ("a",), "z", ("clerk",))
NEVER = replace(STOP, id="never", sources=())
TRACK = Track("t", "T", "T", "clerk", {"a": A, "z": Z}, {"stop": STOP, "never": NEVER})


GO = Outcome("go", DottedPath("t.a.go"), "z", ("clerk",))
WAIT = replace(GO, id="wait", path=DottedPath("t.a.wait"), to="a")


def test_the_outcomes_that_lead_to_a_step_are_selected() -> None:
    start = replace(A, outcomes={"wait": WAIT, "go": GO})
    track = replace(TRACK, steps={"a": start, "z": Z})
    assert list_entering_outcomes(track, Z) == [GO]
    assert list_entering_outcomes(track, start) == [WAIT]


def test_the_ends_and_the_interrupts_of_a_track_are_selected_in_file_order() -> None:
    assert list_end_steps(TRACK) == [Z]
    assert list_interrupts_from(TRACK, A) == [STOP]
    assert list_interrupts_from(TRACK, Z) == []


def test_the_actions_of_a_step_are_selected_by_what_they_are_for() -> None:
    assert list_required_actions(A) == [LOOK, CALL]
    assert list_recorders_in(A, "age") == [LOOK, ASK]
    assert [each.id for each in (LOOK, ASK, CALL) if is_certainly_done(each)] == ["look"]


@pytest.mark.parametrize(
    ("fact", "free"),
    [
        (Fact("age", "boolean"), False),
        (Fact("age", "boolean", anytime=("clerk",)), True),
        (Fact("age", "boolean", at_opening=True), True),
        (Fact("age", "boolean", initially=False), True),
    ],
)
def test_a_fact_that_needs_no_action_is_free(fact: Fact, free: bool) -> None:
    assert is_free(fact) is free


def test_the_words_for_one_thing_differ_from_those_for_several() -> None:
    assert [choose_form("a" * count, "step", "steps") for count in (1, 2)] == ["step", "steps"]
