"""Two copies of a case that went on differently are named so, and are not called damage."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sop.model.events import NoteWritten
from sop.store.port import Corrupt
from tests.store.samples import CASE, embedded, event, filled, log_of


def test_the_event_is_named_from_which_two_copies_went_on(tmp_path: Path) -> None:
    store = filled(tmp_path / "here", count=3)
    shutil.copytree(tmp_path / "here", tmp_path / "there")
    store.append(CASE, 3, [event(4, NoteWritten("here"))])
    other = embedded(tmp_path / "there")
    other.append(CASE, 3, [event(4, NoteWritten("there"))])
    other.append(CASE, 4, [event(5)])
    shutil.copyfile(log_of(other), log_of(store))
    with pytest.raises(Corrupt, match=f"Two copies of case {CASE} went on from event 3") as caught:
        embedded(tmp_path / "here").load(CASE)
    assert "Keep both copies" in caught.value.remedy
    found = embedded(tmp_path / "here").verify(CASE)
    assert (found.ok, "went on from event 3" in str(found.problem)) == (False, True)


def test_a_shorter_other_copy_is_not_called_a_cut(tmp_path: Path) -> None:
    store = filled(tmp_path / "here", count=1)
    shutil.copytree(tmp_path / "here", tmp_path / "there")
    for number in (2, 3, 4):
        store.append(CASE, number - 1, [event(number, NoteWritten("here"))])
    other = embedded(tmp_path / "there")
    other.append(CASE, 1, [event(2)])
    shutil.copyfile(log_of(other), log_of(store))
    with pytest.raises(Corrupt, match="went on from event 1"):
        embedded(tmp_path / "here").load(CASE)


def test_an_older_copy_of_the_same_history_is_a_missing_end(tmp_path: Path) -> None:
    store = filled(tmp_path, count=2)
    content = log_of(store).read_bytes()
    store.append(CASE, 2, [event(3)])
    log_of(store).write_bytes(content)
    with pytest.raises(Corrupt, match="The end of the history"):
        embedded(tmp_path).load(CASE)


def test_another_first_event_is_another_case(tmp_path: Path) -> None:
    store = filled(tmp_path / "here", count=1)
    other = embedded(tmp_path / "there")
    other.append(CASE, 0, [event(1, why="another")])
    shutil.copyfile(log_of(other), log_of(store))
    with pytest.raises(Corrupt, match="its first event"):
        embedded(tmp_path / "here").load(CASE)
