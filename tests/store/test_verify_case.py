"""What `sop case verify` finds in a history that can be read."""

from __future__ import annotations

import os
from pathlib import Path

from sop.store.log_format import read_log
from sop.store.verify_case import verify_log
from tests.store.samples import CASE, filled, log_of


def test_verify_finds_a_second_spelling_of_the_same_json(tmp_path: Path) -> None:
    from zlib import crc32

    store = filled(tmp_path, count=1)
    payload = log_of(store).read_bytes()[9:-1].replace(b'"by":null', b'"by":"me","by":null')
    content = b"%08x %s\n" % (crc32(payload), payload)
    assert read_log(CASE, content).version == 1
    found = verify_log(CASE, content, None, lambda pinned: None)
    assert (found.ok, found.problem) == (
        False,
        f"The history of case {CASE} is damaged: line 1 of its file is not in the form that "
        "sop writes.",
    )


def test_verify_gives_the_head_of_a_whole_history(tmp_path: Path) -> None:
    store = filled(tmp_path, count=3)
    content = log_of(store).read_bytes()
    found = verify_log(CASE, content, store.index_sync.indexed_head(CASE), lambda pinned: None)
    assert (found.ok, found.events, found.problem) == (True, 3, None)
    assert found.head == read_log(CASE, content).head() == store.index_sync.index.head(CASE).hash


def test_verify_tells_of_a_missing_definition_and_a_missing_file(tmp_path: Path) -> None:
    store = filled(tmp_path, count=1)
    assert "is no longer in this store" in str(store.verify(CASE).problem)
    os.unlink(log_of(store))
    assert "is missing" in str(store.verify(CASE).problem)
