"""A dead writer's case is entered in the index: from then on its events are durable, because the
index names them.

The writer dies at each of its calls in turn. Then a worklist is read, which enters the case in the
index, and then the power is cut. A log that ends before the head that the index knows would be
reported as damaged.
"""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path

import pytest

from sop.store import syscalls
from sop.store.index_rows import WorkQuery, WorkRow
from tests.store.samples import CASE, OTHER, SampleStore, embedded, event, events, filled, log_of
from tests.store.simulated_disk import ROOT, Killed, RememberedHeads, SimulatedDisk, standing_in

IMAGES_A_DEATH = 30


class UsableHeads(RememberedHeads):
    """The same index as one that answers, with no rows."""

    def check(self) -> None:
        """It is in order."""

    def work(self, query: WorkQuery) -> tuple[WorkRow, ...]:
        return ()


def store_on(simulated: SimulatedDisk) -> SampleStore:
    store = SampleStore(ROOT)
    store.index_sync.index = UsableHeads(simulated)  # type: ignore[assignment]
    return store


def dying_at(simulated: SimulatedDisk, number: int) -> list[str]:
    """From now on the writer dies at its call of that number; the names of its calls so far."""
    calls: list[str] = []

    def count(name: str) -> None:
        calls.append(name)
        if len(calls) >= number:
            raise Killed

    simulated.on_operation = count
    return calls


@pytest.mark.parametrize("before", [0, 2], ids=["a new case", "a case with events"])
def test_what_a_dead_writer_wrote_is_durable_once_it_is_in_the_index(
    before: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaths = entered = images = 0
    while True:
        deaths += 1
        simulated = SimulatedDisk()
        with standing_in(simulated, monkeypatch):
            for number in range(1, before + 1):
                store_on(simulated).append(CASE, number - 1, [event(number)])
            calls = dying_at(simulated, deaths)
            with suppress(Killed):
                store_on(simulated).append(CASE, before, [event(before + 1)])
            simulated.on_operation = lambda name: None
            if len(calls) < deaths:
                break
            simulated.handles.clear()
            store_on(simulated).work(WorkQuery())
        known = simulated.heads.get(CASE)
        entered += known is not None and known.version == before + 1
        for image in simulated.images(random.Random(deaths), IMAGES_A_DEATH):
            images += 1
            image.heads = dict(simulated.heads)
            with standing_in(image, monkeypatch):
                if known is not None:
                    assert store_on(image).load(CASE)[1] == known.version, (
                        f"{calls}, then a power cut"
                    )
    print(f"{deaths - 1} deaths, the events in the index after {entered} of them, {images} images")
    assert entered >= 2
    assert images >= deaths


def test_a_rebuilt_index_holds_a_dead_writers_case_only_once_it_is_durable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path)
    store.append(OTHER, 0, events(1, 2))
    store.index_sync.mark(CASE)
    index = tmp_path / "index.sqlite"
    index.unlink()
    flushed: list[tuple[Path, bool]] = []
    flush = syscalls.fsync_file

    def flush_noted(path: Path) -> None:
        if path.suffix == ".log":
            flushed.append((path, index.exists()))
        flush(path)

    monkeypatch.setattr(syscalls, "fsync_file", flush_noted)
    embedded(tmp_path).work(WorkQuery())
    assert flushed[0] == (log_of(store), False)
    assert {path for path, _ in flushed} == {log_of(store)}  # no healthy case is flushed
