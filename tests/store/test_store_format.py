"""A store of another format or kind is not opened."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sop.store.port import IntegrityError, StoreTrouble
from tests.store.samples import CASE, SampleStore, events, filled


def test_a_store_of_a_later_format_is_not_opened(tmp_path: Path) -> None:
    filled(tmp_path, count=1)
    assert json.loads((tmp_path / "store.json").read_text()) == {"format": 1, "kind": "work"}
    (tmp_path / "store.json").write_text('{"format": 2, "kind": "work"}')
    with pytest.raises(StoreTrouble, match="format 2") as caught:
        SampleStore(tmp_path)
    assert "Update sop" in caught.value.remedy


def test_a_training_store_is_not_opened_as_one_of_work(tmp_path: Path) -> None:
    SampleStore(tmp_path, kind="training").append(CASE, 0, events(1, 1))
    with pytest.raises(IntegrityError, match="is for training, not for work"):
        SampleStore(tmp_path)


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"format": "x", "kind": "work"}', "[" * 100_000]
)
def test_a_store_file_that_cannot_be_read_is_trouble(tmp_path: Path, content: str) -> None:
    (tmp_path / "store.json").write_text(content)
    with pytest.raises(StoreTrouble, match="does not contain the format"):
        SampleStore(tmp_path)
