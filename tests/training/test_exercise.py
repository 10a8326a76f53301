"""An exercise: the clock, injects, refusals, and turns that the case no longer allows."""

from __future__ import annotations

import pytest

from sop.model.refusal import UsageError
from sop.model.scenario import Call, Inject
from sop.model.training import Happening, Kind, Move
from sop.model.value import replace
from sop.training.exercise import Exercise
from tests.training.games import choose, game, right_to_the_end, started


def of_kind(stage: Exercise, *kinds: Kind) -> list[Happening]:
    return [one for one in stage.happenings if one.kind in kinds]


def clock(stage: Exercise) -> str:
    return f"{stage.now:%H:%M}"


def injects_of(stage: Exercise) -> list[tuple[str, str]]:
    return [(one.choice, f"{one.at:%H:%M}") for one in of_kind(stage, "inject")]


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
