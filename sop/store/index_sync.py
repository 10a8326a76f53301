"""Keeps the index in step with the logs: marks a case, replaces its rows, rebuilds the index.

The order under a case's lock (write-ahead): mark `dirty/<case>`, append and flush the log, replace
the rows, remove the mark. A writer that dies in between leaves the mark, and the next reader of the
rows folds the case first.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sop.store import syscalls
from sop.store.case_ids import is_valid
from sop.store.case_log import CaseLog, CasePlace
from sop.store.durable_files import boot_id, convert_os_errors, make_folder, names_in
from sop.store.index import Index
from sop.store.index_rows import CaseRows, Head, IndexBusy, IndexUnusable, RowsOf
from sop.store.lock import hold_lock_file
from sop.store.log_format import History, decode_events
from sop.store.port import StoreError, StoreTrouble, damaged_case
from sop.store.truncation_check import check_truncation, missing_case_error

if TYPE_CHECKING:
    from sop.model.definition import Definition

DefinitionOf = Callable[[str], "Definition"]
Result = TypeVar("Result")

_BATCH = 500
"""Cases in one transaction of a rebuild: more save no time and cost memory."""
_LOCK_SECONDS = 5.0
"""A person waits, and what is not entered now is entered by the next command."""
_LIST = "Cannot list the cases"


class IndexSync:
    """The index of one store with its marks.

    `warnings` gains a sentence for each repair and for each one that failed.
    """

    def __init__(
        self, root: Path, rows_of: RowsOf, definition_of: DefinitionOf, warnings: list[str]
    ) -> None:
        self.index = Index(root / "index.sqlite")
        self._root = root
        self._rows_of = rows_of
        self._definition_of = definition_of
        self._warnings = warnings

    def indexed_head(self, case_id: str) -> Head | None:
        """Return the end of the case's log as the index knows it, None where it does not."""
        if not self.index.exists():
            return None
        try:
            return self.index.head(case_id)
        except IndexUnusable as unusable:
            self._warn(f"The index was not used: {unusable}.")
            return None

    def mark(self, case_id: str) -> bool:
        """Mark that the case's rows may be out of date; return whether the mark is new."""
        folder = self._root / "dirty"
        with convert_os_errors(f"Cannot write case {case_id}", folder, case_id):
            make_folder(folder, self._root)
            is_new = not syscalls.exists(folder / case_id)
            syscalls.touch(folder / case_id)
            # Without an id of the system's run a restart goes unnoticed: the mark must survive it.
            if is_new and not boot_id():
                syscalls.fsync_folder(folder)
        return is_new

    def unmark(self, case_id: str) -> None:
        with suppress(FileNotFoundError):
            syscalls.unlink(self._root / "dirty" / case_id)

    def list_marks(self) -> tuple[str, ...]:
        """Return the cases whose rows may be out of date."""
        return tuple(sorted(filter(is_valid, names_in(self._root / "dirty", _LIST))))

    def enter(self, histories: Sequence[History], rows: Mapping[str, CaseRows]) -> None:
        """Replace the cases' rows with these.

        The events are safe already: a failure is only a warning, and the marks stay.
        """
        with self._warn_on_error(histories):
            self._enter([(one.case, _head(one), rows[one.case]) for one in histories])

    def enter_unknown(self, histories: Sequence[History]) -> None:
        """Do the same for cases of a writer that died: the rows come from their histories."""
        with self._warn_on_error(histories):
            self._enter([(one.case, _head(one), self._rows(one)) for one in histories])

    @contextmanager
    def _warn_on_error(self, histories: Sequence[History]) -> Iterator[None]:
        """Turn an error inside into a warning: the append is confirmed, so it has not failed."""
        try:
            yield
        except Exception as error:
            subject = f"{len(histories)} cases were"
            if len(histories) == 1:
                subject = f"Case {histories[0].case} was"
            self._warn(f"{subject} written, but not yet entered in the index: {error}")

    def _enter(self, entries: list[tuple[str, Head, CaseRows]]) -> None:
        with self._lock(shared=True):
            if self.index.exists():
                self._put(entries)
                return
        self._begin([case_id for case_id, _, _ in entries])
        with self._lock(shared=True):
            self._put(entries)

    def prepare_index(self) -> Index | None:
        """Return the index with rows that can be trusted, None for a store without cases.

        Rebuilds it where necessary and folds marked cases.
        """
        try:
            self.index.check()
        except IndexBusy as busy:
            raise self._busy_error() from busy
        except IndexUnusable as unusable:
            if not self.index.exists() and next(self.files(), None) is None:
                return None
            self._rebuild_unusable(unusable)
        self._fold_marked()
        return self.index

    def list_indexed_cases(self) -> tuple[str, ...]:
        """Return the cases in the index, with or without a file."""
        return tuple(self._old_heads())

    def state(self) -> str:
        """Return the state of the index in a few words."""
        try:
            self.index.check()
        except IndexBusy as busy:
            return f"in use: {busy}"
        except IndexUnusable as unusable:
            return f"has to be rebuilt: {unusable}"
        marked = len(self.list_marks())
        if marked:
            cases = "1 case" if marked == 1 else f"{marked} cases"
            return f"{cases} not up to date; the program updates the index automatically"
        return "up to date"

    def rebuild(self) -> tuple[str, ...]:
        """Rebuild the index from the logs; return what could not be read, in sentences.

        A case whose log is missing, altered or shorter than the index knew keeps its head, so that
        the loss stays known.
        """
        with self._lock(shared=False):
            old = self._old_heads()
            fresh = Index(self.index.path.with_name("index.sqlite.new"))
            self._refuse_folder()
            try:
                with convert_os_errors("Cannot write the index", self.index.path):
                    fresh.path.unlink(missing_ok=True)
                    fresh.create(complete=False)
                    problems = tuple(self._fill(fresh, old))
                    fresh.finish()
                    self._replace(fresh)
            except (IndexUnusable, sqlite3.Error) as error:
                raise StoreTrouble(
                    f"The index cannot be written: {error}. The histories were not changed.",
                    "Free some space, then repeat the command.",
                ) from error
        return problems

    def _refuse_folder(self) -> None:
        """Raise StoreTrouble where a folder has the place of the index."""
        if syscalls.is_folder(self.index.path):
            raise StoreTrouble(
                f"The index cannot be written: there is a folder in its place ({self.index.path}). "
                "The histories were not changed.",
                "Move that folder to another place; do not delete it.",
            )

    def files(self) -> Iterator[str]:
        """Yield the ids of all cases that have a file, in no order."""
        cases = self._root / "cases"
        for shelf in names_in(cases, _LIST):
            for name in names_in(cases / shelf, _LIST):
                if name.endswith(".log") and is_valid(name[:-4]):
                    yield name[:-4]

    def _fill(self, fresh: Index, old: dict[str, Head]) -> Iterator[str]:
        entries: list[tuple[str, Head, CaseRows]] = []
        marked = self.list_marks()
        for case_id in sorted(self.files()):
            head = old.pop(case_id, None)
            try:
                history = self._history(case_id, head, is_marked=case_id in marked)
                if history.version:
                    entries.append((case_id, _head(history), self._rows(history)))
            except StoreError as error:
                yield error.message
                # The next reader of the rows tries again.
                if isinstance(error, StoreTrouble):
                    self.mark(case_id)
                if head is not None:
                    fresh.keep_heads([(case_id, head)])
            if len(entries) >= _BATCH:
                fresh.put(entries)
                entries.clear()
        fresh.put(entries)
        fresh.keep_heads(old.items())
        for case_id, head in sorted(old.items()):
            yield missing_case_error(case_id, head).message

    def _history(self, case_id: str, head: Head | None, is_marked: bool) -> History:
        """Return the case's history, checked and flushed, so that the index may name its end."""
        log = CaseLog(CasePlace(self._root, case_id))
        history = log.history()
        check_truncation(head, history)
        if history.version and is_marked:
            self._make_durable(log)
        return history

    def _rows(self, history: History) -> CaseRows:
        events = decode_events(history.case, history.documents)
        try:
            return self._rows_of(history.case, events, self._definition_of)
        except StoreError:
            raise
        except Exception as error:  # one history must not stop the lists of all others
            raise damaged_case(
                history.case,
                f"The history of case {history.case} does not fit the definition that the case is "
                "pinned to.",
            ) from error

    def rows_from_history(self, history: History) -> CaseRows:
        """Return the rows that the index should have of the case."""
        return self._rows(history)

    def read(self, question: Callable[[Index], Result], nothing: Result) -> Result:
        """Return the index's answer; `nothing` for a store without cases.

        An index that cannot be read is rebuilt, and then read again.
        """
        index = self.prepare_index()
        if index is None:
            return nothing
        try:
            return question(index)
        except IndexBusy as busy:
            raise self._busy_error() from busy
        except IndexUnusable as unusable:
            self._rebuild_unusable(unusable)
            return question(index)

    def _old_heads(self) -> dict[str, Head]:
        try:
            return self.index.heads()
        except IndexBusy as busy:
            raise self._busy_error() from busy  # without them a cut would no longer be noticed
        except IndexUnusable:
            return {}

    def _busy_error(self) -> StoreTrouble:
        return StoreTrouble(
            f"The index is in use by another process ({self.index.path}). Nothing was written.",
            "Repeat the command in a moment. If no other sop is running, close the program that "
            "has the file open.",
        )

    def _rebuild_unusable(self, unusable: IndexUnusable) -> None:
        try:
            problems = self.rebuild()
        except StoreTrouble as error:
            if not self._old_heads():
                raise
            self._warn(
                f"The index may be out of date ({unusable}) and cannot be rebuilt: {error.message}"
            )
            return
        self._warn(f"The index was rebuilt: {unusable}.")
        for problem in problems:
            self._warn(problem)

    def _fold_marked(self) -> None:
        for case_id in self.list_marks():
            try:
                self._fold(case_id)
            except StoreError as error:
                self._warn(error.message)

    def _fold(self, case_id: str) -> None:
        log = CaseLog(CasePlace(self._root, case_id))
        with log.hold_lock() as history:
            check_truncation(self.indexed_head(case_id), history)
            if history.version:
                self._make_durable(log)
                self.enter_unknown([history])
            else:
                self.unmark(case_id)

    def _make_durable(self, log: CaseLog) -> None:
        """Flush the log of a marked case and its folders: its writer may have died before that.

        The index is about to name the last event. If a power cut lost it then, the case would look
        damaged.
        """
        case_id = log.place.case
        log.settle_folders()
        with convert_os_errors(f"Cannot read case {case_id}", log.place.log, case_id):
            syscalls.fsync_file(log.place.log)

    def _put(self, entries: list[tuple[str, Head, CaseRows]]) -> None:
        self.index.put(entries)
        for case_id, _, _ in entries:
            self.unmark(case_id)

    def _begin(self, cases: Collection[str]) -> None:
        """Make an index where there is none; it is complete if these are all cases."""
        with self._lock(shared=False):
            if not self.index.exists():
                fresh = Index(self.index.path.with_name("index.sqlite.new"))
                fresh.path.unlink(missing_ok=True)
                fresh.create(complete=all(name in cases for name in self.files()))
                self._replace(fresh)

    def _replace(self, fresh: Index) -> None:
        fresh.close()
        self.index.close()
        for ending in ("", "-journal", "-wal", "-shm"):
            self.index.path.with_name(f"index.sqlite{ending}").unlink(missing_ok=True)
        os.replace(fresh.path, self.index.path)

    def _lock(self, shared: bool) -> AbstractContextManager[None]:
        path = self._root / "locks" / "index.lock"
        return hold_lock_file(path, "the index", _LOCK_SECONDS, shared)

    def _warn(self, sentence: str) -> None:
        if sentence not in self._warnings:
            self._warnings.append(sentence)


def _head(history: History) -> Head:
    return history.end_head()
