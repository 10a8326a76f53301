"""The score follows the rubric.

Single rules are checked by hand, random sessions against a second implementation.
"""

from __future__ import annotations

import inspect
import re
from collections import Counter
from fractions import Fraction
from typing import Any

from sop.definition.scenario_codec import scenario_to_json
from sop.model.definition import Definition
from sop.model.training import Move, Score
from sop.training.exercise import Exercise
from sop.training.scoring import score_stage
from tests.training import oracle
from tests.training.games import WORKFLOWS, choose, random_session, right_to_the_end, started
from tests.training.oracle import Oracle, happenings


def points(score: Score) -> dict[str, int]:
    return {one.objective.id: one.points for one in score.objectives}


def test_the_model_path_earns_everything() -> None:
    score = score_stage(right_to_the_end(started()))
    assert points(score) == {"listens": 4, "warns": 3, "keeps": 1, "helps": 9}
    assert (score.points, score.most, score.percent, score.passed) == (10, 10, 100, True)


def test_a_session_that_was_left_has_what_was_reached_and_is_not_passed() -> None:
    score = score_stage(started())
    assert points(score) == {"listens": 0, "warns": 0, "keeps": 0, "helps": 0}
    assert (score.finished, score.passed) == (False, False)


def test_a_lesser_first_answer_keeps_its_own_points() -> None:
    score = score_stage(right_to_the_end(choose(started(), "shake")))
    assert points(score)["listens"] == 1
    assert score.objectives[0].value == Fraction(3, 4)


def test_points_below_zero_count_as_zero_and_harm_is_listed_separately() -> None:
    score = score_stage(right_to_the_end(choose(started(), "throw")))
    assert (score.objectives[0].points, score.objectives[0].share) == (-3, 0)
    assert [(one.kind, one.id) for one in score.mishaps] == [
        ("critical_choice", "hears.throw"),
        ("guarantee", "nobody_left"),
    ]
    assert not score.passed


def test_no_number_of_points_makes_up_for_harm() -> None:
    stage = choose(started(), "hears")
    stage.move(Move("command", "do warn --as post"))
    score = score_stage(right_to_the_end(stage), mark=0)
    assert score.passed
    harmed = score_stage(right_to_the_end(choose(started(), "throw")), mark=0)
    assert (harmed.reaches_mark, harmed.passed) == (True, False)


def test_time_that_a_choice_cost_is_missed_later() -> None:
    stage = choose(started(), "hears", "wait")
    stage = choose(stage, "guard_knows")
    late = score_stage(right_to_the_end(stage))
    assert points(late)["helps"] == 9
    slower = choose(started(), "hears", "wait")
    slower.move(Move("choice", "gossip", waited=45))
    assert points(score_stage(right_to_the_end(slower)))["helps"] == 6


def test_a_note_to_everyone_is_disclosed() -> None:
    score = score_stage(right_to_the_end(choose(started(), "hears", "gossip")))
    assert points(score)["keeps"] == 0
    kept = choose(started(), "hears")
    kept.move(Move("command", 'note "the code" --for guard'))
    assert points(score_stage(right_to_the_end(kept)))["keeps"] == 1


def test_what_comes_before_its_landmark_does_not_count_as_after_it() -> None:
    stage = started()
    stage.move(Move("command", "set hurt=yes --as clinic"))
    assert points(score_stage(right_to_the_end(stage)))["helps"] == 7


def test_what_was_undone_earns_nothing() -> None:
    stage = started()
    stage.move(Move("command", "set hurt=yes --as clinic"))
    stage.move(Move("command", "undo --why slip --as clinic"))
    assert points(score_stage(stage))["helps"] == 0


def entered(definition: Definition) -> dict[str, list[str]]:
    """Return what the oracle may know of the workflow: the steps that each path enters."""
    found = {
        "opening": [track.first.path for track in definition.tracks.values() if not track.starts]
    }
    for track in definition.tracks.values():
        found |= {one.path: [f"{track.id}.{one.to}"] for one in track.interrupts.values()}
        for step in track.steps.values():
            found |= {one.path: [step.path] for one in step.actions.values()}
            found |= {one.path: [f"{track.id}.{one.to}"] for one in step.outcomes.values()}
    return found


def by_the_oracle(stage: Exercise, text: str) -> Fraction:
    played: Any = scenario_to_json(stage.scenario)
    return Oracle(played, happenings(text), entered(stage.definition), stage.finished).total()


def test_the_oracle_shares_no_code_with_sop() -> None:
    imported = re.findall(r"^\s*(?:from|import) ([\w.]+)", inspect.getsource(oracle), re.MULTILINE)
    assert len(imported) >= 5
    assert [name for name in imported if name.split(".")[0] in ("sop", "tests")] == []


def test_an_independent_rubric_agrees_on_1000_random_sessions() -> None:
    games = [("monday", None, 900), ("a_door_that_sticks", WORKFLOWS / "fire-drill.yaml", 100)]
    seen: Counter[str] = Counter()
    for name, path, count in games:
        for number in range(count):
            stage, text = random_session(number, name, path)
            score = score_stage(stage)
            assert by_the_oracle(stage, text) == score.points, f"{name} {number}"
            seen["sessions"] += 1
            seen["finished"] += stage.finished
            seen["partly"] += 0 < score.percent < 100
            seen |= Counter(f"{one.objective.id} earned" for one in score.objectives if one.share)
    print(dict(seen))
    assert seen["sessions"] >= 1000
    assert min(seen["finished"], seen["partly"]) > 100
    assert len(seen) == 3 + 4 + 4
