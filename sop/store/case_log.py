"""The log of a case, a file that only grows, as the storage of a TinyDB database.

TinyDB is here because the brief of `sop` asks for it: every case can be read and queried with its
API. It earns no more than that: it is the storage layer, and the durable append is made here,
because its own storage rewrites the file in place and loses it to a second writer or a full disk.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn
from zlib import crc32

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from sop.model.value import replace, value
from sop.store import syscalls
from sop.store.durable_files import (
    convert_os_errors,
    make_folder,
    read_bytes,
    store_trouble,
    write_all,
    write_whole,
)
from sop.store.event_codec import JsonObject
from sop.store.lock import hold_lock_file
from sop.store.log_format import History, read_log
from sop.store.port import Corrupt, StoreTrouble, VersionConflict

TABLE = "events"


class AppendOnlyError(TypeError):
    """The history only grows: this would have changed or removed an event."""


@value
class CasePlace:
    """Where a case's files are under the store's folder."""

    root: Path
    case: str

    @property
    def shelf(self) -> str:
        """Two hex digits that spread the cases over 256 folders and 256 locks."""
        return f"{crc32(self.case.encode()) & 0xFF:02x}"

    @property
    def log(self) -> Path:
        return self.root / "cases" / self.shelf / f"{self.case}.log"

    @property
    def lock(self) -> Path:
        return self.root / "locks" / f"{self.shelf}.lock"

    @property
    def quarantine(self) -> Path:
        return self.root / "quarantine"


class CaseLog(Storage):
    """The log of one case. `warnings` gains a sentence for each repair."""

    def __init__(
        self, place: CasePlace, warnings: list[str] | None = None, lock_seconds: float = 10.0
    ) -> None:
        self.place = place
        self.warnings = [] if warnings is None else warnings
        self.last_read = History(place.case, ())
        self._lock_seconds = lock_seconds
        self._locked: History | None = None  # None while the lock is not held

    @property
    def locked_history(self) -> History:
        """Return the file's history while the lock is held, own appends included."""
        if self._locked is None:
            raise RuntimeError("Only while the lock is held.")
        return self._locked

    def history(self) -> History:
        """Return the file's history as it is now, checked. A missing file is an empty history."""
        case = self.place.case
        content = read_bytes(self.place.log, f"Cannot read case {case}", case)
        return read_log(case, content or b"")

    def stable_history(self) -> History:
        """Return the file's history.

        Reads it again under the lock if it seems damaged: another process may be writing.
        """
        with suppress(Corrupt):
            history = self.history()
            if describe_end(history) is None:
                return history
        try:
            with self.hold_lock() as history:
                return history
        except StoreTrouble:  # a folder that cannot be written: no process is writing
            return self.history()

    @contextmanager
    def hold_lock(self) -> Iterator[History]:
        """Hold the case's lock, and yield the history while no other process can write."""
        with (
            hold_lock_file(self.place.lock, f"case {self.place.case}", self._lock_seconds),
            self.reuse_lock() as history,
        ):
            yield history

    @contextmanager
    def reuse_lock(self) -> Iterator[History]:
        """Do the same for a caller that holds the lock already."""
        self._locked = self.history()
        try:
            yield self._locked
        finally:
            self._locked = None

    def settle_folders(self) -> None:
        """Make the file's name durable.

        A writer that died may have made file and folder without flushing the folders.
        """
        log, root = self.place.log, self.place.root
        with convert_os_errors(f"Cannot write case {self.place.case}", log, self.place.case):
            for folder in (log.parent, log.parent.parent, root, root.parent):
                if syscalls.is_folder(folder):
                    syscalls.fsync_folder(folder)

    def append(
        self, documents: Iterable[Mapping[str, Any]], expected_version: int | None = None
    ) -> list[int]:
        """Append all documents or none, durably, and return their numbers.

        Raises VersionConflict where the history is not at `expected_version`; None skips the check.
        """
        if self._locked is None:
            with self.hold_lock():
                return self.append(documents, expected_version)
        before, new = self._locked, [dict(document) for document in documents]
        if expected_version is not None and expected_version != before.version:
            raise VersionConflict(self.place.case, expected_version, before.version)
        if not new:
            return []
        self._locked = self._append(before, new)
        return list(range(before.version + 1, self._locked.version + 1))

    def read(self) -> dict[str, dict[str, JsonObject]] | None:
        """Return the documents for TinyDB, parsed each time: it changes them. None for no case."""
        self.last_read = self.stable_history()
        documents = self.last_read.documents
        if not documents:
            return None
        return {TABLE: {str(document["id"]): document for document in documents}}

    def write(self, data: object) -> NoReturn:
        """Refuse. Every change and removal that TinyDB offers ends in this call."""
        raise AppendOnlyError(
            "A case's history only grows: append a correcting event instead of changing one."
        )

    def _append(self, before: History, documents: list[JsonObject]) -> History:
        what = f"Cannot write case {self.place.case}"
        try:
            clean = before
            if before.tail or before.newline_missing:
                clean = self._repair_end(before)
            line, history = clean.append_documents(documents)
            make_folder(self.place.log.parent, self.place.root)
            _append_durably(self.place.log, line, clean.end)
        except OSError as error:
            raise store_trouble(what, self.place.log, error, case=self.place.case) from error
        return history

    def _repair_end(self, found: History) -> History:
        """Return the history with a clean end; a torn tail is copied to the quarantine first."""
        case, log = self.place.case, self.place.log
        if found.tail:
            copy = self.place.quarantine / f"{case}-{found.end}-{crc32(found.tail):08x}.torn"
            write_whole(copy, found.tail, self.place.root)
            self.warnings.append(
                f"{describe_end(found)} {len(found.tail)} bytes were moved to {copy}."
            )
        _cut_end(log, found.end, newline=found.newline_missing)
        return replace(
            found, end=found.end + found.newline_missing, tail=b"", newline_missing=False
        )


def describe_end(history: History) -> str | None:
    """Return what is unusual about the file's end, in a sentence; None for a clean end."""
    if history.is_torn:
        return (
            f"Case {history.case}: its file ends with a write that was never confirmed. "
            "That write is ignored."
        )
    if history.newline_missing:
        return (
            f"Case {history.case}: the last line of its file has lost its newline. "
            "The line is complete and counts."
        )
    return None


def _cut_end(path: Path, end: int, newline: bool) -> None:
    descriptor = syscalls.open_log(path)
    try:
        syscalls.truncate(descriptor, end)
        if newline:
            write_all(descriptor, b"\n")
        syscalls.fsync(descriptor)
    finally:
        syscalls.close(descriptor)


def _append_durably(path: Path, line: bytes, size: int) -> None:
    """Write the line at the end, then flush.

    After a failure the file is as long as before, or gone if it was new.
    """
    is_new = size == 0 and not syscalls.exists(path)
    descriptor = syscalls.open_log(path)
    try:
        _check_size(descriptor, path, size, is_new)
        try:
            write_all(descriptor, line)
            syscalls.fsync(descriptor)
            if size == 0:
                syscalls.fsync_folder(path.parent)
        except BaseException:
            _cut_back(descriptor, size)
            if is_new:
                _remove_new(path)
            raise
    finally:
        syscalls.close(descriptor)


def _check_size(descriptor: int, path: Path, size: int, is_new: bool) -> None:
    try:
        found = syscalls.size(descriptor)
    except OSError:
        if is_new:
            _remove_new(path)
        raise
    if found != size:
        raise BlockingIOError(errno.EAGAIN, "another program wrote to the file without its lock")


def _cut_back(descriptor: int, size: int) -> None:
    with suppress(OSError):
        syscalls.truncate(descriptor, size)
        syscalls.fsync(descriptor)


def _remove_new(path: Path) -> None:
    with suppress(OSError):
        syscalls.unlink(path)
        syscalls.remove_folder(path.parent)  # only if it was made for this file


class EventTable(Table):
    """The events of one case: TinyDB reads them, an insert appends to the log."""

    def __init__(self, storage: CaseLog, name: str = TABLE) -> None:
        # No cache of query results: other processes write to the file too.
        super().__init__(storage, name, cache_size=0)
        self._log = storage

    def insert(self, document: Mapping[str, Any]) -> int:
        return self.insert_multiple([document])[0]

    def insert_multiple(
        self, documents: Iterable[Mapping[str, Any]], expected_version: int | None = None
    ) -> list[int]:
        """Append the documents, all or none; the log sets their `id` and `prev`."""
        return self._log.append(documents, expected_version)


class CaseDB(TinyDB):
    """One case as a TinyDB database with one table."""

    table_class = EventTable  # type: ignore[assignment]  # it takes a CaseLog only
    default_table_name = TABLE

    def __init__(
        self, place: CasePlace, warnings: list[str] | None = None, lock_seconds: float = 10.0
    ) -> None:
        self.log = CaseLog(place, warnings, lock_seconds)
        super().__init__(storage=lambda: self.log)
