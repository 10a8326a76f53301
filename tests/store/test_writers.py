"""Many writers on one case: what was acknowledged, together, is the history; each event once, each
at its number.
"""

from __future__ import annotations

import gc
import os
import random
import time
from itertools import count as count_from
from pathlib import Path

import pytest

from sop.store.index_rows import WorkQuery
from sop.store.port import VersionConflict
from sop.store.verify_case import verify_log
from tests.store.samples import CASE, SampleStore, embedded, event, filled, log_of

PATIENCE = 120.0


def write(folder: Path, name: int, count: int, pipe: int) -> None:
    """Append `count` events; a line in the pipe for each that was acknowledged, one for the
    conflicts at the end.
    """
    # A machine with much else to do may let one wait for the lock for longer than a person would.
    store, conflicts, source = SampleStore(folder, lock_seconds=PATIENCE), 0, random.Random(name)
    for turn in range(count):
        for tries in count_from(1):
            version = store.load(CASE)[1]
            try:
                store.append(CASE, version, [event(version + 1, key=f"{name}.{turn}")])
                break
            except VersionConflict:
                conflicts += 1
                time.sleep(
                    source.uniform(0, min(0.2, 0.005 * 2**tries))
                )  # else all would come back at once
        os.write(pipe, f"{version + 1} {name}.{turn}\n".encode())
    os.write(pipe, f"conflicts {conflicts}\n".encode())


def started(folder: Path, name: int, count: int, pipe: int) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            write(folder, name, count, pipe)
            status = 0
        finally:
            os._exit(status)
    return child


@pytest.mark.parametrize(("writers", "count"), [(2, 100), (8, 50), (16, 25)])
def test_the_union_of_the_acknowledged_is_the_history(
    tmp_path: Path, writers: int, count: int
) -> None:
    filled(tmp_path, count=1)
    reader, pipe = os.pipe()
    gc.freeze()
    children = [started(tmp_path, name, count, pipe) for name in range(writers)]
    os.close(pipe)
    with os.fdopen(reader, "r") as told:
        lines = [line.split() for line in told]
    gc.unfreeze()
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * writers

    conflicts = sum(int(number) for word, number in lines if word == "conflicts")
    acknowledged = {int(number): key for number, key in lines if number != "conflicts"}
    store = embedded(tmp_path)
    history, version = store.load(CASE)
    print(
        f"{writers} writers x {count} events: {len(acknowledged)} acknowledged, {conflicts} "
        "times another was faster"
    )
    assert len(acknowledged) == writers * count == version - 1
    assert {each.id: each.key for each in history[1:]} == acknowledged
    assert sorted(acknowledged.values()) == sorted(
        f"{n}.{turn}" for n in range(writers) for turn in range(count)
    )
    assert conflicts > 0  # they did meet
    verified = verify_log(
        CASE, log_of(store).read_bytes(), store.index_sync.indexed_head(CASE), lambda pinned: None
    )
    assert (verified.ok, verified.events) == (True, version)
    assert [row.title for row in store.work(WorkQuery())] == [f"{version} events"]
