"""A session is deterministic, and an earlier turn can be played again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sop.definition.scenario_places import locate_scenario
from sop.model.calendar import HolidaysOf, no_holidays
from sop.model.training import Move
from sop.training.play_session import (
    Play,
    PlayRequest,
    begin_session,
    branch_session,
    resume_session,
)
from sop.training.scenario_library import PlayableScenario
from sop.training.session_file import MARK, read_session
from sop.training.session_store import Sessions
from tests.training.games import HERE, game, loaded


def no_country(country: str) -> HolidaysOf:
    return no_holidays


def piece() -> PlayableScenario:
    definition, scenario = game()
    path = HERE / "parcel.yaml"
    places = locate_scenario(path, "parcel.yaml")
    return PlayableScenario(definition, loaded(path).texts, scenario, places)


def begun(folder: Path, seed: int = 1, **wish: Any) -> Play:
    return begin_session(
        Sessions(folder / "training"), piece(), PlayRequest(seed, **wish), no_country
    )


def again(play: Play) -> Play:
    return resume_session(
        Sessions(play.sessions.folder), play.path, lambda workflow: None, no_country
    )


def test_replaying_a_session_gives_the_same_happenings(tmp_path: Path) -> None:
    play = begun(tmp_path)
    for value in ("shake", "hears"):
        play.move(Move("choice", value))
    play.move(Move("command", "set hurt=yes --as clinic"))
    found = again(play)
    assert (found.stage.happenings, found.stage.question) == (
        play.stage.happenings,
        play.stage.question,
    )
    assert found.session == play.session


def test_an_earlier_turn_is_played_again_in_a_new_session(tmp_path: Path) -> None:
    play = begun(tmp_path)
    for value in ("shake", "hears"):
        play.move(Move("choice", value))
    kept = play.path.read_bytes()
    branch = branch_session(play.sessions, play, 2, piece().texts, None)
    assert (branch.header.branch_of, len(branch.stage.moves)) == (play.header.id, 1)
    assert branch.stage.question is not None
    assert branch.stage.question.turn == "hears"
    assert play.path.read_bytes() == kept


def test_a_header_says_what_was_played(tmp_path: Path) -> None:
    play = begun(tmp_path, role="post", learner="L07", assess=True)
    header = read_session(play.path.read_bytes(), "it").header
    assert (header.role, header.learner, header.assess, header.feedback, header.seed) == (
        "post",
        "L07",
        True,
        "end",
        1,
    )
    assert (header.hash, header.workflow) == (game()[0].hash, "parcel")
    assert MARK == "TRAINING"
