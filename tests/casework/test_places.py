"""Workspaces, libraries, persons, cases: how each is found."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sop.casework.case_lookup import id_for_key, resolve_case
from sop.casework.library import Library, find_shipped_folder
from sop.casework.user_settings import Person, keep_person, read_person
from sop.casework.worklist import due_day, latest_due
from sop.casework.workspace import begin, find_workspace
from sop.model.refusal import UsageError
from sop.store.case_ids import is_valid, new_case_id
from sop.store.index_rows import CaseLine

NOW = datetime.fromisoformat("2026-03-02T10:00:00+02:00")  # a Monday


class Cases:
    """A store that knows these ids."""

    def __init__(self, *ids: str) -> None:
        self.ids = ids

    def find_by_prefix(self, symbols: str) -> tuple[str, ...]:
        return tuple(one for one in self.ids if one.replace("-", "").startswith(symbols))

    def case_lines(self) -> tuple[CaseLine, ...]:
        return ()


def test_the_nearest_settings_win_over_a_checkout(tmp_path: Path) -> None:
    (tmp_path / "cli.py").write_text("", encoding="utf-8")
    (tmp_path / "sop").mkdir()
    (tmp_path / "sop" / "__init__.py").write_text("", encoding="utf-8")
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    assert find_workspace(None, {}, deep) == find_workspace(None, {}, tmp_path)
    assert find_workspace(None, {}, deep).found == "checkout"
    begin(tmp_path / "a")
    assert find_workspace(None, {}, deep).folder == tmp_path / "a"
    assert find_workspace(".", {"SOP_WORKSPACE": "/nowhere"}, deep).folder == deep


def test_a_program_in_a_checkout_uses_it_from_any_folder(tmp_path: Path) -> None:
    checkout, elsewhere = tmp_path / "checkout", tmp_path / "elsewhere"
    (checkout / "sop").mkdir(parents=True)
    elsewhere.mkdir()
    for name in ("cli.py", "sop/__init__.py"):
        (checkout / name).write_text("", encoding="utf-8")
    assert find_workspace(None, {}, elsewhere, checkout / "cli.py").folder == checkout
    assert find_workspace(None, {}, elsewhere, Path("/usr/bin/sop")).found == "user"


def test_shipped_workflows_are_found_beside_the_package() -> None:
    folder = find_shipped_folder()
    assert folder is not None
    assert Library(None, folder).find("fire-drill").origin == "shipped"


def test_an_unknown_workflow_gets_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as told:
        Library(tmp_path, find_shipped_folder()).find("fire-dril")
    assert "fire-drill" in told.value.remedy


def test_the_workflows_folder_of_the_checkout_is_no_second_one() -> None:
    folder = find_shipped_folder()
    assert Library(folder, folder).list_shadowed() == ()


def test_a_person_is_kept_by_user_and_lapses(tmp_path: Path) -> None:
    person = Person("saps", "T. Mokoena").with_case("7K3M-9QTD-X", NOW)
    keep_person(tmp_path, "../t m", person)
    assert read_person(tmp_path, "../t m") == person
    assert [path.parent.name for path in tmp_path.rglob("*.json")] == ["people"]
    assert read_person(tmp_path, "somebody else") == Person()
    assert person.current_case(NOW + timedelta(hours=8)) == "7K3M-9QTD-X"
    assert person.current_case(NOW + timedelta(hours=8, seconds=1)) is None
    assert person.current_case(NOW - timedelta(seconds=1)) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("helplines = 'one'", "helplines is not a list of texts"),
        ("helplines = [1]", "helplines is not a list of texts"),
        ("helpline = []", "unknown setting 'helpline'"),
        ("clock = 'fast'", "clock is 'fast'"),
    ],
)
def test_settings_that_are_wrong_are_named(tmp_path: Path, text: str, said: str) -> None:
    begin(tmp_path)
    assert find_workspace(None, {}, tmp_path).helplines == ()
    (tmp_path / "sop.toml").write_text('helplines = ["A: 1", "B: 2"]', encoding="utf-8")
    assert find_workspace(None, {}, tmp_path).helplines == ("A: 1", "B: 2")
    (tmp_path / "sop.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        find_workspace(None, {}, tmp_path)


@pytest.mark.parametrize(
    ("text", "simulated"),
    [
        ("", False),
        ("# a remark\n\n", False),
        ('clock = "real"\n', False),
        ('# so\r\n\tclock = "simulated" \r\n', True),
        ("clock='simulated'  # an exercise", True),
        ('helplines = []\nclock = "simulated"', True),
        ('clock = "simulated"\nclock = "simulated"', None),
        ("clock = ", None),
        ('text\nclock = "real"', None),
    ],
)
def test_plain_settings_are_read_as_toml_reads_them(
    tmp_path: Path, text: str, simulated: bool | None
) -> None:
    begin(tmp_path)
    (tmp_path / "sop.toml").write_bytes(text.encode())
    if simulated is None:
        with pytest.raises(UsageError, match="cannot be read"):
            find_workspace(None, {}, tmp_path)
        return
    assert find_workspace(None, {}, tmp_path).simulated is simulated
    assert (tomllib.loads(text).get("clock") == "simulated") is simulated


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"case": 7}', '{"case": "x", "case_since": "soon"}']
)
def test_a_damaged_note_on_a_person_is_nobody(tmp_path: Path, text: str) -> None:
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "me.json").write_text(text, encoding="utf-8")
    assert read_person(tmp_path, "me") == Person()


def test_a_case_is_found_by_three_symbols_that_fit_it_alone() -> None:
    store = Cases("7K3M-9QTD-X", "7K3N-0000-0", "ABCD-EFGH-2")
    assert resolve_case(store, "abc") == "ABCD-EFGH-2"
    assert resolve_case(store, "7k3m9qtdx") == "7K3M-9QTD-X"
    for text, said in (
        ("7k3", "fits 2 cases"),
        ("ab", "too short"),
        ("zzz", "No case ID"),
        ("u!", "not a valid case ID"),
        ("7K3M-9QTD-Y", "last symbol"),
    ):
        with pytest.raises(UsageError, match=said):
            resolve_case(store, text)


def test_a_key_always_gives_the_same_valid_id() -> None:
    assert id_for_key("call 4") == id_for_key("call 4") != id_for_key("call 5")
    assert is_valid(id_for_key("call 4"))
    assert new_case_id.__doc__


def test_days_of_the_worklist() -> None:
    today = NOW.date()
    days = [due_day(word, today).isoformat() for word in ("today", "week", "2026-04-01")]
    assert days == ["2026-03-02", "2026-03-08", "2026-04-01"]
    assert latest_due("today", NOW) >= datetime.fromisoformat("2026-03-02T23:59:59-12:00")


def test_an_id_that_two_workflows_of_a_folder_bear_means_neither(tmp_path: Path) -> None:
    office, shipped = tmp_path / "office", tmp_path / "shipped"
    for folder in (office / "drill", shipped):
        folder.mkdir(parents=True)
    for file in (office / "drill.yaml", office / "drill" / "workflow.yaml", shipped / "drill.yaml"):
        file.write_text("", encoding="utf-8")
    library = Library(office, shipped, here=tmp_path)
    with pytest.raises(UsageError, match=r"'drill': office/drill, office/drill\.yaml"):
        library.find("drill")
    assert library.find("office/drill.yaml").path == office / "drill.yaml"
    (office / "drill.yaml").unlink()
    assert library.find("drill").path == office / "drill"
