"""Makes a consistent copy of a store while others write.

A backup is a folder or a `.zip` with the store's own files and, written last, `backup.json`
(backup_list.py). A copy without that file is not a backup, so an interrupted one is never restored.
The index, the holidays and the settings of `sop as` are left out: they can be made again. One file
at a time is in memory.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sop.model.refusal import UsageError
from sop.model.value import replace, value
from sop.store import syscalls
from sop.store.backup_list import FOLDERS, LIST, NAME, BackupList, list_bytes
from sop.store.backup_source import read_backup
from sop.store.case_log import CasePlace
from sop.store.durable_files import convert_os_errors, read_bytes, write_whole
from sop.store.lock import hold_lock_file
from sop.store.port import IntegrityError
from sop.store.private_files import open_private, replace_private
from sop.store.verify_case import Verification, verify_log

if TYPE_CHECKING:
    from sop.store.embedded_store import EmbeddedStore

ZIP = ".zip"


@value
class CopyResult:
    """The result of a backup or a restore.

    `problems` are those of the histories: a damaged one is copied as it is. `made`, `events` and
    `last` say of when the copy is: None where an earlier sop made it.
    """

    place: str
    cases: int
    files: int
    bytes: int
    problems: tuple[str, ...]
    made: str | None = None
    events: int | None = None
    last: str | None = None


def back_up(
    store: EmbeddedStore, place: Path, trial: bool = False, now: datetime | None = None
) -> CopyResult:
    """Copy the store to a new folder or a new `.zip`, then read the copy again.

    Raises UsageError where the place is taken. A trial makes the copy among the system's temporary
    files and deletes it.
    """
    if os.path.lexists(place) and not _is_empty_folder(place):
        raise UsageError(
            f"{place} already exists; a backup never overwrites.",
            "Name a new folder or a new .zip file.",
        )
    if place.resolve().is_relative_to(store.folder.resolve()):
        raise UsageError(
            f"{place} is inside the store.", "Name a place outside it, best on another disk."
        )
    if trial:
        with TemporaryDirectory() as other:
            return replace(back_up(store, Path(other) / place.name, now=now), place=str(place))
    with convert_os_errors(f"Cannot write the backup {place}", place):
        was_there = place.exists()
        try:
            sizes = _copy_to(store, place, now)
            listed = _compare(place)
        except BaseException:
            _remove(place, was_there)
            raise
    return copy_result(place, listed, sizes)


def copy_result(place: Path, listed: BackupList, size: int) -> CopyResult:
    """Return the result for a copy with that list and that number of bytes."""
    return CopyResult(
        place=str(place),
        cases=sum(name.startswith("cases/") for name in listed.files),
        files=len(listed.files),
        bytes=size,
        problems=listed.problems,
        made=listed.made,
        events=listed.events,
        last=listed.last,
    )


def _is_empty_folder(place: Path) -> bool:
    """Whether a backup may be written into this existing folder: `x.zip` is for a file."""
    return place.is_dir() and place.suffix != ZIP and not any(place.iterdir())


def _copy_to(store: EmbeddedStore, place: Path, now: datetime | None) -> int:
    """Write the copy; return its size in bytes."""
    if place.suffix != ZIP:
        place.mkdir(mode=0o700, exist_ok=True)
        copy = StoreCopy(store, lambda name, content: write_whole(place / name, content, place))
        return copy.write(now)
    # A file in a .zip cannot be replaced when its case has grown meanwhile.
    with TemporaryDirectory(prefix=".backup-", dir=place.parent) as other:
        folder = Path(other)
        copy = StoreCopy(store, lambda name, content: replace_private(folder / name, content))
        size = copy.write(now)
        _pack(folder, place)
    return size


def _pack(folder: Path, place: Path) -> None:
    """Write the files of the folder as a .zip, its list last."""
    descriptor = open_private(place, os.O_RDWR | os.O_EXCL)
    with (
        os.fdopen(descriptor, "w+b") as stream,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        for path in sorted(files, key=lambda path: path.name == LIST):
            name = path.relative_to(folder).as_posix()
            archive.writestr(zipfile.ZipInfo(name), path.read_bytes(), zipfile.ZIP_DEFLATED)
    syscalls.fsync_file(place)
    syscalls.fsync_folder(place.parent)


class StoreCopy:
    """One copy of a store. `put` writes a file of it, and may replace one."""

    def __init__(self, store: EmbeddedStore, put: Callable[[str, bytes], None]) -> None:
        self._store = store
        self._put = put
        self._sums: dict[str, str] = {}
        self._sizes: dict[str, int] = {}
        self._verified: dict[str, Verification] = {}

    def write(self, now: datetime | None) -> int:
        """Copy the cases before the definitions, so that no case lacks its own; return bytes."""
        store = self._store
        store.settle()
        for case_id in store.list_all_cases():
            self._take(case_id)
        # Under this lock a write to several cases is copied with all of them or with none.
        with store.batches.lock_batches(shared=True):
            for case_id in store.list_all_cases():
                if self._has_grown(case_id):
                    self._take(case_id)
            for name, content in _other_files(store.folder):
                self._add(name, content)
        listed = list_bytes(self._sums, self._sizes, list(self._verified.values()), now)
        self._put(LIST, listed)
        return sum(self._sizes.values())

    def _add(self, name: str, content: bytes) -> None:
        self._put(name, content)
        self._sums[name] = sha256(content).hexdigest()
        self._sizes[name] = len(content)

    def _take(self, case_id: str) -> None:
        content, self._verified[case_id] = _copy_under_lock(self._store, case_id)
        if content is not None:
            self._add(CasePlace(Path(), case_id).log.as_posix(), content)

    def _has_grown(self, case_id: str) -> bool:
        """Whether the case was written to since it was copied: a history only grows."""
        copied = self._sizes.get(CasePlace(Path(), case_id).log.as_posix())
        try:
            size = CasePlace(self._store.folder, case_id).log.stat().st_size
        except FileNotFoundError:
            return copied is not None
        return copied is None or size != copied


def _copy_under_lock(store: EmbeddedStore, case_id: str) -> tuple[bytes | None, Verification]:
    """Return the case's file, read while no process writes it, and the check of its history."""
    case = CasePlace(store.folder, case_id)
    with hold_lock_file(case.lock, f"case {case_id}"):
        known = store.index_sync.indexed_head(case_id)
        content = read_bytes(case.log, f"Cannot read case {case_id}", case_id)
    return content, verify_log(
        case_id, content or b"", known=known, definition_problem=store.definitions.problem
    )


def _other_files(root: Path) -> Iterator[tuple[str, bytes]]:
    if (root / "store.json").is_file():
        yield "store.json", (root / "store.json").read_bytes()
    for folder in FOLDERS:
        for path in sorted((root / folder).glob("*")):
            name = f"{folder}/{path.name}"
            if path.is_file() and NAME.fullmatch(name):
                yield name, path.read_bytes()


def _compare(place: Path) -> BackupList:
    """Return the list of the copy; raise IntegrityError unless it can be read."""
    try:
        return read_backup(place, lambda name, content: None)
    except (IntegrityError, UsageError) as error:
        raise IntegrityError(
            f"The backup {place} differs from what was written to it; it was removed. "
            f"{error.message}",
            "Use another disk, then repeat the command.",
        ) from error


def _remove(place: Path, was_there: bool) -> None:
    """Remove an incomplete copy; a folder that was there before stays, empty as it was."""
    with suppress(OSError):
        if place.is_dir():
            shutil.rmtree(place)
            if was_there:
                place.mkdir()
        else:
            place.unlink()
