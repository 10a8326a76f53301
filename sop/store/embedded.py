"""The embedded store: a log a case, an index that may be lost, definitions by hash, all under one folder.

    store.json            format and kind
    cases/<xx>/<id>.log   the history of a case (log.py)
    definitions/          compiled definitions and their exact texts (definitions.py)
    calendars/            public holidays, kept so that the library is rarely needed (calendars.py)
    index.sqlite, dirty/  what is open where (index.py, keeper.py); may be deleted
    locks/                empty files to lock
    drafts/               what was typed for events that could not be written (drafts.py)
    quarantine/           ends of writes that were never confirmed, moved aside before going on
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sop.model.events import Event
from sop.store.caselog import CaseDB, CasePlace, about_end
from sop.store.definitions import Definitions
from sop.store.encoding import JsonObject, event_to_json
from sop.store.files import read_bytes
from sop.store.ids import is_valid, parse_prefix
from sop.store.index import IndexUnusable
from sop.store.keeper import Keeper
from sop.store.known import check_against
from sop.store.layout import Layout
from sop.store.log import History, decoded
from sop.store.port import Corrupt, StoreError, UnknownCase, VersionConflict, check_clock, check_numbers
from sop.store.rows import CaseLine, RowsOf, WorkQuery, WorkRow

if TYPE_CHECKING:
    from sop.model.calendar import HolidaysOf
    from sop.model.definition import Definition
    from sop.store.verify import Status, Verification


class EmbeddedStore:
    """Cases in a folder. `warnings` gains a sentence for what was found and put right; the commands print it."""

    def __init__(self, folder: Path, rows_of: RowsOf, kind: str = "work", lock_seconds: float = 10.0) -> None:
        self.folder = folder
        self.warnings: list[str] = []
        self.keeper = Keeper(folder, rows_of, self.warnings)
        self.definitions = Definitions(folder)
        self._layout = Layout(folder, kind)
        self._lock_seconds = lock_seconds

    def load(self, case_id: str) -> tuple[tuple[Event, ...], int]:
        self._check_id(case_id)
        known = self.keeper.known_head(case_id)  # before the log, which a writer extends first
        database = self.database(case_id)
        documents = database.all()
        check_against(known, database.log.seen)
        self._note_end(database.log.seen)
        if not documents:
            raise UnknownCase(case_id, str(self.folder))
        return decoded(case_id, documents), len(documents)

    def append(self, case_id: str, expected_version: int, events: Sequence[Event]) -> None:
        check_numbers(case_id, expected_version, events)
        check_clock(events)
        if not is_valid(case_id):
            raise ValueError(f"{case_id!r} is not a case id.")
        documents = [event_to_json(event) for event in events]
        try:
            self._append(case_id, expected_version, documents)
        except VersionConflict:
            raise  # the desk decides anew on what the other one wrote
        except StoreError as error:
            from sop.store.drafts import keep_draft

            keep_draft(error, self.folder, documents)
            raise

    def database(self, case_id: str) -> CaseDB:
        """The case as a TinyDB database: `all`, `search`, `get`, `insert`, `insert_multiple`."""
        return CaseDB(CasePlace(self.folder, case_id), self.warnings, self._lock_seconds)

    def cases(self) -> tuple[str, ...]:
        marked = set(self.keeper.marked())
        return tuple(sorted(case for case in self.keeper.files() if case not in marked or self._has_events(case)))

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
        try:
            self.keeper.index.check()
            found = {*self.keeper.index.matching(symbols), *self.keeper.marked()}
        except IndexUnusable:
            found = set(self.keeper.files())
        return tuple(sorted(case for case in found if case.replace("-", "").startswith(symbols)))

    def case_lines(self) -> tuple[CaseLine, ...]:
        """A line for each case, oldest first, from the index."""
        index = self.keeper.ready()
        return index.cases() if index else ()

    def work(self, query: WorkQuery) -> tuple[WorkRow, ...]:
        """The open actions that are asked for, earliest due first, from the index."""
        index = self.keeper.ready()
        return index.work(query) if index else ()

    def verify(self, case_id: str) -> Verification:
        """Whether the case's history is what was written; UnknownCase when nothing knows the case."""
        from sop.store.verify import verify_log

        self._check_id(case_id)
        known = self.keeper.known_head(case_id)
        content = read_bytes(CasePlace(self.folder, case_id).log, f"Cannot read case {case_id}", case_id) or b""
        if not content and known is None:
            raise UnknownCase(case_id, str(self.folder))
        return verify_log(case_id, content, known, self.definitions.problem)

    def known_cases(self) -> tuple[str, ...]:
        """The ids of all cases, those included of which only the index still knows."""
        return tuple(sorted({*self.cases(), *self.keeper.known_cases()}))

    def rebuild(self) -> tuple[str, ...]:
        """Make the index anew; what could not be read, in sentences."""
        problems = self.keeper.rebuild()
        self.keeper.ready()
        return problems

    def status(self) -> Status:
        """What lies in the store. Changes nothing."""
        from sop.store.verify import Status

        quarantine = self.folder / "quarantine"
        return Status(
            folder=str(self.folder),
            cases=len(self.cases()),
            definitions=len(self.definitions.hashes()),
            index=self.keeper.state(),
            marked=self.keeper.marked(),
            quarantine=tuple(sorted(path.name for path in quarantine.glob("*.torn"))),
        )

    def _append(self, case_id: str, expected_version: int, documents: list[JsonObject]) -> None:
        database = self.database(case_id)
        with database.log.held() as history:
            check_against(self.keeper.known_head(case_id), history)
            if history.version != expected_version:
                raise VersionConflict(case_id, expected_version, history.version)
            self._write(database, history, documents)

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
        self.keeper.written(database.log.standing)

    def _has_events(self, case_id: str) -> bool:
        """Whether a case whose writer may have died got as far as its first event. Damage counts as there."""
        try:
            return self.database(case_id).log.history().version > 0
        except Corrupt:
            return True

    def _note_end(self, history: History) -> None:
        if (sentence := about_end(history)) and sentence not in self.warnings:
            self.warnings.append(sentence)

    def _check_id(self, case_id: str) -> None:
        if not is_valid(case_id):
            raise UnknownCase(case_id, str(self.folder))


def open_store(folder: Path, rows_of: RowsOf, kind: str = "work") -> EmbeddedStore:
    """The store in this folder; it is made with the first case. StoreTrouble when a later sop made it."""
    return EmbeddedStore(folder, rows_of, kind)
