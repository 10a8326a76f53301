"""The index: what is open in which case, in SQLite. Disposable: it holds nothing that the case files do not.

Beside the rows it keeps each case's version and head hash, written after the log's fsync: an index that is ahead of a
log is how a cut at a line's end is noticed. Without fsync, because it can be made again; after the operating system
was restarted its rows are not trusted. A rollback journal, not WAL: opening costs 0.13 ms instead of 0.33 ms, no files
are left beside it, and it works in a folder that cannot be written.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path

from sop.model.gc_pause import pause_collector
from sop.store.durable_files import boot_id
from sop.store.index_rows import CaseLine, CaseRows, Head, WorkQuery, WorkRow

SCHEMA = 2
STAYS_OPEN = os.name != "nt"
"""One connection serves a whole command. But Windows lets no process replace a file that another one has open, and a
rebuild replaces it."""
_TABLES = """
create table about (name text primary key, value text) without rowid;
create table cases (
    id text primary key, symbols text, version integer, head text,
    workflow text, status text, opened_at text, incident text
) without rowid;
create index cases_by_symbols on cases (symbols);
create table work (
    id text, place integer, agency text, first integer, due_s real, due text, workflow text, track text, step text,
    action text, code text, title text, agencies text, state text, kind text, since_s real
);
create index work_by_case on work (id);
create index work_by_agency on work (agency, due_s);
"""
_WORK = "id, workflow, track, step, action, code, title, agencies, due, state, kind"


class IndexUnusable(Exception):
    """The index is missing, malformed, of another schema, incomplete, or from before a restart: say which."""


class Index:
    """The SQLite file of one store: opened when it is first needed, and again when another file is in its place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None  # which file the connection is open on

    def exists(self) -> bool:
        """Whether there is a file; a folder that may not be looked into has none."""
        return os.path.exists(self.path)

    def head(self, case_id: str) -> Head | None:
        """What the index last knew of the case's log; None when it does not know the case. Trusted in any state."""
        with self._open() as connection:
            row = connection.execute(
                "select version, head from cases where id = ?", (case_id,)
            ).fetchone()
        return None if row is None else Head(*row)

    def heads(self) -> dict[str, Head]:
        """All that the index last knew."""
        with self._open() as connection:
            return {
                row[0]: Head(row[1], row[2])
                for row in connection.execute("select id, version, head from cases")
            }

    def check(self) -> None:
        """Raise IndexUnusable unless its rows can be trusted."""
        with self._open() as connection:
            about = dict(connection.execute("select name, value from about").fetchall())
        if about.get("boot") != boot_id():
            raise IndexUnusable("the computer was restarted since it was written")
        if about.get("complete") != "yes":
            raise IndexUnusable("it does not cover all cases")

    def create(self, complete: bool) -> None:
        """Make an empty index where there is none."""
        self.path.touch(mode=0o600)
        with closing(_connect(self.path)) as connection:
            connection.executescript(f"begin; {_TABLES} pragma user_version = {SCHEMA}; commit;")
            about = [("boot", boot_id()), ("complete", "yes" if complete else "no")]
            connection.executemany("insert into about values (?, ?)", about)

    def put(self, entries: Iterable[tuple[str, Head, CaseRows]]) -> None:
        """Replace the rows of these cases."""
        with self._open() as connection:
            connection.execute("begin immediate")
            for case_id, head, rows in entries:
                _put(connection, case_id, head, rows)
            connection.execute("commit")

    def keep_heads(self, heads: Iterable[tuple[str, Head]]) -> None:
        """Remember heads of cases whose files could not be read, so that the loss stays known."""
        with self._open() as connection:
            connection.executemany(
                "insert or replace into cases (id, symbols, version, head, status) values (?, ?, ?, ?, 'damaged')",
                [(case_id, case_id.replace("-", ""), *head) for case_id, head in heads],
            )

    def finish(self) -> None:
        """Say that all cases are in."""
        with self._open() as connection:
            connection.execute("update about set value = 'yes' where name = 'complete'")

    def matching(self, symbols: str) -> tuple[str, ...]:
        """The cases whose id begins with these symbols (no dashes)."""
        with self._open() as connection:
            rows = connection.execute(
                "select id from cases where symbols >= ? and symbols < ? order by symbols",
                (symbols, symbols + "~"),
            )
            return tuple(row[0] for row in rows)

    def cases(self) -> tuple[CaseLine, ...]:
        """A line for each case, oldest first."""
        query = "select id, workflow, status, opened_at, incident, version from cases order by opened_at, id"
        with self._open() as connection:
            return tuple(CaseLine(*row) for row in connection.execute(query))

    def work(self, query: WorkQuery) -> tuple[WorkRow, ...]:
        """What is asked for: by due time, those without one last."""
        conditions, values = _where(query)
        text = (
            f"select {_WORK} from work where {conditions} order by due_s is null, due_s, id, place"
        )
        with self._open() as connection, pause_collector():
            rows = connection.execute(text, values)
            return tuple([WorkRow._make((*row[:7], _agencies(row[7]), *row[8:])) for row in rows])

    def close(self) -> None:
        """Close the file, if it is open; the next use opens it again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """The file, if it is an index of this schema; IndexUnusable with the reason otherwise, also while in use."""
        try:
            connection = self._connected()
            (schema,) = connection.execute("pragma user_version").fetchone()
            if schema != SCHEMA:
                raise IndexUnusable("another version of sop wrote it")
            yield connection
        except sqlite3.Error as error:
            self.close()
            raise IndexUnusable(f"it cannot be read ({error})") from error
        except BaseException:
            self.close()  # what was begun inside is not committed
            raise
        if not STAYS_OPEN:
            self.close()

    def _connected(self) -> sqlite3.Connection:
        """The connection to the file that is there now: another process may have rebuilt the index meanwhile."""
        file = _identity(self.path)
        if file is None:
            self.close()
            raise IndexUnusable("it is not there")
        if self._connection is None or file != self._file:
            self.close()
            self._connection, self._file = _connect(self.path), file
        return self._connection


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file has this name now; None where there is none. An open file's identity is given to no other file."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=10.0
    )
    connection.execute(f"pragma synchronous = {'off' if boot_id() else 'full'}")
    return connection


def _put(connection: sqlite3.Connection, case_id: str, head: Head, rows: CaseRows) -> None:
    opened_at = rows.opened_at.isoformat() if rows.opened_at else None
    connection.execute(
        "insert or replace into cases values (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            case_id,
            case_id.replace("-", ""),
            *head,
            rows.workflow,
            rows.status,
            opened_at,
            rows.incident,
        ),
    )
    connection.execute("delete from work where id = ?", (case_id,))
    connection.executemany(
        f"insert into work values ({', '.join('?' * 16)})", _work_values(case_id, rows)
    )


def _work_values(case_id: str, rows: CaseRows) -> Iterator[Sequence[object]]:
    """A row for each action and agency; the first of an action is marked, for lists over all agencies."""
    for place, action in enumerate(rows.actions):
        due_s = action.due.timestamp() if action.due else None
        due = action.due.isoformat() if action.due else None
        since_s = action.since.timestamp() if action.since else None
        for number, agency in enumerate(action.by or ("",)):
            yield (
                case_id,
                place,
                agency,
                number == 0,
                due_s,
                due,
                rows.workflow,
                action.track,
                action.step,
                action.action,
                action.code,
                action.title,
                " ".join(action.by),
                action.state,
                action.kind,
                since_s,
            )


@lru_cache(maxsize=1000)
def _agencies(text: str) -> tuple[str, ...]:
    """The ids as the index holds them, apart; thousands of rows name the same few."""
    return tuple(text.split())


def _where(query: WorkQuery) -> tuple[str, list[object]]:
    due_by = query.due_by.timestamp() if query.due_by else None
    asked: list[tuple[str, object]] = [
        ("first = ?", 1 if query.agency is None else None),
        ("agency = ?", query.agency),
        ("due_s <= ?", due_by),
        ("workflow = ?", query.workflow),
        ("track = ?", query.track),
        ("state = ?", query.state),
        ("id = ?", query.case),
        ("id in (select id from cases where incident = ?)", query.incident),
    ]
    given = [(condition, value) for condition, value in asked if value is not None]
    if query.at is not None:
        given.append(("(since_s is null or since_s <= ?)", query.at.timestamp()))
    conditions, values = [condition for condition, _ in given], [value for _, value in given]
    if query.kinds:
        conditions.append(f"kind in ({', '.join('?' * len(query.kinds))})")
        values += query.kinds
    return " and ".join(conditions) or "true", values
