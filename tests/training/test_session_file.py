"""The file of a session: a cut end is taken back, a changed letter is damage."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.model.training import Move
from sop.store.port import Corrupt
from tests.training.test_play_session import again, begun


def test_the_first_line_of_the_file_has_the_word_training(tmp_path: Path) -> None:
    first = begun(tmp_path).path.read_bytes().split(b"\n")[0]
    assert first[8:].startswith(b' {"TRAINING":"T-')
    assert b'"training":true' in first


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
