"""A backup is put in place whole and with its time, or not at all, whatever is in it."""

from __future__ import annotations

import json
import resource
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from sop.store.backup import back_up
from sop.store.port import IntegrityError
from sop.store.restore import restore
from tests.commands.typing_in import Typist, new_typist
from tests.store.samples import embedded, filled, log_of, snapshot

Listed = dict[str, Any]


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    """A case of two events, a backup of it as a folder and as a .zip, and an empty workspace."""
    typist = new_typist(tmp_path, monkeypatch)
    typist.open()
    typist.at("2026-03-02T11:30:00")
    typist.ok("do", "D1.1")
    typist.at("2026-03-02T12:00:00")
    typist.ok("store", "backup", "kept")
    typist.ok("store", "backup", "kept.zip")
    typist.ok("init", "empty")
    (typist.folder / "empty" / "sop.toml").write_text('clock = "simulated"\n', encoding="utf-8")
    return typist


def put_back(sop: Typist, name: str) -> tuple[int, str]:
    answer = sop("store", "restore", name, "--workspace", "empty")
    return answer.code, answer.out + answer.err


@pytest.mark.parametrize("name", ["kept", "kept.zip"])
def test_a_restore_states_the_time_of_the_backup_and_of_its_last_event(
    sop: Typist, name: str
) -> None:
    sop.at("2026-04-02T10:00:00")
    answer = sop.ok("store", "restore", name, "--workspace", "empty", "--dry-run")
    assert (answer.data["events"], answer.data["made"]) == (2, "2026-03-02T10:00:00+00:00")
    assert answer.data["last"] == "2026-03-02T09:30:00+00:00"
    code, shown = put_back(sop, name)
    text = "Made: 2026-03-02 10:00 UTC. It has 2 events, the last of 2026-03-02 09:30 UTC."
    assert (code, text in " ".join(shown.split())) == (0, True)


def test_a_backup_of_an_earlier_sop_is_restored_and_its_missing_time_stated(sop: Typist) -> None:
    path = sop.folder / "kept" / "backup.json"
    listed = json.loads(path.read_bytes())
    for name in ("made", "events", "last", "sizes"):
        del listed[name]
    path.write_text(json.dumps(listed))
    code, shown = put_back(sop, "kept")
    assert (code, "When the backup was made is not recorded in it." in shown) == (0, True)


def wrong_lists(listed: Listed) -> dict[str, Listed]:
    case = next(iter(listed["cases"]))
    return {
        "format": {**listed, "format": float("inf")},
        "case number": {**listed, "cases": {case: 5}},
        "case texts": {**listed, "cases": {case: ["a", "b"]}},
        "problems": {**listed, "problems": [1]},
        "files": {**listed, "files": {"../x": "0" * 64}},
        "sizes": {**listed, "sizes": {"store.json": -1}},
        "made": {**listed, "made": "yesterday"},
        "not a map": {"format": 1},
    }


@pytest.mark.parametrize("what", wrong_lists({"cases": {"x": 0}}))
def test_a_list_with_a_wrong_value_is_damage_and_nothing_is_restored(
    sop: Typist, what: str
) -> None:
    path = sop.folder / "kept" / "backup.json"
    path.write_text(json.dumps(wrong_lists(json.loads(path.read_bytes()))[what]))
    before = snapshot(sop.folder / "empty" / "data")
    code, shown = put_back(sop, "kept")
    assert (code, "cannot be read" in " ".join(shown.split())) == (5, True), shown
    assert snapshot(sop.folder / "empty" / "data") == before


def listed_anew(folder: Path, change: Callable[[Path, Listed], None]) -> None:
    """The backup changed, its list put right by whoever changed it."""
    path = folder / "backup.json"
    listed = json.loads(path.read_bytes())
    change(folder, listed)
    for name in listed["files"]:
        listed["files"][name] = sha256((folder / name).read_bytes()).hexdigest()
    path.write_text(json.dumps(listed))


def garbage_history(folder: Path, listed: Listed) -> None:
    listed["cases"] = {}
    next(folder.glob("cases/*/*.log")).write_bytes(b"garbage\n")


def wrong_place(folder: Path, listed: Listed) -> None:
    (folder / "cases" / "00").mkdir(exist_ok=True)
    (folder / "cases" / "00" / "NO-CASE.log").write_bytes(b"")
    listed["files"]["cases/00/NO-CASE.log"] = ""


def of_training(folder: Path, listed: Listed) -> None:
    (folder / "store.json").write_text('{"format":1,"kind":"training"}\n')


def later_format(folder: Path, listed: Listed) -> None:
    (folder / "store.json").write_text('{"format":99,"kind":"simulated"}\n')


def no_store_file(folder: Path, listed: Listed) -> None:
    (folder / "store.json").unlink()
    del listed["files"]["store.json"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (garbage_history, 5),
        (wrong_place, 5),
        (of_training, 5),
        (later_format, 3),
        (no_store_file, 5),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_backup_that_cannot_be_a_store_is_never_restored_as_whole(
    sop: Typist, change: Callable[[Path, Listed], None], code: int
) -> None:
    listed_anew(sop.folder / "kept", change)
    assert put_back(sop, "kept")[0] == code


def test_a_zip_that_unpacks_to_gigabytes_is_refused_in_little_memory(sop: Typist) -> None:
    path = sop.folder / "bomb.zip"
    with zipfile.ZipFile(sop.folder / "kept.zip") as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in content.items():
            if not name.startswith("definitions/"):
                archive.writestr(name, raw)
                continue
            with archive.open(name, "w", force_zip64=True) as stream:
                for _ in range(300):
                    stream.write(bytes(1 << 20))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    code, shown = put_back(sop, "bomb.zip")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert (code, "more than 67,108,864 bytes" in " ".join(shown.split())) == (5, True)
    assert grown < 250 * 1024  # kilobytes
    assert not (sop.folder / "empty" / "data" / "cases").exists()


def test_files_that_are_not_in_the_list_or_twice_are_refused(sop: Typist) -> None:
    for name in ("cases/00/7K3M-9QTD-X.log", "store.json"):
        path = sop.folder / "more.zip"
        path.write_bytes((sop.folder / "kept.zip").read_bytes())
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(name, b"x")
        assert put_back(sop, "more.zip")[0] == 5
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../../escaped", b"x")
    assert not list(sop.folder.parent.rglob("escaped"))


def test_a_damaged_history_is_copied_as_it_is_and_named_at_both_ends(tmp_path: Path) -> None:
    store = filled(tmp_path / "data")
    log_of(store).write_bytes(b"00000000 no\n")
    copied = back_up(embedded(tmp_path / "data"), tmp_path / "copy.zip")
    again = restore(tmp_path / "copy.zip", tmp_path / "again")
    assert (len(copied.problems), len(again.problems) >= 1) == (1, True)
    assert (tmp_path / "again" / log_of(store).relative_to(tmp_path / "data")).read_bytes()


def test_a_file_of_a_folder_that_leads_out_of_it_is_not_read(tmp_path: Path) -> None:
    filled(tmp_path / "data")
    back_up(embedded(tmp_path / "data"), tmp_path / "copy")
    (tmp_path / "copy" / "store.json").rename(tmp_path / "store.json")
    (tmp_path / "copy" / "store.json").symlink_to(tmp_path / "store.json")
    with pytest.raises(IntegrityError, match=r"store\.json is missing"):
        restore(tmp_path / "copy", tmp_path / "again")
