"""An exercise: the clock, refusals, and turns that the case no longer allows."""

from __future__ import annotations

import pytest

from sop.model.refusal import UsageError
from sop.model.training import Happening, Kind, Move
from sop.training.exercise import Exercise
from tests.training.games import choose, right_to_the_end, started


def of_kind(stage: Exercise, *kinds: Kind) -> list[Happening]:
    return [one for one in stage.happenings if one.kind in kinds]


def clock(stage: Exercise) -> str:
    return f"{stage.now:%H:%M}"


def test_nothing_is_asked_that_has_no_answers_and_the_first_question_waits() -> None:
    stage = started()
    assert stage.question is not None
    assert (stage.question.turn, stage.question.role, clock(stage)) == ("hears", "post", "08:15")
    assert {one.id for one in stage.question.options} == {"hears", "shake", "throw"}


def test_the_seed_decides_the_order_of_the_answers() -> None:
    orders = set()
    for seed in range(30):
        question = started(seed).question
        assert question is not None
        orders.add(tuple(option.id for option in question.options))
    assert len(orders) == 6
    assert started(4).question == started(4).question


def test_a_wrong_answer_costs_its_minutes_and_the_question_stays() -> None:
    stage = choose(started(), "shake")
    assert clock(stage) == "08:25"
    assert stage.question is not None
    assert (stage.question.turn, stage.question.tried) == ("hears", ("shake",))
    assert "shake" not in [one.id for one in stage.question.options]
    assert of_kind(stage, "told")[-1].text.startswith("MARKPOST6")


def test_thinking_costs_time_where_the_time_is_real() -> None:
    stage = started()
    stage.move(Move("choice", "hears", waited=12))
    assert clock(stage) == "08:27"


def test_an_answer_that_ends_the_scene_is_played_out_and_the_rest_is_skipped() -> None:
    stage = right_to_the_end(choose(started(), "throw"))
    assert stage.case.is_closed
    assert stage.finished
    assert next(one.turn for one in of_kind(stage, "skipped")) == "turn_3"
    assert "answered" in {one.kind for one in stage.happenings}


def test_a_refused_command_changes_nothing_and_the_question_stays() -> None:
    stage = started()
    before = stage.case
    stage.move(Move("command", "advance clear_room --as guard"))
    assert (stage.case, stage.question is not None and stage.question.turn) == (before, "hears")
    refused = of_kind(stage, "refused")[-1]
    assert refused.refusal is not None
    assert [one.code for one in refused.refusal.reasons][:1] == ["action_open"]
    assert refused.own


def test_a_command_that_does_what_was_asked_answers_the_question() -> None:
    stage = started()
    stage.move(Move("command", "sop do P1.1 --set ticking=yes"))
    assert stage.question is not None
    assert stage.question.turn == "guard_knows"
    assert [(one.turn, one.choice) for one in of_kind(stage, "answered")] == [("hears", "hears")]


def test_an_attempt_of_the_model_path_is_refused_as_it_should_be() -> None:
    stage = right_to_the_end(started())
    refused = [one for one in of_kind(stage, "refused") if not one.own]
    assert [
        (one.turn, [r.code for r in one.refusal.reasons]) for one in refused if one.refusal
    ] == [("turn_10", ["step_not_current", "not_yours"])]


NOTHING = (
    Move("choice", "nothing", waited=5),
    Move("command", "why listen", waited=5),
    Move("inject", "nobody"),
    Move("jump", "begin"),
    Move("command", "do jump", waited=5),
    Move("command", 'note "', waited=5),
)


@pytest.mark.parametrize("move", NOTHING, ids=[one.value for one in NOTHING])
def test_a_move_that_means_nothing_leaves_everything_as_it_was(move: Move) -> None:
    stage = started()
    before = (stage.happenings, stage.question, stage.moves, stage.case, stage.now)
    with pytest.raises(UsageError):
        stage.move(move)
    assert (stage.happenings, stage.question, stage.moves, stage.case, stage.now) == before


def test_a_role_plays_its_own_questions_only() -> None:
    stage = right_to_the_end(started(0, ("guard",)))
    assert [one.turn for one in of_kind(stage, "answered")] == ["guard_knows"]
    assert stage.finished


def test_after_the_end_no_move_is_possible() -> None:
    with pytest.raises(UsageError, match="This session has ended"):
        right_to_the_end(started()).move(Move("choice", "hears"))
