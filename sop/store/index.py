"""The index: the open work of every case, in SQLite. It can be rebuilt from the case files.

With the rows it keeps each case's version and head hash, written after the log's fsync: an index
that is ahead of a log shows that the log was cut at the end of a line. It is written without fsync,
because it can be rebuilt; after a restart of the operating system its rows are not trusted. It uses
a rollback journal, not WAL: opening costs 0.13 ms instead of 0.33 ms, it leaves no other files, and
it works in a folder that cannot be written.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sop.model.clock_faults import MOST_DRIFT
from sop.model.gc_pause import pause_collector
from sop.model.incident import incident_key
from sop.model.value import replace
from sop.store.durable_files import boot_id
from sop.store.index_columns import (
    CASE_COLUMNS,
    DANGER_COLUMNS,
    DIGEST,
    HEADS_SINCE,
    SCHEMA,
    WORK_COLUMNS,
    check_row,
    checksum_row,
    danger_values,
    digest_rows,
    head_columns,
    kept_columns,
    line_part,
    read_case_line,
    read_clock_line,
    read_danger_row,
    read_head,
    read_work_row,
    seconds_of,
    work_values,
)
from sop.store.index_rows import (
    CaseLine,
    CaseRows,
    ClockLine,
    DangerRow,
    Head,
    IndexBusy,
    IndexUnusable,
    WorkQuery,
    WorkRow,
)
from sop.store.private_files import open_private

STAYS_OPEN = os.name != "nt"
"""One connection serves a whole command. But Windows lets no process replace a file that another
one has open, and a rebuild replaces it."""
BUSY_SECONDS = 2.0
"""How long a command waits for another process: a transaction of sop takes milliseconds."""
_BUSY_AGAIN = 0.1
"""The same where this command has waited in vain already: it asks several times."""
_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_TABLES = """
create table about (name text primary key, value text) without rowid;
create table cases (
    id text primary key, symbols text, version integer, head text,
    workflow text, status text, opened_at text, incident text,
    incident_key text, latest text, latest_s real, behind integer,
    label text, refs text, tracks text, assigned text, recorded_s real, earlier text,
    chain text, digest text, sum integer
) without rowid;
create index cases_by_symbols on cases (symbols);
create table work (
    id text, place integer, agency text, first integer, due_s real, due text, workflow text,
    track text, step text, action text, code text, title text, agencies text, state text, kind text,
    since_s real, late_after text, held integer, seen_by text, due_seen_by text, at_latest text,
    optional integer, assigned text, sum integer
);
create table dangers (
    id text, place integer, path text, what text, since text, seen_by text, sum integer
);
create index dangers_by_case on dangers (id);
create index work_by_case on work (id);
create index work_by_agency on work (agency, due_s);
"""


class Index:
    """The SQLite file of one store.

    It is opened when it is first needed, and again when another process has replaced the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None  # which file the connection is open on
        self._patience = BUSY_SECONDS

    def exists(self) -> bool:
        """Whether there is a file. In a folder that may not be read there is none."""
        return os.path.exists(self.path)

    def head(self, case_id: str) -> Head | None:
        """Return the last known end of the case's log, None for an unknown case.

        A head can be trusted even where rows cannot.
        """
        with self._open(HEADS_SINCE) as (connection, schema):
            row = connection.execute(
                f"select {head_columns(schema)} from cases where id = ?", (case_id,)
            ).fetchone()
        if row is None:
            return None
        head = read_head(row, schema)
        if head is None:
            raise IndexUnusable(f"its row of case {case_id} is damaged")
        return head

    def heads(self) -> dict[str, Head]:
        """Return the last known end of every case's log. A damaged row is left out."""
        with self._open(HEADS_SINCE) as (connection, schema):
            rows = connection.execute(f"select {head_columns(schema)} from cases").fetchall()
        found = {row[0]: read_head(row, schema) for row in rows}
        return {case: head for case, head in found.items() if head is not None}

    def digests(self) -> dict[str, tuple[str | None, str]]:
        """Return for each case the digest of its rows as it was kept, and as the rows are now.

        Raises IndexUnusable for a damaged row.
        """
        work: dict[str, list[Sequence[object]]] = {}
        dangers: dict[str, list[Sequence[object]]] = {}
        with self._open() as (connection, _):
            lines = connection.execute(f"select {CASE_COLUMNS}, sum from cases").fetchall()
            for row in connection.execute(
                f"select {WORK_COLUMNS} from work order by id, place, first desc, agency"
            ):
                check_row(row, "work")
                work.setdefault(row[0], []).append(row[:-1])
            for row in connection.execute(f"select {DANGER_COLUMNS} from dangers"):
                check_row(row, "dangers")
                dangers.setdefault(row[0], []).append(row[:-1])
        found: dict[str, tuple[str | None, str]] = {}
        for row in lines:
            check_row(row, "cases")
            case_id, kept = row[0], row[DIGEST]
            of_case = work.pop(case_id, []), dangers.pop(case_id, [])
            found[case_id] = (kept, digest_rows(line_part(row), *of_case))
        for case_id in (*work, *dangers):
            found[case_id] = (None, "rows of a case that is not in the index")
        return found

    def check(self) -> None:
        """Raise IndexUnusable unless its rows can be trusted."""
        with self._open() as (connection, _):
            about = dict(connection.execute("select name, value from about").fetchall())
        if about.get("boot") != boot_id():
            raise IndexUnusable("the computer was restarted since it was written")
        if about.get("complete") != "yes":
            raise IndexUnusable("it does not cover all cases")

    def create(self, complete: bool) -> None:
        """Make an empty index where there is none."""
        os.close(open_private(self.path, os.O_WRONLY))
        coverage = "yes" if complete else "no"
        with closing(_connect(self.path)) as connection:
            connection.executescript(f"begin; {_TABLES} pragma user_version = {SCHEMA}; commit;")
            about = [("boot", boot_id()), ("complete", coverage)]
            connection.executemany("insert into about values (?, ?)", about)

    def put(self, entries: Iterable[tuple[str, Head, CaseRows]]) -> None:
        """Replace the rows of these cases."""
        with self._open() as (connection, _):
            connection.execute("begin immediate")
            for case_id, head, rows in entries:
                _put(connection, case_id, head=head, rows=rows)
            connection.execute("commit")

    def keep_heads(self, heads: Iterable[tuple[str, Head]]) -> None:
        """Keep the heads of cases whose files could not be read, so that the loss stays known."""
        damaged = CaseRows("", "damaged")
        with self._open() as (connection, _):
            connection.execute("begin immediate")
            for case_id, head in heads:
                _put(connection, case_id, head=head, rows=damaged)
            connection.execute("commit")

    def finish(self) -> None:
        """Record that the index covers all cases."""
        with self._open() as (connection, _):
            connection.execute("update about set value = 'yes' where name = 'complete'")

    def find_by_prefix(self, symbols: str) -> tuple[str, ...]:
        """Return the cases whose id begins with these symbols (no dashes)."""
        with self._open() as (connection, _):
            rows = connection.execute(
                "select id from cases where symbols >= ? and symbols < ? order by symbols",
                (symbols, symbols + "~"),
            )
            return tuple(row[0] for row in rows)

    def cases(self) -> tuple[CaseLine, ...]:
        """Return a line for each case, oldest first."""
        query = f"select {CASE_COLUMNS}, sum from cases order by opened_at, id"
        with self._open() as (connection, _):
            return tuple([read_case_line(row) for row in connection.execute(query)])

    def cases_since(self, moment: datetime) -> tuple[str, ...]:
        """Return the cases with an event that was written at that moment or later, oldest first."""
        query = "select id from cases where recorded_s >= ? order by opened_at, id"
        with self._open() as (connection, _):
            rows = connection.execute(query, (moment.timestamp(),))
            return tuple([row[0] for row in rows])

    def clock_lines(self, now: datetime) -> tuple[ClockLine, ...]:
        """Return the cases that count and were recorded by a wrong clock, oldest first."""
        query = (
            f"select {CASE_COLUMNS}, sum from cases where status <> 'void' "
            "and (latest_s > ? or behind is not null) order by opened_at, id"
        )
        limit = (now + MOST_DRIFT).timestamp()
        with self._open() as (connection, _):
            rows = connection.execute(query, (limit,))
            return tuple([read_clock_line(row, limit) for row in rows])

    def work(self, query: WorkQuery) -> tuple[WorkRow, ...]:
        """Return the rows of the query by due time, those without one last."""
        conditions, values = _where(query)
        text = (
            f"select {WORK_COLUMNS} from work where {conditions} "
            "order by due_s is null, due_s, id, place"
        )
        with self._open() as (connection, _), pause_collector():
            labels = _read_labels(connection)
            rows = [read_work_row(row) for row in connection.execute(text, values)]
        if not labels:
            return tuple(rows)
        return tuple([replace(row, label=labels.get(row.case)) for row in rows])

    def dangers(self) -> tuple[DangerRow, ...]:
        """Return why cases are in danger, the longest first."""
        query = f"select {DANGER_COLUMNS} from dangers order by since, id, place"
        with self._open() as (connection, _):
            return tuple([read_danger_row(row) for row in connection.execute(query)])

    def label(self, case_id: str) -> str | None:
        """Return the label of the case; None where it has none."""
        query = f"select {CASE_COLUMNS}, sum from cases where id = ?"
        with self._open() as (connection, _):
            found = connection.execute(query, (case_id,)).fetchone()
        return None if found is None else read_case_line(found).label

    def close(self) -> None:
        """Close the file if it is open; the next use opens it again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    @contextmanager
    def _open(self, oldest: int = SCHEMA) -> Iterator[tuple[sqlite3.Connection, int]]:
        """Yield a connection to the file, and the number of its form, which is at least `oldest`.

        Raises IndexUnusable, with the reason, for another schema and for an error while in use.
        """
        try:
            connection = self._connected()
            (schema,) = connection.execute("pragma user_version").fetchone()
            if not oldest <= schema <= SCHEMA:
                raise IndexUnusable("another version of sop wrote it")
            yield connection, schema
        except (sqlite3.Error, UnicodeError, OverflowError) as error:
            self.close()
            # The low byte is the kind of the error, the others say more about it.
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _LOCKED:
                self._patience = _BUSY_AGAIN
                raise IndexBusy("another process is using it") from error
            raise IndexUnusable(f"it cannot be read ({error})") from error
        except BaseException:
            self.close()  # the transaction inside is not committed
            raise
        if not STAYS_OPEN:
            self.close()

    def _connected(self) -> sqlite3.Connection:
        """Return the connection to the file as it is now: another process may have rebuilt it."""
        file = _identity(self.path)
        if file is None:
            self.close()
            raise IndexUnusable("it is missing")
        if self._connection is None or file != self._file:
            self.close()
            self._connection, self._file = _connect(self.path, self._patience), file
        return self._connection


def _read_labels(connection: sqlite3.Connection) -> dict[str, str | None]:
    """Return the labels of the cases that have one."""
    query = f"select {CASE_COLUMNS}, sum from cases where label is not null"
    lines = map(read_case_line, connection.execute(query))
    return {line.case: line.label for line in lines}


def _identity(path: Path) -> tuple[int, int] | None:
    """Return which file has this name now, None where there is none.

    The system gives the identity of an open file to no other file.
    """
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _connect(path: Path, patience: float = BUSY_SECONDS) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=patience)
    # Without an id of the system's run a restart goes unnoticed, so every write must be durable.
    synchronous = "off" if boot_id() else "full"
    connection.execute(f"pragma synchronous = {synchronous}")
    return connection


def _put(connection: sqlite3.Connection, case_id: str, *, head: Head, rows: CaseRows) -> None:
    work, dangers = list(work_values(case_id, rows)), list(danger_values(case_id, rows))
    kept = kept_columns(rows)
    digest = digest_rows((case_id, *kept), work, dangers)
    symbols = case_id.replace("-", "")
    line = (case_id, symbols, head.version, head.hash, *kept, head.chain, digest)
    connection.execute(
        f"insert or replace into cases values ({', '.join('?' * 21)})",
        (*line, checksum_row(line)),
    )
    connection.execute("delete from work where id = ?", (case_id,))
    connection.executemany(
        f"insert into work values ({', '.join('?' * 24)})",
        [(*row, checksum_row(row)) for row in work],
    )
    connection.execute("delete from dangers where id = ?", (case_id,))
    connection.executemany(
        "insert into dangers values (?, ?, ?, ?, ?, ?, ?)",
        [(*row, checksum_row(row)) for row in dangers],
    )


def _where(query: WorkQuery) -> tuple[str, list[object]]:
    """Return the SQL conditions of the query and the values for their question marks."""
    asked: list[tuple[str, object]] = [
        ("first = ?", 1 if query.agency is None else None),
        ("agency = ?", query.agency),
        ("(due_s <= ? or (due_s is null and kind = 'decision'))", seconds_of(query.due_by)),
        ("workflow = ?", query.workflow),
        ("track = ?", query.track),
        ("state = ?", query.state),
        ("id = ?", query.case),
        (
            "id in (select id from cases where incident_key = ?)",
            None if query.incident is None else incident_key(query.incident),
        ),
    ]
    given = [(condition, value) for condition, value in asked if value is not None]
    if query.at is not None:
        given.append(("(since_s is null or since_s <= ?)", query.at.timestamp()))
    conditions = [condition for condition, _ in given]
    values = [value for _, value in given]
    if query.kinds:
        conditions.append(f"kind in ({', '.join('?' * len(query.kinds))})")
        values += query.kinds
    return " and ".join(conditions) or "true", values
