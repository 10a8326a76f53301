"""The training store: IDs and attempts, one writer, no real cases."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sop.commands.store_factory import open_store
from sop.model.training import Move
from sop.store.case_ids import is_valid
from sop.store.port import IntegrityError, StoreTrouble
from sop.training.session_store import Sessions
from tests.commands.typing_in import Typist, new_typist
from tests.training.games import HERE, game, loaded
from tests.training.test_play_session import again, begun


def test_ids_begin_with_t_and_are_not_those_of_cases(tmp_path: Path) -> None:
    name = begun(tmp_path).header.id
    assert name.startswith("T-")
    assert (is_valid(name), is_valid(name.removeprefix("T-"))) == (False, True)


def test_a_second_attempt_has_a_file_of_its_own(tmp_path: Path) -> None:
    first, second = begun(tmp_path), begun(tmp_path)
    assert (first.header.attempt, second.header.attempt) == (1, 2)
    assert first.path != second.path


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
