"""`sop store check|backup|restore`: damage is told with exit 5, a copy is whole, and nothing is
ever overwritten.
"""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.commands.test_json import validator
from tests.commands.typing_in import Typist
from tests.store.samples import snapshot


@pytest.fixture
def data(sop: Typist) -> Path:
    """Two cases with three events each."""
    for _ in range(2):
        sop.open()
        sop.ok("note", "-", stdin="first")
        sop.ok("note", "-", stdin="second")
    return sop.folder / "data"


def log_of(sop: Typist) -> Path:
    return next((sop.folder / "data" / "cases").rglob(f"{sop.case}.log"))


def make_elsewhere(sop: Typist) -> None:
    """Another workspace with the same clock."""
    sop.ok("init", "elsewhere")
    (sop.folder / "elsewhere" / "sop.toml").write_text('clock = "simulated"\n', encoding="utf-8")


def is_as_the_schema_says(name: str, answer: dict[str, object]) -> bool:
    check: Draft202012Validator = validator(name)
    return not list(check.iter_errors(answer))


def test_a_whole_store_is_as_written_and_checking_changes_nothing(sop: Typist, data: Path) -> None:
    before = snapshot(data)
    answer = sop.ok("store", "check")
    assert {key: answer.data[key] for key in ("cases", "definitions", "findings")} == {
        "cases": 2,
        "definitions": 1,
        "findings": [],
    }
    assert answer.data["events"] == 2 * sop.ok("case", "show").json["version"]
    assert is_as_the_schema_says("store.check", answer.json)
    assert snapshot(data) == before


def damage_byte(sop: Typist, data: Path) -> None:
    path = log_of(sop)
    path.write_bytes(path.read_bytes().replace(b"first", b"third"))


def damage_cut(sop: Typist, data: Path) -> None:
    path = log_of(sop)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def damage_gone(sop: Typist, data: Path) -> None:
    log_of(sop).unlink()


def damage_shelf(sop: Typist, data: Path) -> None:
    (data / "cases" / "zz").mkdir()
    log_of(sop).rename(data / "cases" / "zz" / f"{sop.case}.log")


def damage_compiled(sop: Typist, data: Path) -> None:
    path = next((data / "definitions").glob("*.json"))
    path.write_bytes(path.read_bytes().replace(b"a", b"e", 1))


def damage_texts(sop: Typist, data: Path) -> None:
    next((data / "definitions").glob("*.yaml")).unlink()


def damage_quarantine(sop: Typist, data: Path) -> None:
    (data / "quarantine").mkdir()
    (data / "quarantine" / f"{sop.case}-20-00000000.torn").write_bytes(b"x")


DAMAGE = [
    damage_byte,
    damage_cut,
    damage_gone,
    damage_shelf,
    damage_compiled,
    damage_texts,
    damage_quarantine,
]


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda one: one.__name__)
def test_damage_is_exit_5_with_its_place(sop: Typist, data: Path, damage) -> None:  # type: ignore[no-untyped-def]
    damage(sop, data)
    before = snapshot(data)
    answer = sop.json("store", "check")
    assert (answer.code, answer.json["code"]) == (5, "integrity"), answer.err
    places = [one["place"] for one in answer.data["findings"] if one["is_damage"]]
    hash_ = next((data / "definitions").glob("*")).stem
    assert any(sop.case in place or hash_[:12] in place for place in places), answer.data
    assert is_as_the_schema_says("store.check", answer.json)
    shown = sop("store", "check")
    assert (shown.code, "DATA DAMAGED" in shown.out) == (5, True)
    assert snapshot(data) == before


def test_what_is_only_odd_is_told_and_exit_0(sop: Typist, data: Path) -> None:
    (data / "index.sqlite").unlink()
    (data / ".store.json.123").write_bytes(b"")
    (data / "cases" / "note.txt").write_text("mine")
    with log_of(sop).open("ab") as log:
        log.write(b"0bad")
    findings = sop.ok("store", "check").data["findings"]
    assert {one["about"] for one in findings} == {"index", "leftover", "history"}
    assert {one["is_damage"] for one in findings} == {False}


@pytest.mark.parametrize("name", ["copy", "copy.zip"])
def test_a_backup_put_in_place_elsewhere_is_the_same_store(
    sop: Typist, data: Path, name: str
) -> None:
    before = snapshot(data / "cases") | snapshot(data / "definitions")
    made = sop.ok("store", "backup", name)
    assert is_as_the_schema_says("store.backup", made.json)
    assert made.data["cases"] == 2
    make_elsewhere(sop)
    answer = sop.ok("store", "restore", name, "--workspace", "elsewhere")
    assert is_as_the_schema_says("store.restore", answer.json)
    there = sop.folder / "elsewhere" / "data"
    assert snapshot(there / "cases") | snapshot(there / "definitions") == before
    assert sop.ok("store", "check", "--workspace", "elsewhere").data["cases"] == 2
    assert not (there / ".restoring").exists()


@pytest.mark.parametrize("name", ["copy", "copy.zip"])
def test_a_backup_overwrites_nothing(sop: Typist, data: Path, name: str) -> None:
    sop.ok("store", "backup", name)
    before = snapshot(sop.folder)
    answer = sop.json("store", "backup", name)
    assert (answer.code, "never overwrites" in answer.json["message"]) == (2, True)
    assert sop.json("store", "backup", "data/inside").code == 2
    assert snapshot(sop.folder) == before


def test_a_backup_is_never_put_over_a_store(sop: Typist, data: Path) -> None:
    sop.ok("store", "backup", "copy")
    sop.ok("note", "-", stdin="later")
    before = snapshot(data)
    answer = sop.json("store", "restore", "copy")
    assert (answer.code, "never overwrites one" in answer.json["message"]) == (2, True)
    assert snapshot(data) == before


@pytest.mark.parametrize("name", ["copy", "copy.zip"])
def test_every_changed_missing_or_cut_file_of_a_backup_is_noticed(
    sop: Typist, data: Path, name: str
) -> None:
    sop.ok("store", "backup", name)
    make_elsewhere(sop)
    there = sop.folder / "elsewhere" / "data"
    before, tried = snapshot(there), 0
    place = sop.folder / name
    for path in [place] if place.is_file() else [one for one in place.rglob("*") if one.is_file()]:
        whole = path.read_bytes()
        middle = len(whole) // 2
        changed = bytes([whole[middle] ^ 1])
        for content in (
            whole[:middle] + changed + whole[middle + 1 :],
            whole[:-9],
            whole[:middle],
            None,
        ):
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content)
            answer = sop.json("store", "restore", name, "--workspace", "elsewhere")
            assert answer.code in (2, 3, 5), (path, answer.out)
            assert snapshot(there) == before
            tried += 1
            path.write_bytes(whole)
    assert tried >= 4
    assert sop.ok("store", "restore", name, "--workspace", "elsewhere").data["cases"] == 2


def test_a_damaged_history_is_copied_as_it_is_and_told(sop: Typist, data: Path) -> None:
    damage_byte(sop, data)
    answer = sop.json("store", "backup", "copy")
    assert (answer.code, sop.case in answer.json["message"]) == (5, True)
    copied = next((sop.folder / "copy" / "cases").rglob(f"{sop.case}.log"))
    assert copied.read_bytes() == log_of(sop).read_bytes()


def test_a_zip_with_names_of_other_places_writes_nothing_there(sop: Typist, data: Path) -> None:
    sop.ok("store", "backup", "copy.zip")
    with zipfile.ZipFile(sop.folder / "copy.zip", "a") as archive:
        archive.writestr("../../evil", b"x")
        archive.writestr("cases/../../evil", b"x")
    make_elsewhere(sop)
    sop.ok("store", "restore", "copy.zip", "--workspace", "elsewhere")
    assert list(sop.folder.rglob("evil")) == []
    assert list(sop.folder.parent.glob("evil")) == []


def test_a_folder_that_is_no_backup_is_not_taken(sop: Typist, data: Path) -> None:
    (sop.folder / "odd").mkdir()
    make_elsewhere(sop)
    answer = sop.json("store", "restore", "odd", "--workspace", "elsewhere")
    assert (answer.code, "is not a backup" in answer.json["message"]) == (2, True)
    (sop.folder / "odd" / "backup.json").write_text(
        json.dumps({"format": 9, "files": {}, "cases": {}})
    )
    assert sop.json("store", "restore", "odd", "--workspace", "elsewhere").code == 2


def test_a_case_that_the_index_has_to_read_again_is_not_called_damaged(
    sop: Typist, data: Path
) -> None:
    (data / "dirty").mkdir(exist_ok=True)
    (data / "dirty" / sop.case).touch()
    shown = " ".join(sop("store", "status").out.split())
    assert "1 case not up to date; the program updates the index automatically" in shown
    assert "damaged" not in shown
    assert sop.ok("case", "verify", sop.case)


def test_a_rebuild_on_a_full_disk_or_over_a_folder_is_a_store_error_in_words(
    sop: Typist, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object, **named: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("sop.store.index.Index.create", full)
        answer = sop("store", "rebuild")
    assert (answer.code, "database or disk is full" in answer.err) == (3, True)
    (data / "index.sqlite").unlink()
    (data / "index.sqlite").mkdir()
    answer = sop("store", "rebuild")
    shown = " ".join(answer.err.split())
    assert (answer.code, "there is a folder in its place" in shown) == (3, True)
    assert "index.sqlite.new" not in shown


def test_a_deleted_current_folder_is_survived_where_the_workspace_is_named(
    sop: Typist, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = sop.folder / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    answer = sop("case", "show", sop.case, "--workspace", str(sop.folder))
    assert (answer.code, sop.case in answer.out) == (0, True), answer.err
    monkeypatch.chdir(sop.folder)
