"""Writes several cases, all or none: `batches/<name>.batch` holds the events of all (write-ahead).

The rename of that file is the commit. Under the lock of all batches, then under the locks of the
cases: compare the versions, put the file in place, append to each case's log, remove the file. A
writer that dies before the rename has written nothing; after one that dies later the next process
completes the batch. Completing is idempotent: events that are in a log already are skipped. The
lock of all batches, and one order of the cases' locks, prevent a deadlock of two batches.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from sop.store import syscalls
from sop.store.case_ids import is_valid
from sop.store.case_log import CaseLog, CasePlace
from sop.store.durable_files import convert_os_errors, names_in, read_bytes, write_whole
from sop.store.event_codec import JsonObject, canonical, chain_hash
from sop.store.index_rows import CaseRows
from sop.store.index_sync import IndexSync
from sop.store.lock import hold_lock_file
from sop.store.log_format import CRC_DIGITS, History, decode_events
from sop.store.port import Corrupt, StoreError, StoreTrouble, VersionConflict, damaged_case
from sop.store.truncation_check import check_truncation

FOLDER = "batches"
ENDING = ".batch"
_PREFIX = CRC_DIGITS + 1  # the checksum and a space, before the JSON


class Batch(NamedTuple):
    """One write to several cases: its file, and the events of each case with number and `prev`."""

    path: Path
    events: Mapping[str, Sequence[JsonObject]]

    def lacks(self, history: History) -> bool:
        """Whether the case's log still lacks its events.

        Raises Corrupt where the log continued without them or lost its end.
        """
        documents = self.events[history.case]
        first, last = documents[0]["id"], documents[-1]["id"]
        if history.version == first - 1 and history.head() == documents[0]["prev"]:
            return True
        if history.documents[first - 1 : last] == tuple(documents):
            return False
        raise damaged_case(
            history.case,
            f"The history of case {history.case} contradicts {FOLDER}/{self.path.name}, which "
            f"holds its events {first} to {last}.",
        )


class Batches:
    """The batches of one store.

    `warnings` gains a sentence for each batch that was completed or could not be.
    """

    def __init__(
        self, root: Path, index_sync: IndexSync, warnings: list[str], lock_seconds: float
    ) -> None:
        self._root = root
        self._folder = root / FOLDER
        self._index_sync = index_sync
        self._warnings = warnings
        self._lock_seconds = lock_seconds

    def write(
        self,
        wanted: Mapping[str, tuple[int, Sequence[JsonObject]]],
        rows: Mapping[str, CaseRows],
        begin: Callable[[], None],
    ) -> None:
        """Append to each case its events, after the version given with them; to all or to none.

        `rows` is what the index then keeps of each case. `begin` is called before the first file is
        written. After the commit nothing fails: a batch that could not be completed is safe in its
        file and only a warning.
        """
        with self.lock_batches():
            self._complete_pending()
            with self._hold_locks(wanted) as logs:
                self._compare(wanted, logs)
                begin()
                events = {
                    case: _chain_documents(logs[case].locked_history, documents)
                    for case, (_, documents) in wanted.items()
                }
                batch = self._commit(events)
                try:
                    self._complete(batch, logs, rows)
                except StoreError as error:
                    self._warn(_pending_warning(batch, error))

    def settle(self) -> tuple[Batch, ...]:
        """Complete the batches of dead writers; return those that could not be completed now.

        Waits for a living writer.
        """
        if not self.names():
            return ()
        try:
            with self.lock_batches():
                self._complete_pending()
        except StoreTrouble as error:
            self._warn(f"A write in {FOLDER}/ could not be completed: {error.message}")
        return self.pending()

    def lock_batches(self, shared: bool = False) -> AbstractContextManager[None]:
        """Keep other processes from writing a batch while inside."""
        return hold_lock_file(
            self._root / "locks" / "batches.lock",
            "several cases",
            self._lock_seconds,
            shared=shared,
        )

    def may_append(self, history: History, pending: Sequence[Batch]) -> bool:
        """Whether the case may be written; to be called under the case's lock.

        False for a batch that is not in `pending`: it has to be completed first. Raises
        StoreTrouble where a batch of this case cannot be completed, Corrupt where it contradicts
        the history.
        """
        now = self.pending()
        if any(batch not in pending for batch in now):
            return False
        _check_none_pending(now, history)
        return True

    def names(self) -> tuple[str, ...]:
        """Return the names of the batches that are committed and not removed yet."""
        found = names_in(self._folder, "Cannot list the batches")
        return tuple(
            sorted(name for name in found if name.endswith(ENDING) and not name.startswith("."))
        )

    def pending(self) -> tuple[Batch, ...]:
        """Return the batches that are committed and not removed yet.

        Raises Corrupt for a damaged one: its cases are unknown.
        """
        found = map(self.read, self.names())
        return tuple(batch for batch in found if batch is not None)

    def read(self, name: str) -> Batch | None:
        """Return the batch of that name, None where another process has just removed it."""
        path = self._folder / name
        content = read_bytes(path, "Cannot read a write to several cases")
        if content is None:
            return None
        line = content[:-1]
        if content[-1:] != b"\n" or line[:_PREFIX] != b"%08x " % crc32(line[_PREFIX:]):
            raise _damaged_batch(path)
        try:
            events = json.loads(line[_PREFIX:])
            _check_batch(events)
        except StoreError:  # such as a type of a later version
            raise
        except Exception as error:  # whatever is in the file: it is not a batch
            raise _damaged_batch(path) from error
        return Batch(path, events)

    def _compare(
        self, wanted: Mapping[str, tuple[int, object]], logs: Mapping[str, CaseLog]
    ) -> None:
        """Raise unless each case is at the expected version and has no earlier batch pending."""
        for case, (expected, _) in wanted.items():
            history = logs[case].locked_history
            check_truncation(self._index_sync.indexed_head(case), history)
            _check_none_pending(self.pending(), history)
            if history.version != expected:
                raise VersionConflict(case, expected, history.version)

    def _commit(self, events: Mapping[str, list[JsonObject]]) -> Batch:
        payload = canonical(events)
        case = min(events)
        name = f"{case}-{events[case][0]['id']}-{crc32(payload):08x}{ENDING}"
        path = self._folder / name
        with convert_os_errors("Cannot write several cases", path):
            try:
                write_whole(path, b"%08x %s\n" % (crc32(payload), payload), self._root)
                # The process that made the store may have died before it flushed the name.
                syscalls.fsync_folder(self._root.parent)
            except BaseException:
                with suppress(OSError):
                    syscalls.unlink(path)
                    syscalls.fsync_folder(self._folder)
                raise
        return Batch(path, json.loads(payload))

    def _complete_pending(self) -> None:
        for name in self.names():
            try:
                batch = self.read(name)
                if batch is not None:
                    with self._hold_locks(batch.events) as logs:
                        self._complete(batch, logs)
                    self._warn(
                        f"A write to {len(batch.events)} cases was interrupted after its commit. "
                        "It is complete now."
                    )
            except Corrupt as damage:
                self._warn(f"{damage.message} {damage.remedy}")

    def _complete(
        self, batch: Batch, logs: Mapping[str, CaseLog], rows: Mapping[str, CaseRows] | None = None
    ) -> None:
        """Append to each log what it lacks, then remove the file.

        The other cases get their events even if one is damaged, but then the file stays. `rows` is
        None where the writer died: then they are computed from the histories.
        """
        damage: Corrupt | None = None
        intact: list[CaseLog] = []
        for case, documents in batch.events.items():
            try:
                self._append(batch, logs[case], documents)
                intact.append(logs[case])
            except Corrupt as found:
                damage = found
        histories = [log.locked_history for log in intact]
        if rows is None:
            self._index_sync.enter_unknown(histories)
        else:
            self._index_sync.enter(histories, rows)
        if damage is not None:
            raise damage
        with convert_os_errors("Cannot remove a completed write to several cases", batch.path):
            syscalls.unlink(batch.path)

    def _append(self, batch: Batch, log: CaseLog, documents: Sequence[JsonObject]) -> None:
        history = log.locked_history
        check_truncation(self._index_sync.indexed_head(history.case), history)
        is_new = batch.lacks(history)
        self._index_sync.mark(history.case)
        log.settle_folders()
        if is_new:
            log.append(documents)
            return
        with convert_os_errors(f"Cannot write case {history.case}", log.place.log, history.case):
            syscalls.fsync_file(log.place.log)  # the writer may have died before its fsync

    @contextmanager
    def _hold_locks(self, cases: Iterable[str]) -> Iterator[dict[str, CaseLog]]:
        """Hold the locks of the cases, each once and in one order; several cases may share one."""
        logs = {
            case: CaseLog(CasePlace(self._root, case), self._warnings) for case in sorted(cases)
        }
        with ExitStack() as stack:
            for path in sorted({log.place.lock for log in logs.values()}):
                stack.enter_context(hold_lock_file(path, "several cases", self._lock_seconds))
            for log in logs.values():
                stack.enter_context(log.reuse_lock())
            yield logs

    def _warn(self, sentence: str) -> None:
        if sentence not in self._warnings:
            self._warnings.append(sentence)


def _damaged_batch(path: Path) -> Corrupt:
    return Corrupt(
        f"The write to several cases in {path} is damaged.",
        "Stop using this store. Keep a copy of it and call your administrator.",
    )


def _check_batch(events: Any) -> None:
    """Raise an error unless this is a map from a case to its events, in their order."""
    if not isinstance(events, dict) or not events:
        raise ValueError("not a map of cases")
    for case, documents in events.items():
        if not is_valid(case):
            raise ValueError(f"{case!r} is not a case")
        first = documents[0]["id"]
        for number, document in enumerate(documents, start=first):
            if document["id"] != number or number < 1:
                raise ValueError("the numbers of the events do not follow each other")
            chain_hash(case, number, document)
            if not isinstance(document["prev"], str):
                raise ValueError("'prev' has a wrong value")
        decode_events(case, documents)


def _check_none_pending(pending: Iterable[Batch], history: History) -> None:
    """Raise StoreTrouble if a batch has events that the case's log lacks.

    Raises Corrupt where the batch contradicts the history.
    """
    for batch in pending:
        if history.case in batch.events and batch.lacks(history):
            raise StoreTrouble(
                f"Case {history.case} waits for an earlier write to several cases ({batch.path}). "
                "Nothing was written.",
                "Free some space or use a disk that can be written, then repeat the command.",
                case=history.case,
            )


def pending_events(pending: Iterable[Batch], history: History) -> list[JsonObject]:
    """Return the events that are committed in a batch and not yet in the case's log."""
    found: list[JsonObject] = []
    for batch in pending:
        if history.case in batch.events and batch.lacks(history):
            found.extend(batch.events[history.case])
    return found


def _chain_documents(history: History, documents: Sequence[JsonObject]) -> list[JsonObject]:
    return list(history.append_documents(documents)[1].documents[history.version :])


def _pending_warning(batch: Batch, error: StoreError) -> str:
    why = error.message.removesuffix(" Nothing was written.")
    return (
        f"The write to {len(batch.events)} cases is safe in {batch.path}, but not yet in each "
        f"case: {why}"
    )
