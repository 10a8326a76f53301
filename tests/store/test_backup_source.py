"""A backup is read one listed file at a time, from a folder or a .zip."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from sop.model.refusal import UsageError
from sop.store.backup import back_up
from sop.store.backup_list import LIST
from sop.store.backup_source import FolderSource, ZipSource, read_backup
from sop.store.port import IntegrityError
from tests.store.samples import embedded, filled


@pytest.mark.parametrize("name", ["kept", "kept.zip"])
def test_each_listed_file_is_given_once_after_the_list(tmp_path: Path, name: str) -> None:
    filled(tmp_path / "data")
    back_up(embedded(tmp_path / "data"), tmp_path / name)
    given: list[str] = []
    listed = read_backup(
        tmp_path / name,
        lambda one, content: given.append(one),
        begin=lambda found: given.append(LIST),
    )
    assert given == [LIST, *listed.files]


def test_no_more_is_read_than_one_byte_above_the_bound(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "store.json").write_bytes(bytes(1000))
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("store.json", bytes(1000))
        archive.writestr("other", b"x")
    folder = FolderSource(tmp_path / "folder")
    assert folder.read("store.json", 10) == bytes(11)
    assert (folder.names(), folder.read("missing", 10)) == (["store.json"], None)
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        packed = ZipSource(tmp_path / "a.zip", archive)
        assert packed.read("store.json", 10) == bytes(11)
        assert (packed.names(), packed.read("missing", 10)) == (["store.json"], None)


@pytest.mark.parametrize("content", [b"", b"PK", b"x" * 1000])
def test_a_file_that_is_not_a_zip_is_damage_and_an_empty_folder_is_not_a_backup(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(IntegrityError, match=r"complete \.zip"):
        read_backup(tmp_path / "a.zip", lambda one, raw: None)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="not a backup"):
        read_backup(tmp_path / "empty", lambda one, raw: None)
