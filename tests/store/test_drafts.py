"""What was typed for an event that could not be written is not lost."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from sop.store import syscalls
from sop.store.event_codec import event_from_json
from sop.store.port import Corrupt, StoreTrouble
from tests.store.samples import CASE, events, filled, log_of


def test_events_for_a_damaged_history_are_kept_as_a_draft_that_the_error_names(
    tmp_path: Path,
) -> None:
    store = filled(tmp_path, count=2)
    log_of(store).write_bytes(b"00000000 no\n")
    for _ in range(2):  # the same again is the same draft
        with pytest.raises(Corrupt) as caught:
            store.append(CASE, 2, events(3, 4))
    (draft,) = (tmp_path / "drafts").iterdir()
    assert str(draft) in caught.value.message
    assert [event_from_json(one) for one in json.loads(draft.read_bytes())] == events(3, 4)
    assert store.cases() == (CASE,)


def test_what_cannot_even_be_kept_is_said_to_be_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path, count=2)

    def full(descriptor: int, content: bytes) -> int:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(syscalls, "write", full)
    with pytest.raises(StoreTrouble, match="the disk is full") as caught:
        store.append(CASE, 2, events(3, 3))
    assert caught.value.unkept
    assert store.warnings == []
    assert not (tmp_path / "drafts").exists()
