"""The embedded store: one log per case, an index, definitions by hash, all under one folder.

store.json            format and kind (store_format.py)
cases/<xx>/<id>.log   the history of a case (case_log.py, log_format.py)
definitions/          compiled definitions and their exact texts (definitions.py)
calendars/            public holidays, kept so that the library is rarely needed (calendars.py)
index.sqlite, dirty/  the open work of every case (index.py, index_sync.py); may be deleted
locks/                empty files to lock (lock.py)
batches/              writes to several cases, committed and not yet in each (multi_case_commit.py)
drafts/               the events of failed writes (drafts.py)
quarantine/           incomplete writes that were never confirmed, cut from the end of a log
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sop.model.events import Event
from sop.store.case_ids import is_valid, parse_prefix
from sop.store.case_log import CaseDB, CasePlace, describe_end
from sop.store.definitions import Definitions
from sop.store.durable_files import names_in, read_bytes
from sop.store.event_codec import JsonObject, event_to_json
from sop.store.event_limits import check_limits
from sop.store.index_rows import (
    CaseLine,
    CaseRows,
    ClockLine,
    DangerRow,
    Head,
    IndexUnusable,
    RowsOf,
    WorkQuery,
    WorkRow,
)
from sop.store.index_sync import IndexSync
from sop.store.log_format import History, decode_events, read_log
from sop.store.port import (
    Corrupt,
    IntegrityError,
    StoreError,
    UnknownCase,
    VersionConflict,
    check_clock,
    check_numbers,
)
from sop.store.store_format import Layout
from sop.store.truncation_check import check_truncation

if TYPE_CHECKING:
    from sop.model.calendar import HolidaysOf
    from sop.model.definition import Definition
    from sop.store.multi_case_commit import Batch, Batches
    from sop.store.verify_case import Status, Verification


class EmbeddedStore:
    """Cases in a folder. `warnings` gains a sentence for each repair; the commands print it."""

    def __init__(
        self, folder: Path, rows_of: RowsOf, kind: str = "work", lock_seconds: float = 10.0
    ) -> None:
        self.folder = folder
        self.warnings: list[str] = []
        self.definitions = Definitions(folder)
        # Cached: a rebuild needs a definition per case, and the cases share a few definitions.
        definition_of = lru_cache(maxsize=None)(self.definitions.load_definition)
        self.index_sync = IndexSync(folder, rows_of, definition_of, self.warnings)
        self._layout = Layout(folder, kind)
        self._lock_seconds = lock_seconds

    def load(self, case_id: str) -> tuple[tuple[Event, ...], int]:
        self._check_id(case_id)
        pending = self.settle()
        # The index before the log, which a writer extends first: else the index could seem ahead.
        known = self.index_sync.indexed_head(case_id)
        database = self.database(case_id)
        documents: list[Mapping[str, Any]] = [*database.all()]
        check_truncation(known, database.log.last_read)
        self._note_end(database.log.last_read)
        if pending:
            from sop.store.multi_case_commit import pending_events  # late: start-up

            documents += pending_events(pending, database.log.last_read)
        if not documents:
            raise UnknownCase(case_id, str(self.folder))
        return decode_events(case_id, documents), len(documents)

    def append(
        self, case_id: str, expected_version: int, events: Sequence[Event], rows: CaseRows
    ) -> None:
        check_numbers(case_id, expected_version, events)
        check_clock(events)
        if not is_valid(case_id):
            raise ValueError(f"{case_id!r} is not a case id.")
        documents = [event_to_json(event) for event in events]
        check_limits(documents)
        with self._keep_draft_on_error({case_id: documents}):
            self._append(case_id, expected_version, documents, rows)

    def append_all(
        self, writes: Mapping[str, tuple[int, Sequence[Event]]], rows: Mapping[str, CaseRows]
    ) -> None:
        for case_id, (expected_version, events) in writes.items():
            check_numbers(case_id, expected_version, events)
            check_clock(events)
            if not is_valid(case_id):
                raise ValueError(f"{case_id!r} is not a case id.")
        wanted: dict[str, tuple[int, list[JsonObject]]] = {}
        for case, (version, events) in writes.items():
            documents = [event_to_json(event) for event in events]
            check_limits(documents)
            wanted[case] = (version, documents)
        written = {case: documents for case, (_, documents) in wanted.items()}
        with self._keep_draft_on_error(written):
            self.batches.write(wanted, rows, self._layout.begin)

    @cached_property
    def batches(self) -> Batches:
        """The writes to several cases."""
        from sop.store.multi_case_commit import Batches  # late: most commands need none

        return Batches(self.folder, self.index_sync, self.warnings, self._lock_seconds)

    def settle(self) -> tuple[Batch, ...]:
        """Complete interrupted writes to several cases; return those that cannot be completed."""
        return self.batches.settle() if self._has_batches() else ()

    def database(self, case_id: str) -> CaseDB:
        """Return the case as a TinyDB database: `all`, `search`, `get`, `insert`."""
        return CaseDB(CasePlace(self.folder, case_id), self.warnings, self._lock_seconds)

    def cases(self) -> tuple[str, ...]:
        self._settle_for_list()
        return self._ids()

    def _ids(self) -> tuple[str, ...]:
        marked = set(self.index_sync.list_marks())
        files = sorted(self.index_sync.files())
        return tuple(case for case in files if case not in marked or self._has_events(case))

    def definition(self, content_hash: str) -> Definition:
        return self.definitions.load_definition(content_hash)

    def texts(self, content_hash: str) -> Mapping[str, str]:
        return self.definitions.texts(content_hash)

    def keep_definition(self, definition: Definition, texts: Mapping[str, str]) -> None:
        self._layout.begin()
        self.definitions.keep(definition, texts)

    def holidays(self, country: str) -> HolidaysOf:
        """Return the public holidays of a country by year, kept under `calendars/`."""
        from sop.store.calendars import holidays_or_none  # late: start-up

        return holidays_or_none(country, self.folder / "calendars", self._warn)

    def find_by_prefix(self, prefix: str) -> tuple[str, ...]:
        """Return the cases whose id begins with these symbols.

        Case and dashes do not matter; `o` is read as 0, `i` and `l` as 1.
        """
        symbols = parse_prefix(prefix)
        if symbols is None:
            return ()
        self._settle_for_list()
        try:
            self.index_sync.index.check()
            found = {*self.index_sync.index.find_by_prefix(symbols), *self.index_sync.list_marks()}
        except IndexUnusable:
            found = set(self.index_sync.files())
        return tuple(sorted(case for case in found if case.replace("-", "").startswith(symbols)))

    def case_lines(self) -> tuple[CaseLine, ...]:
        """Return a line for each case, oldest first, from the index."""
        self._settle_for_list()
        return self.index_sync.read(lambda index: index.cases(), ())

    def cases_since(self, moment: datetime) -> tuple[str, ...]:
        """Return the cases with an event that was written then or later, from the index."""
        self._settle_for_list()
        return self.index_sync.read(lambda index: index.cases_since(moment), ())

    def work(self, query: WorkQuery) -> tuple[WorkRow, ...]:
        """Return the open actions of the query, earliest due first, from the index."""
        self._settle_for_list()
        return self.index_sync.read(lambda index: index.work(query), ())

    def head(self, case_id: str) -> Head:
        """Return the end of the case's history."""
        return self.database(case_id).log.stable_history().end_head()

    def clock_lines(self, now: datetime) -> tuple[ClockLine, ...]:
        """Return the cases that were recorded by a wrong clock, from the index as it is."""
        try:
            return self.index_sync.index.clock_lines(now)
        except IndexUnusable:
            return ()  # the next list of cases makes the index again

    def dangers(self) -> tuple[DangerRow, ...]:
        """Return why cases are in danger, from the index; the longest first."""
        self._settle_for_list()
        return self.index_sync.read(lambda index: index.dangers(), ())

    def indexed_dangers(self) -> tuple[DangerRow, ...]:
        """Return the same from the index as it is: for a line that no command has to wait for."""
        try:
            return self.index_sync.index.dangers()
        except IndexUnusable:
            return ()  # the next list of cases makes the index again

    def indexed_label(self, case_id: str) -> str | None:
        """Return the label of the case, from the index as it is."""
        try:
            return self.index_sync.index.label(case_id)
        except IndexUnusable:
            return None

    def verify(self, case_id: str) -> Verification:
        """Check the case's history.

        Raises UnknownCase where neither a file nor the index has the case.
        """
        from sop.store.verify_case import verify_log  # late: start-up

        self._check_id(case_id)
        known = self.index_sync.indexed_head(case_id)
        path = CasePlace(self.folder, case_id).log
        content = read_bytes(path, f"Cannot read case {case_id}", case_id) or b""
        if not content and known is None:
            raise UnknownCase(case_id, str(self.folder))
        found = verify_log(
            case_id, content, known=known, definition_problem=self.definitions.problem
        )
        if not found.ok or not self._has_batches():
            return found
        return self._verify_batches(found, content)

    def list_all_cases(self) -> tuple[str, ...]:
        """Return the ids of all cases, also of those that only the index still knows."""
        return tuple(sorted({*self._ids(), *self.index_sync.list_indexed_cases()}))

    def rebuild(self) -> tuple[str, ...]:
        """Rebuild the index; return what could not be read, in sentences."""
        self._settle_for_list()
        problems = self.index_sync.rebuild()
        self.index_sync.prepare_index()
        return problems

    def status(self) -> Status:
        """Return the contents of the store. Changes nothing."""
        # late: start-up
        from sop.store.drafts import list_names
        from sop.store.verify_case import Status  # late: start-up

        quarantine = self.folder / "quarantine"
        return Status(
            folder=str(self.folder),
            cases=len(self._ids()),
            definitions=len(self.definitions.hashes()),
            index=self.index_sync.state(),
            marked=self.index_sync.list_marks(),
            quarantine=tuple(sorted(path.name for path in quarantine.glob("*.torn"))),
            drafts=list_names(self.folder),
        )

    def _append(
        self, case_id: str, expected_version: int, documents: list[JsonObject], rows: CaseRows
    ) -> None:
        while True:
            pending = self.settle()
            database = self.database(case_id)
            with database.log.hold_lock() as history:
                if self._has_batches() and not self.batches.may_append(history, pending):
                    continue
                check_truncation(self.index_sync.indexed_head(case_id), history)
                if history.version != expected_version:
                    raise VersionConflict(case_id, expected_version, history.version)
                self._write(database, history, documents)
                self.index_sync.enter([database.log.locked_history], {case_id: rows})
                return

    def _write(self, database: CaseDB, history: History, documents: list[JsonObject]) -> None:
        case_id = history.case
        self._layout.begin()
        is_new_mark = self.index_sync.mark(case_id)
        try:
            # A writer may have made the folders and died before it made them durable.
            if not is_new_mark or history.version == 0:
                database.log.settle_folders()
            database.insert_multiple(documents)
        except BaseException:
            if is_new_mark:
                self.index_sync.unmark(case_id)
            raise

    @contextmanager
    def _keep_draft_on_error(self, documents: Mapping[str, list[JsonObject]]) -> Iterator[None]:
        """Keep the events as a draft if they cannot be written inside.

        A draft of an earlier failure is removed once its events are written.
        """
        try:
            yield
        except VersionConflict:
            raise  # the caller decides again on what the other process wrote
        except StoreError as error:
            from sop.store.drafts import keep_draft  # late: start-up

            keep_draft(error, self.folder, documents)
            raise
        # Most stores have no such folder: one look at its name costs a few microseconds.
        if os.path.isdir(self.folder / "drafts"):
            from sop.store.drafts import remove_written  # late: start-up

            self.warnings += remove_written(self.folder, documents)

    def _has_batches(self) -> bool:
        names = names_in(self.folder / "batches", "Cannot list the batches")
        return any(name.endswith(".batch") for name in names)

    def _settle_for_list(self) -> None:
        """Settle, but let a list be shown although a batch is damaged: `settle` has warned."""
        with suppress(IntegrityError):
            self.settle()

    def _verify_batches(self, found: Verification, content: bytes) -> Verification:
        """Return what was found, or the contradiction between a batch and the case's log."""
        try:
            for batch in self.batches.pending():
                if found.case in batch.events:
                    batch.lacks(read_log(found.case, content))
        except Corrupt as damage:
            return dataclasses.replace(found, ok=False, head=None, problem=damage.message)
        return found

    def _has_events(self, case_id: str) -> bool:
        """Whether a case whose writer may have died has its first event. Damage counts as yes."""
        try:
            return self.database(case_id).log.history().version > 0
        except Corrupt:
            return True

    def _note_end(self, history: History) -> None:
        sentence = describe_end(history)
        if sentence is not None:
            self._warn(sentence)

    def _warn(self, sentence: str) -> None:
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def _check_id(self, case_id: str) -> None:
        if not is_valid(case_id):
            raise UnknownCase(case_id, str(self.folder))
