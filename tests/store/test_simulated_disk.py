"""Power cuts before every operation, failing calls and dying writers, on a disk that forgets what
was not fsynced.
"""

from __future__ import annotations

import errno
import os
import random
from collections.abc import Callable
from contextlib import suppress

import pytest

from sop.model.events import Event
from sop.store.port import StoreError, StoreTrouble, UnknownCase
from tests.store.samples import CASE, HASH, OTHER, THIRD, SampleStore, definition, event
from tests.store.simulated_disk import ROOT, Killed, RememberedHeads, SimulatedDisk, standing_in
from tests.volume import SEED, times

SCRIPTS = times(40)
IMAGES = times(20_000)
FAILURES = times(1_500)
CASES = (CASE, OTHER, THIRD)
Written = dict[str, tuple[Event, ...]]
TEXTS = {"drill.yaml": "id: drill\n"}


class Script:
    """A random sequence of appends and kept definitions; knows what was acknowledged and what was
    only tried.
    """

    def __init__(self, seed: int, simulated: SimulatedDisk) -> None:
        self.source = random.Random(seed)
        self.simulated = simulated
        self.acknowledged: Written = {}
        self.tried: dict[str, list[tuple[Event, ...]]] = {case: [()] for case in CASES}
        self.last = ""
        self.cache = False
        self.errors: list[StoreError] = []

    def run(self, steps: int) -> None:
        for _ in range(steps):
            try:
                self._step()
            except StoreTrouble as error:
                self.errors.append(error)
            except Killed:
                self.simulated.handles.clear()

    def _step(self) -> None:
        store = store_on(self.simulated)
        if self.source.random() < 0.15:
            store.keep_definition(definition(), TEXTS)
            self.cache = True
            return
        case = self.source.choice(CASES)
        before = loaded(store, case)
        new = [
            event(len(before) + place, why="x" * self.source.choice([0, 0, 700]))
            for place in range(1, self.source.randint(1, 3) + 1)
        ]
        self.last = case
        self.tried[case].append((*before, *new))
        store.append(case, len(before), new)
        self.acknowledged[case] = (*before, *new)


def store_on(simulated: SimulatedDisk) -> SampleStore:
    store = SampleStore(ROOT)
    store.index_sync.index = RememberedHeads(simulated)  # type: ignore[assignment]
    return store


def loaded(store: SampleStore, case: str) -> tuple[Event, ...]:
    try:
        return store.load(case)[0]
    except UnknownCase:
        return ()


def check(image: SimulatedDisk, script: Script, patch: pytest.MonkeyPatch) -> None:
    """Acknowledged events are there; what is there beyond them was tried; nothing half; the store
    goes on.
    """
    with standing_in(image, patch):
        store = store_on(image)
        for case in CASES:
            kept, found = script.acknowledged.get(case, ()), loaded(store, case)
            assert found[: len(kept)] == kept, (
                f"{case}: {len(kept)} acknowledged, {len(found)} there"
            )
            assert found in script.tried[case], (
                f"{case}: {len(found)} there, which nobody tried to write"
            )
            if case != script.last:
                continue
            torn = [warning for warning in store.warnings if case in warning]
            store.append(case, len(found), [event(len(found) + 1)])
            assert loaded(store, case) == (*found, event(len(found) + 1))
            aside = [name for name in names(image, "quarantine") if name.startswith(case)]
            assert len(aside) <= len(torn), f"{aside} without a word"
        if script.cache:
            assert (store.definition(HASH), store.texts(HASH)) == (definition(), TEXTS)


def names(image: SimulatedDisk, folder: str) -> list[str]:
    return [name for name in image.now.get(str(ROOT / folder), ()) if name.endswith(".torn")]


@pytest.mark.parametrize("half", [0, 1])  # two, so that both cores have one
def test_a_power_cut_before_any_operation_loses_nothing_acknowledged(
    half: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = points = kills = 0
    for seed in range(SEED + half * SCRIPTS // 2, SEED + (half + 1) * SCRIPTS // 2):
        source = random.Random(seed)
        script = Script(seed, SimulatedDisk())

        def cut(
            name: str, source: random.Random = source, script: Script = script, seed: int = seed
        ) -> None:
            nonlocal images, points, kills
            points += 1
            with monkeypatch.context() as patch:
                for image in script.simulated.images(source, 16):
                    check(image, script, patch)
                    images += 1
            if seed % 2 and source.random() < 0.03:
                kills += 1
                dead(script.simulated)

        def dead(simulated: SimulatedDisk) -> None:
            simulated.on_operation = die
            raise Killed

        def die(name: str) -> None:
            raise Killed

        with standing_in(script.simulated, monkeypatch):
            for _ in range(11):
                script.simulated.on_operation = cut
                script.run(1)
        assert script.errors == []
    print(
        f"{SCRIPTS // 2} scripts, {points} crash points, {kills} writers killed before, {images} "
        "images"
    )
    assert images >= IMAGES // 2
    assert kills > 5


def test_a_definition_is_durable_once_kept_whoever_died_while_keeping_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The second writer finds both files in place; the first may have died before their names were
    durable.
    """
    images = 0
    for n in range(1, 60):
        simulated, calls = SimulatedDisk(), [0]

        def die(name: str, calls: list[int] = calls, n: int = n) -> None:
            calls[0] += 1
            if calls[0] == n:
                raise Killed

        with standing_in(simulated, monkeypatch):
            simulated.on_operation = die
            with suppress(Killed):
                store_on(simulated).keep_definition(definition(), TEXTS)
            simulated.on_operation = lambda name: None
            store_on(simulated).keep_definition(definition(), TEXTS)
        for image in simulated.images(random.Random(n), 30):
            images += 1
            with standing_in(image, monkeypatch):
                store = store_on(image)
                assert (store.definition(HASH), store.texts(HASH)) == (definition(), TEXTS), (
                    f"died at call {n}"
                )
        if calls[0] < n:
            break
    print(f"{n - 1} moments of death, {images} images")
    assert n > 20


def failing_at(n: int, code: int) -> tuple[Callable[[str], None], list[str]]:
    calls: list[str] = []

    def fail(name: str) -> None:
        calls.append(name)
        if len(calls) == n:
            raise OSError(code, os.strerror(code))

    return fail, calls


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_any_failing_call_is_told_or_does_no_harm(
    code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = told = 0
    for seed in range(SEED, SEED + SCRIPTS // 2):
        for n in range(1, 200):
            fail, calls = failing_at(n, code)
            script = Script(seed, SimulatedDisk(fail))
            with standing_in(script.simulated, monkeypatch):
                script.run(4)
            if len(calls) < n:
                break
            script.simulated.on_operation = lambda name: None
            still_there(script, monkeypatch)
            runs += 1
            told += len(script.errors)
            assert len(script.errors) <= 1
    print(f"{runs} runs with one failing call (errno {code}), {told} told as exit 3")
    assert runs >= FAILURES // 2
    assert told > runs // 3


def still_there(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a crash exactly what was acknowledged is there; after one nothing acknowledged is
    lost.
    """
    with standing_in(script.simulated, monkeypatch):
        store = store_on(script.simulated)
        for case in CASES:
            assert loaded(store, case) == script.acknowledged.get(case, ())
    for image in script.simulated.images(random.Random(1), 3):
        with standing_in(image, monkeypatch):
            store = store_on(image)
            for case in CASES:
                found = loaded(store, case)
                assert found[: len(script.acknowledged.get(case, ()))] == script.acknowledged.get(
                    case, ()
                )


def test_a_short_write_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = 0
    for seed in range(SEED, SEED + SCRIPTS):
        for n in range(1, 8):
            script, count = Script(seed, SimulatedDisk()), [0]
            whole = script.simulated.write

            def short(
                descriptor: int,
                content: bytes,
                script: Script = script,
                count: list[int] = count,
                n: int = n,
                whole: Callable[[int, bytes], int] = whole,
            ) -> int:
                count[0] += 1
                write = script.simulated.short_write if count[0] == n else whole
                return write(descriptor, content)

            script.simulated.write = short  # type: ignore[method-assign]
            with standing_in(script.simulated, monkeypatch):
                script.run(4)
            assert len(script.errors) == (count[0] >= n)
            still_there(script, monkeypatch)
            runs += 1
    print(f"{runs} runs with one short write")
    assert runs == 7 * SCRIPTS
