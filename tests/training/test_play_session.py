"""A session has a file in the training store.

It is deterministic, it is written turn by turn, and the store never holds real cases.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from sop.commands.store_factory import open_store
from sop.definition.scenario_places import locate_scenario
from sop.model.calendar import HolidaysOf, no_holidays
from sop.model.training import Move
from sop.store.case_ids import is_valid
from sop.store.port import Corrupt, IntegrityError, StoreTrouble
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
from tests.commands.typing_in import Typist, new_typist
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


def test_ids_begin_with_t_and_are_not_those_of_cases(tmp_path: Path) -> None:
    name = begun(tmp_path).header.id
    assert name.startswith("T-")
    assert (is_valid(name), is_valid(name.removeprefix("T-"))) == (False, True)


def test_the_first_line_of_the_file_has_the_word_training(tmp_path: Path) -> None:
    first = begun(tmp_path).path.read_bytes().split(b"\n")[0]
    assert first[8:].startswith(b' {"TRAINING":"T-')
    assert b'"training":true' in first


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


def test_a_second_attempt_has_a_file_of_its_own(tmp_path: Path) -> None:
    first, second = begun(tmp_path), begun(tmp_path)
    assert (first.header.attempt, second.header.attempt) == (1, 2)
    assert first.path != second.path


@pytest.mark.parametrize("cut", range(1, 40, 3))
def test_a_file_that_was_cut_off_continues_after_its_last_complete_turn(
    tmp_path: Path, cut: int
) -> None:
    play = begun(tmp_path)
    play.move(Move("choice", "shake"))
    whole = play.path.read_bytes()
    play.move(Move("choice", "hears"))
    longer = play.path.read_bytes()
    play.path.write_bytes(longer[: len(whole) + cut * (len(longer) - len(whole) - 1) // 40])
    found = again(play)
    assert len(found.stage.moves) == 1
    assert "continues after the last complete turn" in found.sessions.warnings[0]
    found.move(Move("choice", "hears"))
    assert found.path.read_bytes() == longer


def test_a_file_that_was_cut_off_in_its_opening_begins_again(tmp_path: Path) -> None:
    play = begun(tmp_path)
    whole = play.path.read_bytes()
    play.path.write_bytes(whole[: whole.index(b"\n") + 10])
    assert again(play).path.read_bytes() == whole


def test_a_changed_letter_inside_is_damage(tmp_path: Path) -> None:
    play = begun(tmp_path)
    play.move(Move("choice", "shake"))
    content = play.path.read_bytes()
    second = content.index(b"\n") + 40
    play.path.write_bytes(content[:second] + b"#" + content[second + 1 :])
    with pytest.raises(Corrupt, match="Line 2 is not intact"):
        again(play)


def test_a_session_that_does_not_follow_from_its_moves_is_refused(tmp_path: Path) -> None:
    """Lines of another session: each line is intact, but the hash chain is broken."""
    play, other = begun(tmp_path), begun(tmp_path / "b")
    play.move(Move("choice", "shake"))
    other.move(Move("choice", "throw"))
    lines = play.path.read_bytes().splitlines(keepends=True)
    lines[2] = other.path.read_bytes().splitlines(keepends=True)[2]
    play.path.write_bytes(b"".join(lines))
    # The headers are the same, so this is a session that could have been played.
    assert len(again(play).stage.moves) == 1
    third = begun(tmp_path / "c", seed=2)
    third.move(Move("choice", "shake"))
    lines[2] = third.path.read_bytes().splitlines(keepends=True)[2]
    play.path.write_bytes(b"".join(lines))
    with pytest.raises(Corrupt, match="does not follow from the line before it"):
        again(play)


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


def test_a_session_that_another_user_continued_is_not_overwritten(tmp_path: Path) -> None:
    play = begun(tmp_path)
    other = again(play)
    other.move(Move("choice", "hears"))
    with pytest.raises(StoreTrouble, match="was continued by another user"):
        play.move(Move("choice", "shake"))


def test_a_training_store_never_holds_real_cases(tmp_path: Path) -> None:
    begun(tmp_path)
    with pytest.raises(IntegrityError, match="is for training, not for work"):
        open_store(tmp_path / "training")
    work = tmp_path / "work"
    open_store(work).keep_definition(game()[0], loaded(HERE / "parcel.yaml").texts)
    with pytest.raises(IntegrityError, match="is for work, not for training"):
        Sessions(work)


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    return new_typist(tmp_path, monkeypatch)


def test_the_wrong_kind_of_store_ends_every_command_with_5(sop: Typist) -> None:
    answers = sop.folder / "answers.yaml"
    answers.write_text("- choice: turn_4\n", "utf-8")
    sop.open()
    sop("train", "play", "fire-drill/a_door_that_sticks", "--answers", "answers.yaml")
    training, data = sop.folder / "training", sop.folder / "data"
    shutil.move(training, sop.folder / "kept")
    shutil.copytree(data, training)
    wrong = sop.json("train", "list")
    assert (wrong.code, wrong.json["code"]) == (5, "integrity")
    shutil.rmtree(data)
    shutil.copytree(sop.folder / "kept", data)
    for words in (("case", "list"), ("next",), ("checklist",), ("do", "D1.1"), ("worklist",)):
        assert sop.json(*words).code == 5, words


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
