"""When the place cannot be written: a clear message with a remedy, and nothing has changed."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sop.store import durable_files
from sop.store.index_rows import WorkQuery
from sop.store.port import StoreTrouble
from tests.store.children import in_child
from tests.store.samples import CASE, OTHER, embedded, events, filled, log_of, snapshot


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that another user may look into."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        yield Path(name)
        for path in [Path(name), *Path(name).rglob("*")]:
            os.chmod(path, 0o755)


def readable(folder: Path, mode: int = 0o555) -> None:
    """Let everybody read the store and nobody write it."""
    for path in [*folder.rglob("*"), folder]:
        os.chmod(path, mode if path.is_dir() else mode & 0o444)


def test_a_read_only_folder_is_trouble_for_a_writer_and_changes_nothing(folder: Path) -> None:
    store = filled(folder / "data", count=2)
    readable(folder)
    before = snapshot(folder)
    for act in (
        lambda: embedded(folder / "data").append(CASE, 2, events(3, 3)),
        lambda: embedded(folder / "data").append(OTHER, 0, events(1, 1)),
    ):
        kind, message, remedy = in_child(act, unprivileged=True)
        assert (kind, "permission is denied" in message, bool(remedy)) == (
            "StoreTrouble",
            True,
            True,
        ), message
    assert snapshot(folder) == before
    os.chmod(folder / "data", 0o755)
    assert store.load(CASE)[1] == 2


def test_a_read_only_folder_can_be_read(folder: Path) -> None:
    filled(folder / "data", count=2)
    readable(folder)

    def read() -> object:
        store = embedded(folder / "data")
        verified = store.verify(CASE)
        rows = store.work(WorkQuery())
        return (
            store.load(CASE)[1],
            store.cases(),
            store.find_by_prefix("7K3"),
            verified.events,
            len(rows),
            store.warnings,
        )

    assert in_child(read, unprivileged=True) == (2, (CASE,), (CASE,), 2, 1, [])


def test_a_torn_end_in_a_read_only_folder_is_told_and_left(folder: Path) -> None:
    store = filled(folder / "data", count=2)
    with log_of(store).open("ab") as log:
        log.write(b"torn")
    readable(folder)

    def read() -> object:
        later = embedded(folder / "data")
        return later.load(CASE)[1], len(later.warnings)

    assert in_child(read, unprivileged=True) == (2, 1)


def test_a_folder_that_may_not_be_looked_into_is_trouble(folder: Path) -> None:
    filled(folder / "data", count=2)
    os.chmod(folder / "data", 0o700)
    for act in (
        lambda: embedded(folder / "data").load(CASE),
        lambda: embedded(folder / "data").cases(),
        lambda: embedded(folder / "data").append(CASE, 2, events(3, 3)),
    ):
        kind, message, _ = in_child(act, unprivileged=True)
        assert (kind, "permission is denied" in message) == ("StoreTrouble", True), message


def test_a_missing_folder_is_trouble_for_a_writer(tmp_path: Path) -> None:
    store = embedded(tmp_path / "nowhere" / "data")
    with pytest.raises(StoreTrouble, match="the folder does not exist") as caught:
        store.append(CASE, 0, events(1, 1))
    assert "make a workspace" in caught.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_folders_place_is_trouble(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreTrouble, match="is a file, not a folder"):
        embedded(tmp_path / "data")
    assert (tmp_path / "data").read_text() == "a file"


@pytest.mark.parametrize("room", [0, 1, 20, 400])
def test_a_full_disk_cuts_the_file_back(tmp_path: Path, room: int) -> None:
    store = filled(tmp_path, count=30)  # longer than the index needs to be for one case
    path = log_of(store)
    before = path.read_bytes()
    answer = in_child(
        lambda: embedded(tmp_path).append(CASE, 30, events(31, 33)), limit=len(before) + room
    )
    assert answer[0] == "StoreTrouble", answer
    assert "the disk is full" in answer[1] or "may not grow any further" in answer[1]
    assert path.read_bytes() == before
    assert embedded(tmp_path).status().marked == ()
    store.append(CASE, 30, events(31, 33))
    assert store.load(CASE)[1] == 33


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_failing_write_or_fsync_leaves_a_case_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    store = filled(tmp_path, count=2)
    before = snapshot(tmp_path)
    calls: list[str] = []

    def failing(*_: object) -> int:
        calls.append(call)
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patched:
        patched.setattr(durable_files.os, call, failing)
        with pytest.raises(StoreTrouble, match="Nothing was written") as caught:
            store.append(CASE, 2, events(3, 4))
    assert caught.value.case == CASE
    assert (
        calls
    )  # a failed fsync is not tried again to claim success: it is only called to cut back
    assert snapshot(tmp_path) == before


def test_a_short_write_is_cut_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = filled(tmp_path, count=2)
    before = snapshot(tmp_path)
    write = os.write
    with monkeypatch.context() as patched:
        patched.setattr(
            durable_files.os, "write", lambda descriptor, content: write(descriptor, content[:37])
        )
        with pytest.raises(StoreTrouble, match="the disk is full"):
            store.append(CASE, 2, events(3, 4))
    assert snapshot(tmp_path) == before


def test_a_failed_first_write_leaves_no_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path, count=1)
    store.append(OTHER, 0, events(1, 1))
    case = "K7QP-2XVN-F"
    before = snapshot(tmp_path / "cases")
    write = os.write
    with monkeypatch.context() as patched:
        patched.setattr(
            durable_files.os, "write", lambda descriptor, content: write(descriptor, content[:37])
        )
        with pytest.raises(StoreTrouble):
            store.append(case, 0, events(1, 1))
    assert snapshot(tmp_path / "cases") == before
    assert store.cases() == (CASE, OTHER)


def test_ctrl_c_during_a_write_leaves_a_case_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path, count=2)
    before = snapshot(tmp_path)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(durable_files.os, "fsync", interrupted)
        with pytest.raises(KeyboardInterrupt):
            store.append(CASE, 2, events(3, 3))
    assert snapshot(tmp_path) == before


def test_an_event_of_a_later_version_is_not_guessed(tmp_path: Path) -> None:
    store = filled(tmp_path, count=1)
    store.database(CASE).insert({**store.database(CASE).all()[0], "type": "case_blessed"})
    with pytest.raises(StoreTrouble, match="case_blessed"):
        store.load(CASE)
