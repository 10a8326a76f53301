"""A disk that fills up, a small one of its own where the system lets us mount one: refused, told,
and nothing lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from sop.store.port import StoreTrouble
from tests.commands.typing_in import Outcome, Typist, new_typist
from tests.store.children import NoDiskOfItsOwn, in_child, small_disk
from tests.store.samples import CASE, OTHER, SampleStore, embedded, event, log_of, snapshot

MORE = 20
LONG = "five thousand letters " * 230


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    return new_typist(tmp_path, monkeypatch)


def filled_up(folder: Path, kilobytes: int, letters: int) -> dict[str, int]:
    """Write until the disk is full, 20 times more, free some space, go on. What was seen, in
    numbers.
    """
    with small_disk(folder, kilobytes):
        seen: Counter[str] = Counter()
        ballast = folder / "ballast"
        ballast.write_bytes(bytes(16 * 1024))
        store, lengths = embedded(folder / "data"), {CASE: 0, OTHER: 0}
        while seen["refused"] <= MORE:
            case = (CASE, OTHER)[sum(lengths.values()) % 2]
            before = snapshot(folder) if seen["refused"] else {}
            try:
                store.append(case, lengths[case], [event(lengths[case] + 1, why="x" * letters)])
                lengths[case] += 1
                seen["acknowledged"] += 1
                continue
            except StoreTrouble as trouble:
                assert "is full" in trouble.message, trouble.message
                assert trouble.remedy.startswith("Free some space")
                assert seen["refused"] == 0 or snapshot(folder) == before
                seen["refused"] += 1
            for known, length in lengths.items():
                assert length == 0 or embedded(folder / "data").load(known)[1] == length
        ballast.unlink()
        for case, length in lengths.items():
            later = embedded(folder / "data")
            later.append(case, length, [event(length + 1)])
            assert [each.id for each in later.load(case)[0]] == list(range(1, length + 2))
            seen["after space was freed"] += 1
        return dict(seen)


@pytest.mark.parametrize(("kilobytes", "letters", "fewest"), [(64, 900, 5), (1024, 4_000, 100)])
def test_a_small_disk_keeps_all_that_was_acknowledged(
    tmp_path: Path, kilobytes: int, letters: int, fewest: int
) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    seen = in_child(lambda: filled_up(folder, kilobytes, letters))
    if not_allowed(seen):
        print("NO SMALL DISK CAN BE MOUNTED HERE: the limit on the size of files stands for it")
        return
    assert isinstance(seen, dict), seen
    print(f"{kilobytes} KiB: {seen}")
    assert seen["refused"] == MORE + 1
    assert seen["acknowledged"] >= fewest
    assert seen["after space was freed"] == 2


def not_allowed(seen: object) -> bool:
    return isinstance(seen, tuple) and NoDiskOfItsOwn.__name__ in str(seen[-1])


def requests(sop: Typist) -> Iterator[tuple[tuple[str, ...], str]]:
    """Twelve commands that write, each possible in a case that has just been opened and had its
    first action.
    """
    yield ("note", "-"), LONG
    yield ("note", "-", "--for", "warden"), LONG
    yield ("do", "sound_alarm", "--note", LONG), ""
    yield ("do", "sound_alarm", "--note", LONG, "--key", "k"), ""
    yield ("do", "sound_alarm", "--note", LONG, "--at", "10:00"), ""
    yield ("undo", "2", "--why", LONG), ""
    yield ("raise", "fire", "--why", LONG), ""
    yield ("open", "fire-drill", "--incident", LONG), ""
    yield ("open", "fire-drill", "--key", "other"), ""
    yield ("note", "-", "--if-version", "2"), LONG
    yield ("note", "-", "--as", "owner"), LONG
    yield ("note", "-", "--key", "another"), LONG


READING = (
    ("checklist",),
    ("next",),
    ("case", "show"),
    ("case", "timeline"),
    ("case", "verify"),
    ("store", "status"),
)


def commands_when_full(sop: Typist, folder: Path) -> dict[str, int]:
    """Every writing command on a full disk, then with space again; the reading ones meanwhile."""
    with small_disk(folder, 1024):
        return _commands_when_full(sop, folder)


def _commands_when_full(sop: Typist, folder: Path) -> dict[str, int]:
    seen: Counter[str] = Counter()
    case = opened_in(sop, folder)
    with (folder / "ballast").open("wb", buffering=0) as ballast:
        try:
            while ballast.write(bytes(1024)):
                pass
        except OSError:
            pass
    judge_refusals(sop, folder / "data", seen)
    (folder / "ballast").unlink()
    for words, text in requests(sop):
        if words[0] == "note" and "--if-version" not in words:
            assert sop(*words, stdin=text).code == 0
            seen["done after space was freed"] += 1
    assert sop.ok("case", "verify", case).data["cases"][0]["ok"]
    return dict(seen)


def opened_in(sop: Typist, folder: Path) -> str:
    sop.patch.chdir(folder)
    sop.ok("init")
    (folder / "sop.toml").write_text('clock = "simulated"\n', "utf-8")
    case = sop.open()
    sop.ok("do", "tell_fire_brigade")
    for words in READING:
        assert sop(*words).code == 0
    return case


def judge_refusals(sop: Typist, data: Path, seen: Counter[str]) -> None:
    before = written_in(data)
    for words, text in requests(sop):
        told = sop(*words, stdin=text)
        judge(told, words)
        assert written_in(data) == before, f"{words} changed the store"
        seen["refused with exit 3"] += 1
    for words in READING:
        assert sop(*words).code == 0, words
        seen["read"] += 1
    assert written_in(data) == before


def written_in(data: Path) -> dict[str, bytes | None]:
    """Everything under the store's folder but the empty files that are there to be locked."""
    return {
        path: content for path, content in snapshot(data).items() if not path.startswith("locks/")
    }


def judge(told: Outcome, words: tuple[str, ...]) -> None:
    assert told.code == 3, (words, told)
    text = " ".join(told.err.split())
    assert "full" in text or "may not grow" in text or "No space" in text, (words, told.err)
    assert "Traceback" not in told.err


def test_every_command_on_a_full_disk_ends_with_3_and_changes_nothing(
    sop: Typist, tmp_path: Path
) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    opened_in(sop, warm(tmp_path))  # what is loaded now need not be loaded from a child
    seen = in_child(lambda: commands_when_full(sop, folder))
    if not_allowed(seen):
        print("NO SMALL DISK CAN BE MOUNTED HERE: the limit on the size of files stands for it")
        return
    assert isinstance(seen, dict), seen
    print(f"1 MiB: {seen}")
    assert seen == {
        "refused with exit 3": 12,
        "read": len(READING),
        "done after space was freed": 4,
    }


def warm(tmp_path: Path) -> Path:
    folder = tmp_path / "warm"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("room", [0, 1, 50, 1_000, 4_000])
def test_every_command_that_meets_the_limit_on_files_ends_with_3(sop: Typist, room: int) -> None:
    sop.open()
    sop.ok("do", "tell_fire_brigade")
    other = sop.case
    store = SampleStore(sop.folder / "data", kind="simulated")
    while (
        log_of(store, other).stat().st_size < (sop.folder / "data" / "index.sqlite").stat().st_size
    ):
        sop.ok("note", "-", stdin=LONG * 3)
    limit = log_of(store, other).stat().st_size + room

    def act() -> object:
        seen: Counter[str] = Counter()
        for words, text in requests(sop):
            before = snapshot(sop.folder / "data" / "cases")
            if words[0] == "open" or "--if-version" in words:
                continue
            judge(sop(*words, stdin=text), words)
            assert snapshot(sop.folder / "data" / "cases") == before
            seen["refused"] += 1
        return dict(seen)

    seen = in_child(act, limit=limit)
    print(f"{room} bytes of room: {seen}")
    assert seen == {"refused": 9}
    assert sop("note", "-", stdin=LONG).code == 0
