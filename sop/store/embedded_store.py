"""The embedded store: a log a case, an index that may be lost, definitions by hash, all under one folder.

store.json            format and kind
cases/<xx>/<id>.log   the history of a case (log.py)
definitions/          compiled definitions and their exact texts (definitions.py)
calendars/            public holidays, kept so that the library is rarely needed (calendars.py)
index.sqlite, dirty/  what is open where (index.py, keeper.py); may be deleted
locks/                empty files to lock
batches/              writes to several cases that are committed and not yet in each (batches.py)
drafts/               what was typed for events that could not be written (drafts.py)
quarantine/           ends of writes that were never confirmed, moved aside before going on
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sop.model.events import Event
from sop.store.case_ids import is_valid, parse_prefix
from sop.store.case_log import CaseDB, CasePlace, describe_end
from sop.store.definitions import Definitions
from sop.store.durable_files import names_in, read_bytes
from sop.store.event_codec import JsonObject, event_to_json
from sop.store.index import IndexUnusable
from sop.store.index_rows import CaseLine, CaseRows, RowsOf, WorkQuery, WorkRow
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
    """Cases in a folder. `warnings` gains a sentence for what was found and put right; the commands print it."""

    def __init__(
        self, folder: Path, rows_of: RowsOf, kind: str = "work", lock_seconds: float = 10.0
    ) -> None:
        self.folder = folder
        self.warnings: list[str] = []
        self.definitions = Definitions(folder)
        # Cached: the cases of a store are pinned to few definitions, and a rebuild asks for one a case.
        definition_of = lru_cache(maxsize=None)(self.definitions.compiled)
        self.keeper = IndexSync(folder, rows_of, definition_of, self.warnings)
        self._layout = Layout(folder, kind)
        self._lock_seconds = lock_seconds

    def load(self, case_id: str) -> tuple[tuple[Event, ...], int]:
        self._check_id(case_id)
        left = self.settle()
        known = self.keeper.indexed_head(case_id)  # before the log, which a writer extends first
        database = self.database(case_id)
        documents: list[Mapping[str, Any]] = [*database.all()]
        check_truncation(known, database.log.seen)
        self._note_end(database.log.seen)
        if left:
            from sop.store.multi_case_commit import pending_events

            documents += pending_events(left, database.log.seen)
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
        with self._keep_draft_on_error(documents):
            self._append(case_id, expected_version, documents, rows)

    def append_all(
        self, writes: Mapping[str, tuple[int, Sequence[Event]]], rows: Mapping[str, CaseRows]
    ) -> None:
        for case_id, (expected_version, events) in writes.items():
            check_numbers(case_id, expected_version, events)
            check_clock(events)
            if not is_valid(case_id):
                raise ValueError(f"{case_id!r} is not a case id.")
        wanted = {
            case: (version, [event_to_json(one) for one in events])
            for case, (version, events) in writes.items()
        }
        with self._keep_draft_on_error(
            [{"case": case, **one} for case, (_, found) in wanted.items() for one in found]
        ):
            self.batches.write(wanted, rows, self._layout.begin)

    @cached_property
    def batches(self) -> Batches:
        """Writes to several cases."""
        from sop.store.multi_case_commit import Batches  # most commands find none and write none

        return Batches(self.folder, self.keeper, self.warnings, self._lock_seconds)

    def settle(self) -> tuple[Batch, ...]:
        """Complete the writes to several cases that their writers did not; those that could not be completed now."""
        return self.batches.settle() if self._has_batches() else ()

    def database(self, case_id: str) -> CaseDB:
        """The case as a TinyDB database: `all`, `search`, `get`, `insert`, `insert_multiple`."""
        return CaseDB(CasePlace(self.folder, case_id), self.warnings, self._lock_seconds)

    def cases(self) -> tuple[str, ...]:
        self._settle_for_list()
        return self._ids()

    def _ids(self) -> tuple[str, ...]:
        marked = set(self.keeper.marked())
        return tuple(
            sorted(
                case for case in self.keeper.files() if case not in marked or self._has_events(case)
            )
        )

    def definition(self, content_hash: str) -> Definition:
        return self.definitions.compiled(content_hash)

    def texts(self, content_hash: str) -> Mapping[str, str]:
        return self.definitions.texts(content_hash)

    def keep_definition(self, definition: Definition, texts: Mapping[str, str]) -> None:
        self._layout.begin()
        self.definitions.keep(definition, texts)

    def holidays(self, country: str) -> HolidaysOf:
        """The public holidays of a country, kept under `calendars/`."""
        from sop.store.calendars import holidays_of

        return holidays_of(country, self.folder / "calendars")

    def matching(self, prefix: str) -> tuple[str, ...]:
        """The cases whose id begins so; case and dashes do not matter, `o` is read as 0, `i` and `l` as 1."""
        symbols = parse_prefix(prefix)
        if symbols is None:
            return ()
        self._settle_for_list()
        try:
            self.keeper.index.check()
            found = {*self.keeper.index.matching(symbols), *self.keeper.marked()}
        except IndexUnusable:
            found = set(self.keeper.files())
        return tuple(sorted(case for case in found if case.replace("-", "").startswith(symbols)))

    def case_lines(self) -> tuple[CaseLine, ...]:
        """A line for each case, oldest first, from the index."""
        self._settle_for_list()
        index = self.keeper.prepare_index()
        return index.cases() if index else ()

    def work(self, query: WorkQuery) -> tuple[WorkRow, ...]:
        """The open actions that are asked for, earliest due first, from the index."""
        self._settle_for_list()
        index = self.keeper.prepare_index()
        return index.work(query) if index else ()

    def verify(self, case_id: str) -> Verification:
        """Whether the case's history is what was written; UnknownCase when nothing knows the case."""
        from sop.store.verify_case import verify_log

        self._check_id(case_id)
        known = self.keeper.indexed_head(case_id)
        content = (
            read_bytes(CasePlace(self.folder, case_id).log, f"Cannot read case {case_id}", case_id)
            or b""
        )
        if not content and known is None:
            raise UnknownCase(case_id, str(self.folder))
        found = verify_log(case_id, content, known, self.definitions.problem)
        return self._verify_batches(found, content) if found.ok and self._has_batches() else found

    def known_cases(self) -> tuple[str, ...]:
        """The ids of all cases, those included of which only the index still knows."""
        return tuple(sorted({*self._ids(), *self.keeper.known_cases()}))

    def rebuild(self) -> tuple[str, ...]:
        """Make the index anew; what could not be read, in sentences."""
        self._settle_for_list()
        problems = self.keeper.rebuild()
        self.keeper.prepare_index()
        return problems

    def status(self) -> Status:
        """What lies in the store. Changes nothing."""
        from sop.store.verify_case import Status

        quarantine = self.folder / "quarantine"
        return Status(
            folder=str(self.folder),
            cases=len(self._ids()),
            definitions=len(self.definitions.hashes()),
            index=self.keeper.state(),
            marked=self.keeper.marked(),
            quarantine=tuple(sorted(path.name for path in quarantine.glob("*.torn"))),
        )

    def _append(
        self, case_id: str, expected_version: int, documents: list[JsonObject], rows: CaseRows
    ) -> None:
        while True:
            left = self.settle()
            database = self.database(case_id)
            with database.log.held() as history:
                if self._has_batches() and not self.batches.may_append(history, left):
                    continue
                check_truncation(self.keeper.indexed_head(case_id), history)
                if history.version != expected_version:
                    raise VersionConflict(case_id, expected_version, history.version)
                self._write(database, history, documents)
                self.keeper.enter([database.log.locked_history], {case_id: rows})
                return

    def _write(self, database: CaseDB, history: History, documents: list[JsonObject]) -> None:
        case_id = history.case
        self._layout.begin()
        is_new_mark = self.keeper.mark(case_id)
        try:
            # Folders may be there by a writer that died before it had made them durable.
            if not is_new_mark or history.version == 0:
                database.log.settle_folders()
            database.insert_multiple(documents)
        except BaseException:
            if is_new_mark:
                self.keeper.unmark(case_id)
            raise

    @contextmanager
    def _keep_draft_on_error(self, documents: list[JsonObject]) -> Iterator[None]:
        """Keep as a draft what cannot be written inside."""
        try:
            yield
        except VersionConflict:
            raise  # the desk decides anew on what the other one wrote
        except StoreError as error:
            from sop.store.drafts import keep_draft

            keep_draft(error, self.folder, documents)
            raise

    def _has_batches(self) -> bool:
        return any(
            name.endswith(".batch")
            for name in names_in(self.folder / "batches", "Cannot list the batches")
        )

    def _settle_for_list(self) -> None:
        """As `settle`; a damaged batch hides no list, it is only told."""
        with suppress(IntegrityError):
            self.settle()

    def _verify_batches(self, found: Verification, content: bytes) -> Verification:
        """What was found, or that a batch and the case's log contradict each other."""
        try:
            for batch in self.batches.left():
                if found.case in batch.events:
                    batch.lacks(read_log(found.case, content))
        except Corrupt as damage:
            return dataclasses.replace(found, ok=False, head=None, problem=damage.message)
        return found

    def _has_events(self, case_id: str) -> bool:
        """Whether a case whose writer may have died got as far as its first event. Damage counts as there."""
        try:
            return self.database(case_id).log.history().version > 0
        except Corrupt:
            return True

    def _note_end(self, history: History) -> None:
        if (sentence := describe_end(history)) and sentence not in self.warnings:
            self.warnings.append(sentence)

    def _check_id(self, case_id: str) -> None:
        if not is_valid(case_id):
            raise UnknownCase(case_id, str(self.folder))
