"""Whatever is in the index, it is used as written or made again with a line about it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands.typing_in import Typist, new_typist

CHANGES = {
    "a version that is a word": "update cases set version = 'x'",
    "a version below 0": "update cases set version = -5",
    "no version": "update cases set version = null",
    "another head": "update cases set head = 'x'",
    "a due time that is not one": "update work set due = '2026-02-30'",
    "no agencies": "update work set agencies = null",
    "bytes": "update work set title = x'ff'",
    "an opening that is not one": "update cases set opened_at = 'x'",
    "another status": "update cases set status = 3",
    "no work table": "drop table work",
    "no cases table": "drop table cases",
    "no boot": "delete from about",
    "an old form": "pragma user_version = 2",
    "a later form": "pragma user_version = 99",
}
COMMANDS = [("worklist", "--all"), ("case", "list"), ("store", "status"), ("store", "rebuild")]


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    typist = new_typist(tmp_path, monkeypatch)
    typist.open()
    typist.open("food-recall", as_="plant")
    typist.ok("worklist", "--all")
    return typist


def change(sop: Typist, statement: str) -> None:
    with closing(sqlite3.connect(sop.folder / "data" / "index.sqlite")) as connection:
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words))
def test_every_command_goes_on_and_the_lists_are_as_before(
    sop: Typist, what: str, words: tuple[str, ...]
) -> None:
    work, cases = sop.ok("worklist", "--all").data, sop.ok("case", "list").data
    change(sop, CHANGES[what])
    answer = sop(*words)
    assert answer.code == 0, answer.out + answer.err
    assert sop.ok("worklist", "--all").data == work
    assert sop.ok("case", "list").data == cases
    assert sop.ok("store", "check").data["findings"] == []


def test_a_damaged_row_is_made_again_with_a_line_on_stderr(sop: Typist) -> None:
    change(sop, CHANGES["no agencies"])
    assert "The index was rebuilt: a row of its table 'work' is damaged." in sop("worklist").err
    assert sop("worklist").err == ""


@pytest.mark.parametrize(
    "statement",
    [
        "delete from work",
        "delete from work where id = (select min(id) from work)",
        "insert into work select * from work",
    ],
)
def test_work_that_is_missing_or_doubled_is_damage_until_it_is_rebuilt(
    sop: Typist, statement: str
) -> None:
    change(sop, statement)
    answer = sop.json("store", "check")
    assert answer.code == 5
    found = {one["place"]: one["what"] for one in answer.data["findings"] if one["is_damage"]}
    assert set(found.values()) == {"The index has other work than this history. Rebuild it."}
    sop.ok("store", "rebuild")
    assert sop.ok("store", "check").data["findings"] == []


def test_work_with_right_sums_that_the_history_does_not_give_is_damage(sop: Typist) -> None:
    from sop.store.index import Index
    from sop.store.index_rows import CaseRows

    index = Index(sop.folder / "data" / "index.sqlite")
    head = index.head(sop.case)
    assert head is not None
    index.put([(sop.case, head, CaseRows("food-recall", "open"))])
    index.close()
    places = [one["place"] for one in sop.json("store", "check").data["findings"]]
    assert places == [sop.case]


def test_the_rows_of_a_command_are_those_of_the_history_through_a_whole_case(sop: Typist) -> None:
    form = '{"sample_number": 1, "cold_chain": true}'
    steps: list[tuple[tuple[str, ...], str]] = [
        (("do", "take_complaint"), ""),
        (("do", "examine", "--set", "hazard=nothing", "--form", "-"), form),
        (("undo", "--why", "typed wrongly"), ""),
        (("do", "examine", "--set", "hazard=nothing", "--form", "-"), form),
        (("advance", "dismiss", "--why", "sugar"), ""),
        (("note", "-"), "x"),
        (("close", "--as", "authority", "--why", "nothing found"), ""),
        (("case", "reopen", "--as", "authority", "--why", "more"), ""),
    ]
    for words, stdin in steps:
        answer = sop.json(*words, stdin=stdin)
        assert answer.code in (0, 1), answer.out
        assert sop.ok("store", "check").data["findings"] == [], words


def test_a_cut_is_noticed_after_an_upgrade_of_the_index(sop: Typist) -> None:
    sop.ok("do", "take_complaint")
    log = next((sop.folder / "data" / "cases").rglob(f"{sop.case}.log"))
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))
    change(sop, "pragma user_version = 2")
    assert "is missing" in sop("worklist").err
    assert sop("case", "show").code == 5
