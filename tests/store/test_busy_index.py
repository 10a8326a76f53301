"""Another process has locked the index: no long wait, nothing lost, and the right words."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.typing_in import Typist, new_typist

LONGEST = 4.0
"""Seconds: 2 of waiting, and the command."""


@pytest.fixture
def busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Typist]:
    sop = new_typist(tmp_path, monkeypatch)
    sop.open("fire-drill")
    (path,) = sop.folder.rglob("index.sqlite")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin exclusive")
    yield sop
    other.execute("rollback")
    other.close()


@pytest.mark.parametrize("line", ["worklist --all", "case list", "store rebuild", "store check"])
def test_a_list_says_that_the_index_is_in_use_and_leaves_it(busy: Typist, line: str) -> None:
    (path,) = busy.folder.rglob("index.sqlite")
    before, begun = path.stat().st_ino, time.monotonic()
    told = busy(*line.split())
    assert time.monotonic() - begun < LONGEST
    assert told.code == 3
    assert "Store error: The index is in use by another process" in told.err
    assert path.stat().st_ino == before


def test_a_write_is_accepted_and_entered_later(busy: Typist) -> None:
    begun = time.monotonic()
    told = busy("do", "D1.1")
    assert time.monotonic() - begun < LONGEST
    assert told.code == 0
    assert "not yet entered in the index" in told.err


def test_afterwards_everything_is_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sop = new_typist(tmp_path, monkeypatch)
    sop.open("fire-drill")
    (path,) = sop.folder.rglob("index.sqlite")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin exclusive")
    sop("do", "D1.1")
    other.execute("rollback")
    other.close()
    items = sop.ok("worklist", "--all").data["items"]
    assert "D1.1" not in [item["code"] for item in items]
    assert sop("store", "check").code == 0
