"""TinyDB over an append-only log: one small file a case, a line an append.

TinyDB's own storage rewrites the whole file in place and loses it to a second writer, a kill or a full disk. Its
extension point is a storage of one's own; this one only grows, so whatever would change or remove is refused.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple, NoReturn
from zlib import crc32

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

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
    """The history only grows: this would have changed or removed what is written."""


def _refuse() -> NoReturn:
    raise AppendOnlyError(
        "A case's history only grows: append a correcting event instead of changing or removing one."
    )


class CasePlace(NamedTuple):
    """Where a case's files lie under the store's folder."""

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
    """The log of one case. `warnings` gains a sentence for each thing that was found and put right."""

    def __init__(
        self, place: CasePlace, warnings: list[str] | None = None, lock_seconds: float = 10.0
    ) -> None:
        self.place = place
        self.warnings = [] if warnings is None else warnings
        self.seen = History(place.case, ())  # what the last read found
        self._lock_seconds = lock_seconds
        self._hold_locks: History | None = None

    @property
    def locked_history(self) -> History:
        """What stands in the file while the lock is held, own appends included."""
        if self._hold_locks is None:
            raise RuntimeError("Only while the lock is held.")
        return self._hold_locks

    def history(self) -> History:
        """What the file holds now, checked. An absent file is an empty history."""
        case = self.place.case
        content = read_bytes(self.place.log, f"Cannot read case {case}", case)
        return read_log(case, content or b"")

    def stable_history(self) -> History:
        """What the file holds, read again under the lock when it does not look right: somebody may be writing."""
        with suppress(Corrupt):
            history = self.history()
            if describe_end(history) is None:
                return history
        try:
            with self.held() as history:
                return history
        except StoreTrouble:  # a place that cannot be written: nobody is writing
            return self.history()

    @contextmanager
    def held(self) -> Iterator[History]:
        """Hold the case's lock, and say what stands in its file while nobody else can write."""
        with (
            hold_lock_file(self.place.lock, f"case {self.place.case}", self._lock_seconds),
            self.reuse_lock() as history,
        ):
            yield history

    @contextmanager
    def reuse_lock(self) -> Iterator[History]:
        """The same for one who holds the lock already."""
        self._hold_locks = self.history()
        try:
            yield self._hold_locks
        finally:
            self._hold_locks = None

    def settle_folders(self) -> None:
        """Make the file's name durable: a writer that died may have made file and folder, and not come to that."""
        log, root = self.place.log, self.place.root
        with convert_os_errors(f"Cannot write case {self.place.case}", log, self.place.case):
            for folder in (log.parent, log.parent.parent, root, root.parent):
                if syscalls.is_folder(folder):
                    syscalls.fsync_folder(folder)

    def append(
        self, documents: Iterable[Mapping[str, Any]], expected_version: int | None = None
    ) -> list[int]:
        """Append all documents or none, durably; the numbers that they got. None: whatever the version is."""
        if self._hold_locks is None:
            with self.held():
                return self.append(documents, expected_version)
        held, new = self._hold_locks, [dict(document) for document in documents]
        if expected_version is not None and expected_version != held.version:
            raise VersionConflict(self.place.case, expected_version, held.version)
        if not new:
            return []
        self._hold_locks = self._write(held, new)
        return list(range(held.version + 1, self._hold_locks.version + 1))

    def read(self) -> dict[str, dict[str, JsonObject]] | None:
        """TinyDB's view. Parsed anew each time, because TinyDB changes what it gets."""
        self.seen = self.stable_history()
        documents = self.seen.documents
        return (
            {TABLE: {str(document["id"]): document for document in documents}}
            if documents
            else None
        )

    def write(self, data: object) -> NoReturn:
        _refuse()

    def _write(self, held: History, documents: list[JsonObject]) -> History:
        what = f"Cannot write case {self.place.case}"
        try:
            whole = self._repair_end(held) if held.tail or held.newline_missing else held
            line, history = whole.append_documents(documents)
            make_folder(self.place.log.parent, self.place.root)
            _append_durably(self.place.log, line, whole.end)
        except OSError as error:
            raise store_trouble(what, self.place.log, error, self.place.case) from error
        return history

    def _repair_end(self, held: History) -> History:
        """The history with a clean end. What follows the last whole record is copied to the quarantine first."""
        case, log = self.place.case, self.place.log
        if held.tail:
            apart = self.place.quarantine / f"{case}-{held.end}-{crc32(held.tail):08x}.torn"
            write_whole(apart, held.tail, self.place.root)
            self.warnings.append(
                f"{describe_end(held)} {len(held.tail)} bytes were moved to {apart}."
            )
        _put_end(log, held.end, newline=held.newline_missing)
        return held._replace(end=held.end + held.newline_missing, tail=b"", newline_missing=False)


def describe_end(history: History) -> str | None:
    """What is unusual about the file's end, in a sentence; None when it ends as it should."""
    if history.is_torn:
        return f"Case {history.case}: the end of its file is a write that was never confirmed; it does not count."
    if history.newline_missing:
        return f"Case {history.case}: the last line of its file has lost its end; the line itself is whole and counts."
    return None


def _put_end(path: Path, end: int, newline: bool) -> None:
    descriptor = syscalls.open_log(path)
    try:
        syscalls.truncate(descriptor, end)
        if newline:
            write_all(descriptor, b"\n")
        syscalls.fsync(descriptor)
    finally:
        syscalls.close(descriptor)


def _append_durably(path: Path, line: bytes, size: int) -> None:
    """One write at the end, then fsync. After any failure the file is as long as it was, or gone if it was new."""
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
        raise BlockingIOError(errno.EAGAIN, "somebody wrote to the file without its lock")


def _cut_back(descriptor: int, size: int) -> None:
    with suppress(OSError):
        syscalls.truncate(descriptor, size)
        syscalls.fsync(descriptor)


def _remove_new(path: Path) -> None:
    with suppress(OSError):
        syscalls.unlink(path)
        syscalls.remove_folder(path.parent)  # only if it was made for this file


class EventTable(Table):
    """The events of one case. Reading and inserting as in TinyDB; there is no way to change or remove one."""

    def __init__(self, storage: CaseLog, name: str = TABLE) -> None:
        super().__init__(
            storage, name, cache_size=0
        )  # others write to the file too: no answer is kept
        self._log = storage

    def insert(self, document: Mapping[str, Any]) -> int:
        return self.insert_multiple([document])[0]

    def insert_multiple(
        self, documents: Iterable[Mapping[str, Any]], expected_version: int | None = None
    ) -> list[int]:
        """Append the documents, all or none. Their `id` and `prev` are given here."""
        return self._log.append(documents, expected_version)

    def _update_table(self, updater: object) -> NoReturn:
        _refuse()  # update, upsert, remove and truncate all end here


class CaseDB(TinyDB):
    """One case as a TinyDB database with one table."""

    table_class = EventTable  # type: ignore[assignment]  # narrower on purpose: it cannot change anything
    default_table_name = TABLE

    def __init__(
        self, place: CasePlace, warnings: list[str] | None = None, lock_seconds: float = 10.0
    ) -> None:
        self.log = CaseLog(place, warnings, lock_seconds)
        super().__init__(storage=lambda: self.log)

    def drop_table(self, name: str) -> NoReturn:
        _refuse()

    def drop_tables(self) -> NoReturn:
        _refuse()
