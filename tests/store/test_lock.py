"""One writer at a time: a held lock, two kinds of lock, and a writer that passed it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.store.case_log import CaseLog
from sop.store.lock import _hold_with_filelock, hold_lock_file
from sop.store.port import StoreTrouble, VersionConflict
from tests.store.samples import CASE, SampleStore, events, filled, log_of


def test_a_writer_that_passed_the_lock_is_noticed(tmp_path: Path) -> None:
    store = filled(tmp_path, count=2)
    database = store.database(CASE)
    with database.log.hold_lock():
        with log_of(store).open("ab") as log:
            log.write(b"somebody without the lock\n")
        with pytest.raises(StoreTrouble, match="without its lock"):
            database.insert({"type": "x"})


def test_a_held_lock_is_trouble_after_a_while(tmp_path: Path) -> None:
    store = filled(tmp_path, count=2)
    before = log_of(store).read_bytes()
    with (
        CaseLog(store.database(CASE).log.place).hold_lock(),
        pytest.raises(StoreTrouble, match="Another process has been writing") as caught,
    ):
        SampleStore(tmp_path, lock_seconds=0.05).append(CASE, 2, events(3, 3))
    assert not isinstance(caught.value, VersionConflict)
    assert log_of(store).read_bytes() == before


def test_filelock_and_flock_exclude_each_other(tmp_path: Path) -> None:
    path = tmp_path / "data" / "x.lock"
    path.parent.mkdir()
    with (
        hold_lock_file(path, "it", 0),
        pytest.raises(StoreTrouble),
        _hold_with_filelock(path, "it", 0),
    ):
        pass
    with (
        _hold_with_filelock(path, "it", 0),
        pytest.raises(StoreTrouble),
        hold_lock_file(path, "it", 0),
    ):
        pass


def test_shared_locks_exclude_exclusive_ones_only(tmp_path: Path) -> None:
    path = tmp_path / "locks" / "x.lock"
    with (
        hold_lock_file(path, "it", 0, shared=True),
        hold_lock_file(path, "it", 0, shared=True),
        pytest.raises(StoreTrouble),
        hold_lock_file(path, "it", 0),
    ):
        pass
