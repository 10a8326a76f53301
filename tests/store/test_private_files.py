"""Only its owner reads a store, or the group that shares it, and nothing is overwritten."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from sop.casework.workspace import share_workspace
from sop.store.private_files import is_shared, replace_private, write_output
from tests.commands.typing_in import Typist, new_typist


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Typist]:
    before = os.umask(0o002)
    typist = new_typist(tmp_path, monkeypatch)
    yield typist
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode)
        for path in (folder, *folder.rglob("*"))
    }


def work(sop: Typist) -> None:
    """Every kind of file below data/: histories, index, caches, settings, batches, holidays."""
    sop.open("food-recall", as_="plant")
    sop.ok("open", "fire-drill", "--incident", "I", "--persons", "2", "--as", "warden")
    sop("as", "plant", "--name", "B. Dlamini", terminal=True)
    sop.ok("worklist")
    sop.ok("workflow", "show", "fire-drill")


def test_below_data_everything_is_its_owners_alone(sop: Typist) -> None:
    work(sop)
    found = modes(sop.folder / "data")
    assert {"index.sqlite", "store.json", ".gitignore"} <= set(found)
    assert any(name.startswith("compiled/") for name in found)
    assert any(name.startswith("people/") for name in found)
    folders = {name for name in found if (sop.folder / "data" / name).is_dir()}
    assert {mode for name, mode in found.items() if name in folders} == {0o700}
    assert {mode for name, mode in found.items() if name not in folders} == {0o600}


def test_in_a_shared_workspace_each_new_file_is_the_groups_too(sop: Typist) -> None:
    share_workspace(sop.folder, os.getgid())
    work(sop)
    assert is_shared(sop.folder / "data")
    found = modes(sop.folder / "data")
    folders = {name for name in found if (sop.folder / "data" / name).is_dir()}
    assert {mode for name, mode in found.items() if name in folders} == {0o2770}
    assert {mode for name, mode in found.items() if name not in folders} == {0o660}


@pytest.mark.parametrize("name", ["kept", "kept.zip"])
def test_a_backup_is_its_owners_alone(sop: Typist, name: str) -> None:
    work(sop)
    sop.ok("store", "backup", name)
    found = modes(sop.folder / name)
    assert set(found.values()) <= {0o600, 0o700}


OUTPUTS = [
    ("case", "print", "--format", "html"),
    ("checklist", "--format", "md"),
    ("workflow", "show", "fire-drill", "--json"),
    ("check", "workflows/fire-drill.yaml"),
    ("simulate", "fire-drill", "--cases", "3"),
    ("train", "print", "fire-drill/a_door_that_sticks", "--sheet", "player"),
]


@pytest.mark.parametrize("words", OUTPUTS, ids=lambda words: words[0])
def test_an_answer_in_a_file_is_private_and_replaces_nothing_unasked(
    sop: Typist, words: tuple[str, ...]
) -> None:
    sop.open()
    file = sop.folder / "out.txt"
    first = sop(*words, "-o", "out.txt")
    assert first.code == 0, first.err
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text("mine")
    again = sop(*words, "-o", "out.txt")
    assert (again.code, "already exists" in again.err + again.out) == (2, True)
    assert file.read_text() == "mine"
    assert sop(*words, "-o", "out.txt", "--force").code == 0
    assert file.read_text() != "mine"
    assert [path.name for path in sop.folder.glob(".out*")] == []


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "other")
    with pytest.raises(FileExistsError):
        write_output(tmp_path / "link", b"x")
    write_output(tmp_path / "link", b"x", overwrite=True)
    assert ((tmp_path / "other").read_text(), (tmp_path / "link").read_text()) == ("mine", "x")


def test_a_write_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_text("mine")

    def full(descriptor: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_output(tmp_path / "a", b"x", overwrite=True)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a", "mine")]


def test_a_device_is_written_to(tmp_path: Path) -> None:
    write_output(Path("/dev/null"), b"x")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_setting_is_replaced_at_once(tmp_path: Path) -> None:
    replace_private(tmp_path / "a" / "b", b"1")
    replace_private(tmp_path / "a" / "b", b"2")
    assert [(path.name, path.read_bytes()) for path in (tmp_path / "a").iterdir()] == [("b", b"2")]
