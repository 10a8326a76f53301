"""Places that cannot be written, and strange ones that can: ten of them, twelve commands each, as
an ordinary user.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.commands.typing_in import Typist, new_typist
from tests.store.children import NOBODY, in_child
from tests.store.samples import snapshot

NOTE = "what was said"
WRITING = (
    ("note", "-"), ("do", "sound_alarm"), ("undo", "3", "--why", "a mistake"), ("raise", "fire"),
    ("note", "-", "--for", "owner"), ("open", "fire-drill"),
)  # fmt: skip
READING = (
    ("checklist",),
    ("next",),
    ("worklist",),
    ("case", "timeline"),
    ("case", "verify"),
    ("store", "status"),
)
IS_ROOT = os.getuid() == 0


def everything(folder: Path) -> Iterator[Path]:
    yield folder
    yield from folder.rglob("*")


def owned(folder: Path, owner: int = NOBODY) -> None:
    """Give everything to that user, where the one who runs the tests may."""
    if IS_ROOT:
        for path in everything(folder):
            os.chown(path, owner, owner)


def modes(folder: Path, of_folders: int, of_files: int) -> None:
    for path in everything(folder):
        os.chmod(path, of_folders if path.is_dir() else of_files)


def read_only_folder(office: Path) -> Path:
    owned(office)
    modes(office / "data", 0o555, 0o444)
    return office


def read_only_file(office: Path) -> Path:
    """The histories may not be written, and no new one may be put beside them."""
    owned(office)
    modes(office / "data" / "cases", 0o555, 0o444)
    return office


def wrong_owner(office: Path) -> Path:
    if IS_ROOT:
        owned(office, 0)
        modes(office, 0o755, 0o644)
        return office
    return read_only_folder(office)


def read_only_locks(office: Path) -> Path:
    owned(office)
    modes(office / "data" / "locks", 0o555, 0o444)
    return office


def shut_folder(office: Path) -> Path:
    owned(office)
    if IS_ROOT:
        os.chown(office / "data", 0, 0)
        os.chmod(office / "data", 0o700)
    else:
        os.chmod(office / "data", 0)
    return office


def a_file_in_its_place(office: Path) -> Path:
    owned(office)
    shutil.rmtree(office / "data")
    (office / "data").write_text("a file")
    return office


def symlinked(office: Path) -> Path:
    owned(office)
    elsewhere = office.parent / "elsewhere"
    (office / "data").rename(elsewhere)
    (office / "data").symlink_to(elsewhere)
    return office


def linked_to_a_read_only_one(office: Path) -> Path:
    symlinked(office)
    modes(office.parent / "elsewhere", 0o555, 0o444)
    return office


def spaces_and_letters(office: Path) -> Path:
    owned(office)
    return office.rename(office.parent / "Fälle und Akten – 件 '24\" $x")


def two_hundred_and_forty_letters(office: Path) -> Path:
    owned(office)
    long = office.parent / ("x" * (239 - len(str(office.parent))))
    office.rename(long)
    assert len(str(long)) == 240
    return long


REFUSED: tuple[Callable[[Path], Path], ...] = (
    read_only_folder, read_only_file, wrong_owner, read_only_locks, linked_to_a_read_only_one,
)  # fmt: skip
UNREADABLE: tuple[Callable[[Path], Path], ...] = (shut_folder, a_file_in_its_place)
WORKING: tuple[Callable[[Path], Path], ...] = (
    symlinked,
    spaces_and_letters,
    two_hundred_and_forty_letters,
)


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[Typist]:
    """A workspace that another user may look into, with a case; every command was loaded once."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        sop = new_typist(Path(name), monkeypatch)
        monkeypatch.setenv("HOME", name)
        for attempt in ("loaded", "kept"):
            sop.case = sop.open()
            sop.ok("do", "tell_fire_brigade")
            sop.ok("note", "-", stdin=NOTE)
            for words in (*READING, *WRITING) if attempt == "loaded" else READING:
                sop(*words, stdin=NOTE)
        yield sop
        monkeypatch.chdir("/")
        if not IS_ROOT:
            for path in everything(Path(name)):
                os.chmod(path, 0o755)


def judged(sop: Typist, writing_ends: int, reading_ends: int) -> dict[str, int]:
    """Every command in this place: how it ended, that it said why, and that a refused one changed
    nothing.
    """
    seen: Counter[str] = Counter()
    for words, wanted in [
        *((w, reading_ends) for w in READING),
        *((w, writing_ends) for w in WRITING),
    ]:
        told = sop(*words, stdin=NOTE)
        assert "Traceback" not in told.err, (words, told.err)
        assert (told.code, bool(told.err) or wanted == 0) == (wanted, True), (words, told)
        seen[f"exit {told.code}"] += 1
    return dict(seen)


@pytest.mark.parametrize(
    "place", [*REFUSED, *UNREADABLE, *WORKING], ids=lambda place: place.__name__
)
def test_twelve_commands_in_a_strange_place(office: Typist, place: Callable[[Path], Path]) -> None:
    folder = place(office.folder)
    office.patch.chdir(folder)
    writing = 0 if place in WORKING else 3
    reading = 3 if place in UNREADABLE else 0
    before = snapshot(folder.parent)
    seen = in_child(lambda: judged(office, writing, reading), unprivileged=True)
    print(f"{place.__name__}: {seen}")
    wanted = Counter({f"exit {writing}": len(WRITING)}) + Counter({f"exit {reading}": len(READING)})
    assert seen == dict(wanted), seen
    if (
        writing
    ):  # what was typed may be kept, and an empty file to lock, where their folders can be written
        after = snapshot(folder.parent)
        new = {path: content for path, content in after.items() if path not in before}
        assert {path: after.get(path) for path in before} == before
        assert [path for path in new if "/drafts" not in path and "/locks/" not in path] == []
        assert {content for path, content in new.items() if "/locks/" in path} <= {b""}
    else:
        assert snapshot(folder.parent) != before
