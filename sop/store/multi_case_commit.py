"""Several cases in one write, all or none: `batches/<name>.batch` holds the events of all; its rename is the commit.

Under the lock of all batches, then under the locks of the cases: compare the versions, put the file in place, append
to each case's log, take the file away. A writer that dies before the rename has written nothing; whoever comes after
one that died later completes it. Completing twice is completing once: events that stand in a log already are left.
The lock of all batches, and one order of the cases' locks, keep two batches from waiting for each other in a ring.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from sop.store import syscalls
from sop.store.case_log import CaseLog, CasePlace
from sop.store.durable_files import convert_os_errors, names_in, read_bytes, write_whole
from sop.store.event_codec import JsonObject, canonical
from sop.store.index_rows import CaseRows
from sop.store.index_sync import IndexSync
from sop.store.lock import hold_lock_file
from sop.store.log_format import History
from sop.store.port import Corrupt, StoreError, StoreTrouble, VersionConflict
from sop.store.truncation_check import check_truncation

FOLDER = "batches"
ENDING = ".batch"
_CRC = 9  # eight hex digits and a space


class Batch(NamedTuple):
    """One write to several cases: its file, and the events of each case with number and `prev`."""

    path: Path
    events: Mapping[str, Sequence[JsonObject]]

    def lacks(self, history: History) -> bool:
        """Whether the case's log still lacks its events; Corrupt when it went on without them or lost its end."""
        documents = self.events[history.case]
        first, last = documents[0]["id"], documents[-1]["id"]
        if history.version == first - 1 and history.head() == documents[0]["prev"]:
            return True
        if history.documents[first - 1 : last] == tuple(documents):
            return False
        raise Corrupt(
            f"The history of case {history.case} is not the one that {FOLDER}/{self.path.name} goes on from: it says "
            f"what events {first} to {last} are.",
            "Do not write to this case. Keep a copy of the store and call whoever looks after it.",
            case=history.case,
        )


class Batches:
    """The batches of one store. `warnings` gains a sentence for each that was completed or could not be."""

    def __init__(
        self, root: Path, keeper: IndexSync, warnings: list[str], lock_seconds: float
    ) -> None:
        self._root = root
        self._folder = root / FOLDER
        self._keeper = keeper
        self._warnings = warnings
        self._lock_seconds = lock_seconds

    def write(
        self,
        wanted: Mapping[str, tuple[int, Sequence[JsonObject]]],
        rows: Mapping[str, CaseRows],
        begin: Callable[[], None],
    ) -> None:
        """Append to each case its events, after the version given with them; to all or to none.

        `rows` is what the index keeps of each case then.
        `begin` is called before the first file is written. After the commit nothing fails: what could not be completed
        is safe in its file, and only said.
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
        """Complete what dead writers left; those batches that could not be completed now. Waits for a living writer."""
        if not self.names():
            return ()
        try:
            with self.lock_batches():
                self._complete_pending()
        except StoreTrouble as trouble:
            self._warn(f"What {FOLDER}/ holds could not be completed: {trouble.message}")
        return self.left()

    def lock_batches(self, shared: bool = False) -> AbstractContextManager[None]:
        """While inside, nobody else writes a batch."""
        return hold_lock_file(
            self._root / "locks" / "batches.lock", "several cases", self._lock_seconds, shared
        )

    def may_append(self, history: History, left: Sequence[Batch]) -> bool:
        """Asked under the case's lock: False when a batch came since `left` was all there was, and is to be completed
        first. StoreTrouble when one for this case cannot be completed, Corrupt when it does not fit."""
        now = self.left()
        if any(batch not in left for batch in now):
            return False
        _check_none_pending(now, history)
        return True

    def names(self) -> tuple[str, ...]:
        """The names of the batches that are committed and not taken away."""
        found = names_in(self._folder, "Cannot list the batches")
        return tuple(
            sorted(name for name in found if name.endswith(ENDING) and not name.startswith("."))
        )

    def left(self) -> tuple[Batch, ...]:
        """The batches that are there now. Corrupt when one is damaged: nobody knows which cases it is about."""
        return tuple(batch for name in self.names() if (batch := self.read(name)) is not None)

    def read(self, name: str) -> Batch | None:
        """The batch of that name; None when it was just taken away."""
        path = self._folder / name
        content = read_bytes(path, "Cannot read a write to several cases")
        if content is None:
            return None
        line = content[:-1]
        if content[-1:] != b"\n" or line[:_CRC] != b"%08x " % crc32(line[_CRC:]):
            raise Corrupt(
                f"The write to several cases in {path} is damaged.",
                "Do not go on. Keep a copy of the store and call whoever looks after it.",
            )
        return Batch(path, json.loads(line[_CRC:]))

    def _compare(
        self, wanted: Mapping[str, tuple[int, object]], logs: Mapping[str, CaseLog]
    ) -> None:
        """Refuse what was decided on another version, and a case whose earlier batch could not be completed."""
        for case, (expected, _) in wanted.items():
            history = logs[case].locked_history
            check_truncation(self._keeper.indexed_head(case), history)
            _check_none_pending(self.left(), history)
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
                syscalls.fsync_folder(
                    self._root.parent
                )  # whoever made the store may have died before this
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
                        f"A write to {len(batch.events)} cases, broken off after its commit, was completed."
                    )
            except Corrupt as damage:
                self._warn(f"{damage.message} {damage.remedy}")

    def _complete(
        self, batch: Batch, logs: Mapping[str, CaseLog], rows: Mapping[str, CaseRows] | None = None
    ) -> None:
        """Append to each log what it lacks, then take the file away. A damaged case keeps no other from its events,
        but the file stays. `rows` None: the writer died, and nobody has them."""
        damage: Corrupt | None = None
        whole: list[CaseLog] = []
        for case, documents in batch.events.items():
            try:
                self._append(batch, logs[case], documents)
                whole.append(logs[case])
            except Corrupt as found:
                damage = found
        histories = [log.locked_history for log in whole]
        if rows is None:
            self._keeper.enter_unknown(histories)
        else:
            self._keeper.enter(histories, rows)
        if damage is not None:
            raise damage
        with convert_os_errors("Cannot take away what is completed", batch.path):
            syscalls.unlink(batch.path)

    def _append(self, batch: Batch, log: CaseLog, documents: Sequence[JsonObject]) -> None:
        history = log.locked_history
        check_truncation(self._keeper.indexed_head(history.case), history)
        is_new = batch.lacks(history)
        self._keeper.mark(history.case)
        log.settle_folders()
        if is_new:
            log.append(documents)
        else:
            with convert_os_errors(
                f"Cannot write case {history.case}", log.place.log, history.case
            ):
                syscalls.fsync_file(log.place.log)  # the writer may have died before its fsync

    @contextmanager
    def _hold_locks(self, cases: Iterable[str]) -> Iterator[dict[str, CaseLog]]:
        """Hold the locks of the cases, each once and in one order: several cases may share one."""
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


def _check_none_pending(left: Iterable[Batch], history: History) -> None:
    """StoreTrouble when a batch that could not be completed has events for this case; Corrupt when they do not fit."""
    for batch in left:
        if history.case in batch.events and batch.lacks(history):
            raise StoreTrouble(
                f"Case {history.case} waits for an earlier write to several cases ({batch.path}). Nothing was written.",
                "Free some space or take a disk that can be written, then repeat the command.",
                case=history.case,
            )


def pending_events(left: Iterable[Batch], history: History) -> list[JsonObject]:
    """The events that are committed in a batch and not yet in the case's log."""
    found: list[JsonObject] = []
    for batch in left:
        if history.case in batch.events and batch.lacks(history):
            found.extend(batch.events[history.case])
    return found


def _chain_documents(history: History, documents: Sequence[JsonObject]) -> list[JsonObject]:
    return list(history.append_documents(documents)[1].documents[history.version :])


def _pending_warning(batch: Batch, error: StoreError) -> str:
    why = error.message.removesuffix(" Nothing was written.")
    return f"The write to {len(batch.events)} cases is safe in {batch.path}, but not yet in each case: {why}"
