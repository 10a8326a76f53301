"""Events, ids and stores for the store's tests. Times are fixed; a case has one open action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sop.model.definition import Definition, Stakeholder, Step, Track
from sop.model.events import Body, CaseOpened, Event, NoteWritten
from sop.store.embedded_store import EmbeddedStore
from sop.store.index_rows import CaseRows, OpenAction, RowsOf

CASE = "7K3M-9QTD-X"
OTHER = "ABCD-EFGH-2"
THIRD = "K7QP-2XVN-F"
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
HASH = "a" * 64
COUNT = 20
"""How many events `log_of_many_events` has."""


def event(number: int, body: Body | None = None, **more: object) -> Event:
    """An event; by default the opening for number 1, a note for any other."""
    if body is None:
        body = CaseOpened("drill", "1.0.0", HASH) if number == 1 else NoteWritten(f"note {number}")
    at = NOON + timedelta(minutes=number)
    return Event(number, at, at, "warden", body, **more)


def events(first: int, last: int) -> list[Event]:
    return [event(number) for number in range(first, last + 1)]


def rows_at(version: int) -> CaseRows:
    """One open action a case, titled with the number of events."""
    action = OpenAction(
        "main", "start", "main.start.call", "M1.1", f"{version} events", ("warden", "nurse"), NOON
    )
    return CaseRows("drill", "open", event(1).at, None, (action,))


def rows_of(case_id: str, history: tuple[Event, ...], definition_of: object) -> CaseRows:
    """The same for a case that the store reads by itself."""
    return rows_at(len(history))


class SampleStore(EmbeddedStore):
    """An embedded store that gives the rows of these samples with every append."""

    def __init__(self, folder: Path, rows_of: RowsOf = rows_of, **more: Any) -> None:
        super().__init__(folder, rows_of, **more)

    def append(
        self,
        case_id: str,
        expected_version: int,
        events: Sequence[Event],
        rows: CaseRows | None = None,
    ) -> None:
        super().append(
            case_id, expected_version, events, rows or rows_at(expected_version + len(events))
        )

    def append_all(
        self,
        writes: Mapping[str, tuple[int, Sequence[Event]]],
        rows: Mapping[str, CaseRows] | None = None,
    ) -> None:
        given = {case: rows_at(version + len(events)) for case, (version, events) in writes.items()}
        super().append_all(writes, rows or given)


def embedded(folder: Path) -> SampleStore:
    return SampleStore(folder)


def filled(folder: Path, case: str = CASE, count: int = 3) -> SampleStore:
    """A store with one case; its events were appended one at a time."""
    store = embedded(folder)
    for number in range(1, count + 1):
        store.append(case, number - 1, [event(number)])
    return store


def log_of(store: EmbeddedStore, case: str = CASE) -> Path:
    return store.database(case).log.place.log


def log_of_many_events(folder: Path) -> bytes:
    """Return a log of `COUNT` events, the third and fourth in one line."""
    store = filled(folder, count=2)
    store.append(CASE, 2, events(3, 4))
    for number in range(5, COUNT + 1):
        store.append(CASE, number - 1, [event(number)])
    return log_of(store).read_bytes()


def snapshot(folder: Path) -> dict[str, bytes | None]:
    """Every path under the folder, with its content if it is a file."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def definition() -> Definition:
    """A definition of one step."""
    step = Step("start", "main.start", "M1", "Start", end=True)
    return Definition(
        "drill",
        "1.0.0",
        "Drill",
        {"warden": Stakeholder("warden", "Warden", "W")},
        {},
        {},
        {},
        {},
        {},
        {"main": Track("main", "M", "Main", "warden", {"start": step}, {})},
        {},
        hash=HASH,
    )
