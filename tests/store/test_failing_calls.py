"""Whichever call to the system fails: it is told, nothing is half done, and no second try claims
success.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sop.store.backup import back_up
from sop.store.index_rows import WorkQuery
from sop.store.port import StoreError, StoreTrouble
from tests.store.failing_calls import WAYS, Calls, counted
from tests.store.samples import (
    CASE,
    HASH,
    OTHER,
    THIRD,
    SampleStore,
    definition,
    embedded,
    event,
    events,
    filled,
    log_of,
)

RUNS = 1_500
TEXTS = {"drill.yaml": "id: drill\n"}
Prepare = Callable[[Path], object]
Act = Callable[[SampleStore], object]


def torn(folder: Path) -> None:
    with log_of(filled(folder)).open("ab") as log:
        log.write(b'0badcafe [4,[{"id":4')


def without_newline(folder: Path) -> None:
    path = log_of(filled(folder))
    path.write_bytes(path.read_bytes()[:-1])


def left_by_a_dead_writer(folder: Path) -> None:
    filled(folder).index_sync.mark(CASE)


def without_index(folder: Path) -> None:
    filled(folder).append(OTHER, 0, events(1, 2))
    (folder / "index.sqlite").unlink()


def append_long(store: SampleStore) -> None:
    store.append(CASE, 3, [event(4, why="x" * 5_000)])


def read(store: SampleStore) -> object:
    return (
        store.load(CASE),
        store.cases(),
        store.verify(CASE),
        store.find_by_prefix("7K"),
        store.status(),
    )


WRITES: dict[str, tuple[Prepare, Act]] = {
    "begin a store": (lambda folder: None, lambda store: store.append(CASE, 0, events(1, 1))),
    "open a case": (filled, lambda store: store.append(OTHER, 0, events(1, 2))),
    "append one": (filled, lambda store: store.append(CASE, 3, events(4, 4))),
    "append three": (filled, lambda store: store.append(CASE, 3, events(4, 6))),
    "append a long one": (filled, append_long),
    "append after a torn end": (torn, lambda store: store.append(CASE, 3, events(4, 4))),
    "append after a lost newline": (
        without_newline,
        lambda store: store.append(CASE, 3, events(4, 4)),
    ),
    "append after a dead writer": (
        left_by_a_dead_writer,
        lambda store: store.append(CASE, 3, events(4, 4)),
    ),
    "append without an index": (without_index, lambda store: store.append(CASE, 3, events(4, 4))),
    "keep a definition": (filled, lambda store: store.keep_definition(definition(), TEXTS)),
    "begin with a definition": (
        lambda folder: None,
        lambda store: store.keep_definition(definition(), TEXTS),
    ),
}
OTHERS: dict[str, tuple[Prepare, Act]] = {
    "worklist after a dead writer": (left_by_a_dead_writer, lambda store: store.work(WorkQuery())),
    "worklist without an index": (without_index, lambda store: store.work(WorkQuery())),
    "read": (filled, read),
    "back up": (without_index, lambda store: back_up(store, store.folder.parent / "copy")),
}
OPERATIONS = {**WRITES, **OTHERS}


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder in memory where there is one: what fails here is simulated, so nothing needs a real
    disk.
    """
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


class Trial:
    """One operation on a copy of a prepared store, again and again."""

    def __init__(self, place: Path, prepare: Prepare, act: Act, patch: pytest.MonkeyPatch) -> None:
        self.template, self.folder, self.place = place / "template", place / "work" / "data", place
        self.act, self.patch = act, patch
        place.mkdir()
        prepare(self.template)

    def run(self, calls: Calls) -> StoreTrouble | None:
        """The trouble that was told, None where it claimed success."""
        shutil.rmtree(self.folder.parent, ignore_errors=True)
        self.folder.parent.mkdir()
        if self.template.exists():
            shutil.copytree(self.template, self.folder)
        store = SampleStore(self.folder, lock_seconds=0)
        with counted(calls, self.patch):
            try:
                self.act(store)
            except StoreTrouble as trouble:
                return trouble
        return None

    def histories(self, folder: Path) -> dict[str, int]:
        store = embedded(folder)
        return {case: len(store.load(case)[0]) for case in store.cases()}


def failures(trial: Trial) -> Iterator[tuple[int, str, int, bool]]:
    """Every call of the operation by number, with each way in which it can fail, once or always."""
    calls = Calls()
    assert trial.run(calls) is None
    for number, name in enumerate(calls.names, start=1):
        for way in WAYS[name]:
            yield number, name, way, False
            yield number, name, way, True


def trial_of(what: str, place: Path, patch: pytest.MonkeyPatch) -> Trial:
    prepare, act = OPERATIONS[what]
    return Trial(place / what.replace(" ", "_"), prepare, act, patch)


def test_there_are_fifteen_hundred_ways_to_fail(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = {what: len(list(failures(trial_of(what, place, monkeypatch)))) for what in OPERATIONS}
    print(f"{sum(counts.values())} runs of {len(counts)} operations, each with a failing call")
    assert sum(counts.values()) >= RUNS
    assert len(WRITES) >= 10


@pytest.mark.parametrize("what", OPERATIONS)
def test_the_nth_call_failing_is_told_and_a_failed_fsync_is_never_success(
    place: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    trial = trial_of(what, place, monkeypatch)
    before = trial.histories(trial.template)
    assert trial.run(Calls()) is None
    after = trial.histories(trial.folder)
    promised = list(failures(trial))
    for number, name, way, stays in promised:
        where = f"call {number}, {name} fails with {way}{' from then on' * stays}"
        try:
            trouble = trial.run(Calls(number, way, stays))
            found = trial.histories(trial.folder)
            assert found == (after if trouble is None else before), f"{found}, told {trouble}"
            is_write = name.startswith(("fsync", "write", "rename"))
            assert trouble is not None or not is_write or what not in WRITES, "success was claimed"
            if "definition" in what and trouble is None:
                assert embedded(trial.folder).texts(HASH) == TEXTS
            if not stays:
                goes_on(trial, found)
        except (AssertionError, OSError, StoreError) as error:
            wrong.append(f"{where}: {error!r}")
        counts["told" if trouble else "done all the same"] += 1
    print(f"{what}: {len(promised)} runs, {dict(counts)}")
    assert not wrong, "\n".join(wrong)
    assert sum(counts.values()) == len(promised) > 0


def goes_on(trial: Trial, found: dict[str, int]) -> None:
    """The next writer writes, and the index says what the histories say."""
    store = embedded(trial.folder)
    version = found.get(THIRD, 0)
    store.append(THIRD, version, events(version + 1, version + 2))
    store.append(CASE, found.get(CASE, 0), events(found.get(CASE, 0) + 1, found.get(CASE, 0) + 1))
    lengths = {**found, THIRD: version + 2, CASE: found.get(CASE, 0) + 1}
    assert {row.case: row.title for row in store.work(WorkQuery())} == {
        case: f"{count} events" for case, count in lengths.items()
    }
