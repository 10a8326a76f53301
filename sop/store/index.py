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
from functools import lru_cache
from pathlib import Path
from typing import Any

from sop.model.clock_faults import MOST_DRIFT
from sop.model.gc_pause import pause_collector
from sop.model.incident import incident_key
from sop.store.durable_files import boot_id
from sop.store.index_rows import CaseLine, CaseRows, ClockLine, Head, WorkQuery, WorkRow

SCHEMA = 5
"""The number of the tables' form; an index with another number is rebuilt."""
STAYS_OPEN = os.name != "nt"
"""One connection serves a whole command. But Windows lets no process replace a file that another
one has open, and a rebuild replaces it."""
BUSY_SECONDS = 10.0
"""How long SQLite waits for another process, as long as a writer waits for a case's lock."""
_TABLES = """
create table about (name text primary key, value text) without rowid;
create table cases (
    id text primary key, symbols text, version integer, head text,
    workflow text, status text, opened_at text, incident text,
    incident_key text, latest text, latest_s real, behind integer
) without rowid;
create index cases_by_symbols on cases (symbols);
create table work (
    id text, place integer, agency text, first integer, due_s real, due text, workflow text,
    track text, step text, action text, code text, title text, agencies text, state text, kind text,
    since_s real, late_after text, held integer, seen_by text, due_seen_by text
);
create index work_by_case on work (id);
create index work_by_agency on work (agency, due_s);
"""
_WORK = (
    "id, workflow, track, step, action, code, title, agencies, due, state, kind, late_after, held, "
    "seen_by, due_seen_by"
)


class IndexUnusable(Exception):
    """The rows cannot be trusted. The text says why: missing, malformed, old, incomplete."""


class Index:
    """The SQLite file of one store.

    It is opened when it is first needed, and again when another process has replaced the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None  # which file the connection is open on

    def exists(self) -> bool:
        """Whether there is a file. In a folder that may not be read there is none."""
        return os.path.exists(self.path)

    def head(self, case_id: str) -> Head | None:
        """Return the last known end of the case's log, None for an unknown case.

        A head can be trusted even where rows cannot.
        """
        with self._open() as connection:
            row = connection.execute(
                "select version, head from cases where id = ?", (case_id,)
            ).fetchone()
        return None if row is None else Head(*row)

    def heads(self) -> dict[str, Head]:
        """Return the last known end of every case's log."""
        with self._open() as connection:
            rows = connection.execute("select id, version, head from cases")
            return {case: Head(version, head) for case, version, head in rows}

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
        coverage = "yes" if complete else "no"
        with closing(_connect(self.path)) as connection:
            connection.executescript(f"begin; {_TABLES} pragma user_version = {SCHEMA}; commit;")
            about = [("boot", boot_id()), ("complete", coverage)]
            connection.executemany("insert into about values (?, ?)", about)

    def put(self, entries: Iterable[tuple[str, Head, CaseRows]]) -> None:
        """Replace the rows of these cases."""
        with self._open() as connection:
            connection.execute("begin immediate")
            for case_id, head, rows in entries:
                _put(connection, case_id, head=head, rows=rows)
            connection.execute("commit")

    def keep_heads(self, heads: Iterable[tuple[str, Head]]) -> None:
        """Keep the heads of cases whose files could not be read, so that the loss stays known."""
        insert = (
            "insert or replace into cases (id, symbols, version, head, status) "
            "values (?, ?, ?, ?, 'damaged')"
        )
        rows = [(case_id, case_id.replace("-", ""), *head) for case_id, head in heads]
        with self._open() as connection:
            connection.executemany(insert, rows)

    def finish(self) -> None:
        """Record that the index covers all cases."""
        with self._open() as connection:
            connection.execute("update about set value = 'yes' where name = 'complete'")

    def find_by_prefix(self, symbols: str) -> tuple[str, ...]:
        """Return the cases whose id begins with these symbols (no dashes)."""
        with self._open() as connection:
            rows = connection.execute(
                "select id from cases where symbols >= ? and symbols < ? order by symbols",
                (symbols, symbols + "~"),
            )
            return tuple(row[0] for row in rows)

    def cases(self) -> tuple[CaseLine, ...]:
        """Return a line for each case, oldest first."""
        query = (
            "select id, workflow, status, opened_at, incident, version from cases "
            "order by opened_at, id"
        )
        with self._open() as connection:
            return tuple(CaseLine(*row) for row in connection.execute(query))

    def clock_lines(self, now: datetime) -> tuple[ClockLine, ...]:
        """Return the cases that count and were recorded by a wrong clock, oldest first."""
        query = (
            "select id, latest, latest_s > ?, behind from cases where status <> 'void' "
            "and (latest_s > ? or behind is not null) order by opened_at, id"
        )
        limit = (now + MOST_DRIFT).timestamp()
        with self._open() as connection:
            rows = connection.execute(query, (limit, limit)).fetchall()
        return tuple(
            ClockLine(case, datetime.fromisoformat(latest) if is_ahead else None, behind)
            for case, latest, is_ahead, behind in rows
        )

    def work(self, query: WorkQuery) -> tuple[WorkRow, ...]:
        """Return the rows of the query by due time, those without one last."""
        conditions, values = _where(query)
        text = (
            f"select {_WORK} from work where {conditions} order by due_s is null, due_s, id, place"
        )
        with self._open() as connection, pause_collector():
            rows = connection.execute(text, values)
            return tuple([_work_row(row) for row in rows])

    def close(self) -> None:
        """Close the file if it is open; the next use opens it again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection to the file.

        Raises IndexUnusable, with the reason, for another schema and for an error while in use.
        """
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
            self._connection, self._file = _connect(self.path), file
        return self._connection


def _identity(path: Path) -> tuple[int, int] | None:
    """Return which file has this name now, None where there is none.

    The system gives the identity of an open file to no other file.
    """
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=BUSY_SECONDS
    )
    # Without an id of the system's run a restart goes unnoticed, so every write must be durable.
    synchronous = "off" if boot_id() else "full"
    connection.execute(f"pragma synchronous = {synchronous}")
    return connection


def _put(connection: sqlite3.Connection, case_id: str, *, head: Head, rows: CaseRows) -> None:
    opened_at = rows.opened_at.isoformat() if rows.opened_at else None
    connection.execute(
        f"insert or replace into cases values ({', '.join('?' * 12)})",
        (
            case_id,
            case_id.replace("-", ""),
            *head,
            rows.workflow,
            rows.status,
            opened_at,
            rows.incident,
            None if rows.incident is None else incident_key(rows.incident),
            None if rows.clock.latest is None else rows.clock.latest.isoformat(),
            _seconds(rows.clock.latest),
            rows.clock.behind,
        ),
    )
    connection.execute("delete from work where id = ?", (case_id,))
    connection.executemany(
        f"insert into work values ({', '.join('?' * 20)})", _work_values(case_id, rows)
    )


def _work_values(case_id: str, rows: CaseRows) -> Iterator[Sequence[object]]:
    """Yield a row for each action and agency.

    The first row of an action is marked, for lists over all agencies.
    """
    for place, action in enumerate(rows.actions):
        due = action.due.isoformat() if action.due else None
        late_after = action.late_after.isoformat() if action.late_after else None
        due_s, since_s = _seconds(action.due), _seconds(action.since)
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
                late_after,
                action.held,
                _viewers_text(action.seen_by),
                _viewers_text(action.due_seen_by),
            )


def _work_row(row: Sequence[Any]) -> WorkRow:
    text = (*row[:7], _agencies(row[7]), *row[8:12])
    return WorkRow._make((*text, bool(row[12]), _viewers(row[13]), _viewers(row[14])))


def _viewers_text(viewers: tuple[str, ...] | None) -> str | None:
    return None if viewers is None else " ".join(viewers)


def _viewers(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else _agencies(text)


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


@lru_cache(maxsize=1000)  # thousands of rows name the same few agencies
def _agencies(text: str) -> tuple[str, ...]:
    """Split the ids as the index holds them."""
    return tuple(text.split())


def _where(query: WorkQuery) -> tuple[str, list[object]]:
    """Return the SQL conditions of the query and the values for their question marks."""
    asked: list[tuple[str, object]] = [
        ("first = ?", 1 if query.agency is None else None),
        ("agency = ?", query.agency),
        ("(due_s <= ? or (due_s is null and kind = 'decision'))", _seconds(query.due_by)),
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
