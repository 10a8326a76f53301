"""A write to several cases is in all of them or in none, wherever its writer dies and whatever call
fails.
"""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path
from random import Random
from zlib import crc32

import pytest

from sop.store import syscalls
from sop.store.backup import back_up
from sop.store.case_ids import new_case_id
from sop.store.index_rows import WorkQuery
from sop.store.port import Corrupt, StoreTrouble, VersionConflict
from sop.store.restore import restore
from sop.store.verify_store import check_up
from tests.store.failing_calls import Calls, counted
from tests.store.samples import (
    CASE,
    OTHER,
    THIRD,
    SampleStore,
    embedded,
    event,
    events,
    filled,
    snapshot,
)
from tests.store.simulated_disk import SimulatedDisk, standing_in
from tests.store.test_simulated_disk import loaded, store_on

THREE = (CASE, OTHER, THIRD)


def write_three(store: SampleStore) -> None:
    """Two events more in a case of three, and two new cases."""
    store.append_all({CASE: (3, events(4, 5)), OTHER: (0, events(1, 1)), THIRD: (0, events(1, 2))})


BEFORE, AFTER = {CASE: 3}, {CASE: 5, OTHER: 1, THIRD: 2}


def lengths(store: SampleStore) -> dict[str, int]:
    return {case: store.load(case)[1] for case in store.cases()}


class Deaths:
    """Every call by which the store meets the system, by number: at the given one the process is
    killed.
    """

    def __init__(self, at: int) -> None:
        self.at, self.count = at, 0

    def instead_of(self, real: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **named: object) -> object:
            self.count += 1
            if self.count == self.at:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*given, **named)

        return call


def killed_at(number: int, act: Callable[[], object]) -> bool | None:
    """Run `act` in a fork that is killed before its call of that number: whether it had been
    acknowledged before; None where there is no such call, so that it ended by itself."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        deaths = Deaths(number)
        for name, real in list(vars(syscalls).items()):
            if callable(real) and getattr(real, "__module__", None) == syscalls.__name__:
                setattr(syscalls, name, deaths.instead_of(real))
        with suppress(BaseException):
            act()
            os.write(writer, b"done")
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        is_acknowledged = pipe.read() == b"done"
    _, status = os.waitpid(child, 0)
    return is_acknowledged if os.WIFSIGNALED(status) else None


def fresh(folder: Path) -> SampleStore:
    shutil.rmtree(folder, ignore_errors=True)
    return filled(folder)


def test_a_writer_killed_before_any_operation_leaves_all_or_none(tmp_path: Path) -> None:
    folder, found = tmp_path / "data", {"all": 0, "none": 0}
    for number in range(1, 1_000):
        fresh(folder)
        answer = killed_at(number, lambda: write_three(embedded(folder)))
        store = embedded(folder)
        now = lengths(store)
        assert now in (BEFORE, AFTER), f"killed before operation {number}"
        assert answer is not True or now == AFTER
        assert store.work(WorkQuery()) and store.batches.names() == ()
        assert {row.case: row.title for row in store.work(WorkQuery())} == {
            c: f"{n} events" for c, n in now.items()
        }
        assert all(store.verify(case).events == count for case, count in now.items())
        found["all" if now == AFTER else "none"] += 1
        if answer is None:
            break
    print(f"{number - 1} operations: {found}")
    assert answer is None and number > 50
    assert min(found.values()) > 10


def left_behind(folder: Path) -> SampleStore:
    """A store whose writer was killed right after the commit."""
    store = fresh(folder)
    child = os.fork()
    if child == 0:
        rename = syscalls.rename

        def last(old: Path, new: Path) -> None:
            rename(old, new)
            if new.suffix == ".batch":
                os.kill(os.getpid(), signal.SIGKILL)

        syscalls.rename = last
        with suppress(BaseException):
            write_three(store)
        os._exit(0)
    os.waitpid(child, 0)
    assert store.batches.names() != ()
    return embedded(folder)


def damage(store: SampleStore) -> list[tuple[str, str]]:
    """What a check calls damage, but for the definition, which these samples do not keep."""
    return [
        (one.about, one.place) for one in check_up(store).damage if "definition" not in one.what
    ]


def test_whoever_completes_it_may_be_killed_too(tmp_path: Path) -> None:
    template, folder = tmp_path / "template", tmp_path / "data"
    left_behind(template)
    for number in range(1, 1_000):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(template, folder)
        answer = killed_at(number, lambda: embedded(folder).load(OTHER))
        assert lengths(embedded(folder)) == AFTER, f"killed before operation {number}"
        if answer is None:
            break
    assert answer is None and number > 30


@pytest.mark.parametrize(
    "read",
    [
        lambda store: store.load(OTHER),
        lambda store: store.work(WorkQuery()),
        lambda store: store.case_lines(),
        lambda store: store.cases(),
        lambda store: store.find_by_prefix("7K3"),
        lambda store: store.rebuild(),
        lambda store: store.append(CASE, 5, events(6, 6)),
        lambda store: store.append_all({OTHER: (1, events(2, 2)), CASE: (5, events(6, 6))}),
        lambda store: back_up(store, store.folder.parent / "copy"),
    ],
)
def test_whoever_comes_next_completes_it_and_says_so(
    tmp_path: Path, read: Callable[[SampleStore], object]
) -> None:
    store = left_behind(tmp_path / "data")
    read(store)
    assert store.batches.names() == ()
    assert any("interrupted after its commit" in warning for warning in store.warnings)
    assert {case: min(found, AFTER[case]) for case, found in lengths(store).items()} == AFTER


def test_a_check_tells_what_was_left_and_changes_nothing(tmp_path: Path) -> None:
    store = left_behind(tmp_path / "data")
    (store.folder / "batches" / ".x.batch.123").write_bytes(b"half")
    before = snapshot(store.folder)
    found = check_up(store)
    assert snapshot(store.folder) == before
    assert damage(store) == []
    assert {one.about for one in found.findings} >= {"batch", "leftover"}
    assert lengths(embedded(store.folder)) == AFTER  # the half of a file counts for nothing


def test_a_history_that_went_on_otherwise_is_damage(tmp_path: Path) -> None:
    store = left_behind(tmp_path / "data")
    store.database(CASE).insert_multiple(
        [{"type": "note_written"}]
    )  # past the store, which would have completed it
    assert damage(embedded(store.folder)) == [("history", CASE)]
    store = embedded(store.folder)
    with pytest.raises(Corrupt, match="contradicts batches/"):
        store.load(CASE)
    assert (store.load(OTHER)[1], store.load(THIRD)[1]) == (
        1,
        2,
    )  # a damaged case keeps no other from its events
    assert not store.verify(CASE).ok
    assert store.batches.names() != ()


def test_a_damaged_batch_is_told_and_nothing_is_written_over_it(tmp_path: Path) -> None:
    store = left_behind(tmp_path / "data")
    path = store.folder / "batches" / store.batches.names()[0]
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(content)
    for act in (
        lambda: store.load(CASE),
        lambda: store.append(CASE, 3, events(4, 4)),
        lambda: write_three(store),
    ):
        with pytest.raises(Corrupt, match="is damaged"):
            act()
    assert [about for about, _ in damage(store)] == ["batch"]
    assert store.cases() == (CASE,)  # a list hides nothing else
    assert any("is damaged" in warning for warning in store.warnings)


def test_one_case_that_is_not_at_its_version_keeps_all_from_being_written(tmp_path: Path) -> None:
    store = filled(tmp_path / "data")
    before = snapshot(store.folder / "cases")
    with pytest.raises(VersionConflict):
        store.append_all({OTHER: (0, events(1, 1)), CASE: (2, events(3, 3))})
    assert snapshot(store.folder / "cases") == before


def calls_of(folder: Path, patch: pytest.MonkeyPatch) -> list[str]:
    calls = Calls()
    with counted(calls, patch):
        write_three(fresh(folder))
    return calls.names


def test_a_call_that_fails_is_told_or_the_write_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the commit it is told and nothing is there; after it everything is, as soon as the
    call works again.
    """
    folder, told = tmp_path / "data", 0
    names = calls_of(folder, monkeypatch)
    for number in range(1, len(names) + 1):
        store = SampleStore(fresh(folder).folder, lock_seconds=0)
        is_told = False
        with counted(Calls(number, 5, stays=number % 2 == 0), monkeypatch):
            try:
                write_three(store)
            except StoreTrouble:
                is_told = True
        told += is_told
        assert lengths(embedded(folder)) == (BEFORE if is_told else AFTER), (
            f"call {number}, {names[number - 1]}"
        )
    assert 10 < told < len(names) - 10


def test_what_is_committed_is_read_though_it_cannot_be_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = left_behind(tmp_path / "data")

    def full(path: Path) -> int:
        raise OSError(28, "full")

    with monkeypatch.context() as patch:
        patch.setattr(syscalls, "open_log", full)
        assert {case: store.load(case)[1] for case in THREE} == AFTER
        with pytest.raises(StoreTrouble, match="waits for an earlier write"):
            store.append(THIRD, 2, events(3, 3))
    assert lengths(embedded(store.folder)) == AFTER


def test_a_power_cut_before_any_operation_leaves_all_or_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    simulated, images, source = SimulatedDisk(), 0, Random(7)
    is_done = False

    def check() -> None:
        nonlocal images
        for image in simulated.images(source, 8):
            images += 1
            with standing_in(image, monkeypatch):
                store = store_on(image)
                found = {case: len(loaded(store, case)) for case in THREE}
            assert found in (
                [AFTER] if is_done else [{**AFTER, **dict.fromkeys(THREE, 0), **BEFORE}, AFTER]
            )

    with standing_in(simulated, monkeypatch):
        store_on(simulated).append(CASE, 0, events(1, 3))
        simulated.on_operation = lambda name: check()
        write_three(store_on(simulated))
        is_done = True
        check()
    print(f"{images} images")
    assert images > 200


def test_two_batches_over_the_same_cases_in_another_order_do_not_wait_for_each_other(
    tmp_path: Path,
) -> None:
    """Each tries until it was the faster one; some of the cases share a lock."""
    cases = sharing_a_lock()
    for case in cases:
        embedded(tmp_path / "data").append(case, 0, events(1, 1))
    errors: list[BaseException] = []

    def work(order: tuple[str, ...], word: str) -> None:
        try:
            for turn in range(15):
                while True:
                    store = embedded(tmp_path / "data")
                    versions = {case: store.load(case)[1] for case in order}
                    with suppress(VersionConflict):
                        store.append_all(
                            {
                                case: (version, [event(version + 1, key=f"{word}{turn}")])
                                for case, version in versions.items()
                            }
                        )
                        break
        except BaseException as error:
            errors.append(error)

    workers = [
        threading.Thread(target=work, args=(order, word))
        for order, word in ((cases[:3], "a"), (cases[:0:-1], "b"))
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert errors == [] and not any(worker.is_alive() for worker in workers)
    store = embedded(tmp_path / "data")
    keys = {case: [one.key for one in store.load(case)[0] if one.key] for case in cases}
    assert [len(keys[case]) for case in cases] == [15, 30, 30, 15]
    assert keys[cases[1]] == keys[cases[2]]  # what both wrote came in one order


def sharing_a_lock() -> tuple[str, ...]:
    """Four cases, of which the second and the third have one lock."""
    found: dict[int, str] = {}
    for seed in range(1_000):
        case = new_case_id(Random(seed))
        other = found.setdefault(crc32(case.encode()) & 0xFF, case)
        if other != case:
            return (CASE, other, case, OTHER)
    raise AssertionError


def test_a_backup_taken_while_batches_are_written_has_each_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch comes between the copies of its first and its second case."""
    store = filled(tmp_path / "data")
    store.append(OTHER, 0, events(1, 1))
    real, is_first = store.index_sync.indexed_head, [True]

    def known_head(case: str) -> object:
        if case == OTHER and is_first[0]:
            is_first[0] = False
            os.waitpid(child_writing(store.folder), 0)
        return real(case)

    monkeypatch.setattr(store.index_sync, "indexed_head", known_head)
    monkeypatch.setattr("sop.store.backup.hold_lock_file", lambda *given, **named: nullcontext())
    back_up(store, tmp_path / "copy")
    restore(tmp_path / "copy", tmp_path / "again")
    assert lengths(embedded(tmp_path / "again")) == {CASE: 4, OTHER: 2}


def child_writing(folder: Path) -> int:
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            embedded(folder).append_all({CASE: (3, events(4, 4)), OTHER: (1, events(2, 2))})
        os._exit(0)
    return child


def test_a_backup_keeps_what_could_not_be_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = left_behind(tmp_path / "data")
    with monkeypatch.context() as patch:
        patch.setattr(store.batches, "settle", tuple)
        back_up(store, tmp_path / "copy.zip")
    restore(tmp_path / "copy.zip", tmp_path / "again")
    assert lengths(embedded(tmp_path / "again")) == AFTER
