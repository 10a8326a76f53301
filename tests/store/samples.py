"""Events, ids and stores for the store's tests. Times are fixed; rows say one open action a case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sop.model.definition import Definition, Stakeholder, Step, Track
from sop.model.events import Body, CaseOpened, Event, NoteWritten
from sop.store.embedded_store import EmbeddedStore
from sop.store.index_rows import CaseRows, OpenAction

CASE = "7K3M-9QTD-X"
OTHER = "ABCD-EFGH-2"
THIRD = "K7QP-2XVN-F"
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
HASH = "a" * 64


def event(number: int, body: Body | None = None, **more: object) -> Event:
    """An event; by default the opening for number 1, a note for any other."""
    if body is None:
        body = CaseOpened("drill", "1.0.0", HASH) if number == 1 else NoteWritten(f"note {number}")
    at = NOON + timedelta(minutes=number)
    return Event(number, at, at, "warden", body, **more)


def events(first: int, last: int) -> list[Event]:
    return [event(number) for number in range(first, last + 1)]


def rows_of(case_id: str, history: tuple[Event, ...]) -> CaseRows:
    """One open action a case, titled with the number of events."""
    action = OpenAction(
        "main",
        "start",
        "main.start.call",
        "M1.1",
        f"{len(history)} events",
        ("warden", "nurse"),
        NOON,
    )
    return CaseRows("drill", "open", history[0].at, None, (action,))


def embedded(folder: Path) -> EmbeddedStore:
    return EmbeddedStore(folder, rows_of)


def filled(folder: Path, case: str = CASE, count: int = 3) -> EmbeddedStore:
    """A store with one case; its events were appended one at a time."""
    store = embedded(folder)
    for number in range(1, count + 1):
        store.append(case, number - 1, [event(number)])
    return store


def log_of(store: EmbeddedStore, case: str = CASE) -> Path:
    return store.database(case).log.place.log


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
