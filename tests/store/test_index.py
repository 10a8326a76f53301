"""The index may be lost at any time: it is rebuilt from the logs, says so, and never hides that a
log was cut.
"""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from sop.model.events import Event
from sop.store import index as index_module
from sop.store.embedded_store import EmbeddedStore
from sop.store.index_rows import CaseRows, WorkQuery, WorkRow
from sop.store.port import Corrupt
from tests.store.samples import (
    CASE,
    NOON,
    OTHER,
    THIRD,
    SampleStore,
    embedded,
    event,
    events,
    filled,
    log_of,
    rows_at,
)

EVERYTHING = WorkQuery()


def titles(store: EmbeddedStore) -> dict[str, str]:
    return {row.case: row.title for row in store.work(EVERYTHING)}


def test_rows_follow_each_append(tmp_path: Path) -> None:
    store = filled(tmp_path, count=2)
    assert titles(store) == {CASE: "2 events"}
    store.append(CASE, 2, events(3, 5))
    store.append(OTHER, 0, events(1, 1))
    assert titles(store) == {CASE: "5 events", OTHER: "1 events"}
    assert [(line.case, line.version, line.status) for line in store.case_lines()] == [
        (CASE, 5, "open"),
        (OTHER, 1, "open"),
    ]
    assert store.warnings == []
    assert store.status().index == "up to date"


def test_a_row_holds_what_a_worklist_shows(tmp_path: Path) -> None:
    store = filled(tmp_path, count=1)
    assert store.work(EVERYTHING) == (
        WorkRow(
            CASE,
            "drill",
            "main",
            "start",
            "main.start.call",
            "M1.1",
            "1 events",
            ("warden", "nurse"),
            NOON.isoformat(),
            "open",
        ),
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (WorkQuery(agency="nurse"), 1),
        (WorkQuery(agency="police"), 0),
        (WorkQuery(agency="warden", due_by=NOON), 1),
        (WorkQuery(due_by=NOON - timedelta(seconds=1)), 0),
        (WorkQuery(workflow="drill", track="main", state="open", case=CASE), 1),
        (WorkQuery(workflow="other"), 0),
    ],
)
def test_rows_are_asked_for_by_agency_due_workflow_track_and_state(
    tmp_path: Path, query: WorkQuery, found: int
) -> None:
    assert len(filled(tmp_path, count=1).work(query)) == found


def test_an_empty_store_has_no_rows_and_gets_no_index(tmp_path: Path) -> None:
    store = embedded(tmp_path / "data")
    assert (
        store.work(EVERYTHING),
        store.case_lines(),
        store.find_by_prefix("7"),
        store.warnings,
    ) == (
        (),
        (),
        (),
        [],
    )
    assert not (tmp_path / "data").exists()


def break_missing(path: Path) -> None:
    path.unlink()


def break_bytes(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1000] + b"\xff" * 3000 + path.read_bytes()[4000:])


def break_text(path: Path) -> None:
    path.write_text("not a database")


def break_empty(path: Path) -> None:
    path.write_bytes(b"")


def break_schema(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("pragma user_version = 99")
    connection.close()


def break_table(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("drop table work")
        connection.execute("delete from about")
    connection.close()


def break_completeness(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("update about set value = 'no' where name = 'complete'")
    connection.close()


@pytest.mark.parametrize(
    "broken",
    [
        break_missing,
        break_bytes,
        break_text,
        break_empty,
        break_schema,
        break_table,
        break_completeness,
    ],
)
def test_a_lost_index_is_made_anew_with_a_warning(tmp_path: Path, broken: object) -> None:
    store = filled(tmp_path, count=2)
    store.append(OTHER, 0, events(1, 1))
    before = store.work(EVERYTHING), store.case_lines()
    broken(tmp_path / "index.sqlite")
    later = embedded(tmp_path)
    assert later.load(CASE)[1] == 2
    assert (later.work(EVERYTHING), later.case_lines()) == before
    assert any(warning.startswith("The index was rebuilt: ") for warning in later.warnings)
    again = embedded(tmp_path)
    assert (again.work(EVERYTHING), again.warnings) == (before[0], [])


@pytest.mark.parametrize("broken", [break_missing, break_bytes, break_text, break_schema])
def test_an_append_beside_a_lost_index_is_safe_and_enters_the_index_later(
    tmp_path: Path, broken: object
) -> None:
    store = filled(tmp_path, count=2)
    store.append(OTHER, 0, events(1, 1))
    broken(tmp_path / "index.sqlite")
    later = embedded(tmp_path)
    later.append(CASE, 2, events(3, 3))
    assert titles(embedded(tmp_path)) == {CASE: "3 events", OTHER: "1 events"}


def test_after_a_restart_of_the_computer_rows_are_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path, count=2)
    monkeypatch.setattr(index_module, "boot_id", lambda: "another run")
    store = embedded(tmp_path)
    assert titles(store) == {CASE: "2 events"}
    assert store.warnings == [
        "The index was rebuilt: the computer was restarted since it was written."
    ]


def test_a_cut_log_stays_known_when_the_index_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path, count=4)
    store.append(OTHER, 0, events(1, 2))
    store.append(THIRD, 0, events(1, 2))
    path = log_of(store)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:3]))
    log_of(store, OTHER).unlink()
    problems = store.rebuild()
    assert len(problems) == 2
    assert "its file holds 3 events, the index knows 4" in problems[0]
    assert OTHER in problems[1]
    monkeypatch.setattr(index_module, "boot_id", lambda: "another run")
    later = embedded(tmp_path)
    assert titles(later) == {THIRD: "2 events"}
    for case in (CASE, OTHER):
        with pytest.raises(Corrupt):
            later.load(case)
        assert not later.verify(case).ok
    assert [(line.case, line.status) for line in later.case_lines()][:2] == [
        (CASE, "damaged"),
        (OTHER, "damaged"),
    ]


def test_a_damaged_case_does_not_hide_the_others(tmp_path: Path) -> None:
    store = filled(tmp_path, count=3)
    store.append(OTHER, 0, events(1, 1))
    path = log_of(store)
    path.write_bytes(path.read_bytes()[5:])
    (tmp_path / "index.sqlite").unlink()
    assert titles(store) == {OTHER: "1 events"}
    assert any(f"The history of case {CASE} is damaged" in warning for warning in store.warnings)


def test_a_case_whose_writer_died_before_the_index_is_entered_by_the_next_reader(
    tmp_path: Path,
) -> None:
    store = filled(tmp_path, count=2)
    store.index_sync.mark(CASE)
    store.database(CASE).insert_multiple([{**store.database(CASE).all()[1]}])
    later = embedded(tmp_path)
    assert later.load(CASE)[1] == 3
    assert later.status().marked == (CASE,)
    assert titles(later) == {CASE: "3 events"}
    assert later.status().marked == ()


def test_a_mark_without_a_case_is_taken_away(tmp_path: Path) -> None:
    store = filled(tmp_path, count=1)
    store.index_sync.mark(OTHER)
    assert titles(store) == {CASE: "1 events"}
    assert store.status().marked == ()


def test_rows_that_cannot_be_computed_leave_the_mark_and_hide_no_other_case(tmp_path: Path) -> None:
    def failing(case_id: str, history: tuple[Event, ...], definition_of: object) -> CaseRows:
        raise RuntimeError("no rows")

    filled(tmp_path, count=2).index_sync.mark(CASE)
    store = SampleStore(tmp_path, failing)
    assert titles(store) == {CASE: "2 events"}
    assert store.warnings == [
        f"Case {CASE} was written, but not yet entered in the index: The history of case {CASE} "
        "does not fit the definition that the case is pinned to."
    ]
    assert (store.load(CASE)[1], store.status().marked) == (2, (CASE,))
    later = embedded(tmp_path)
    assert (titles(later), later.status().marked) == ({CASE: "2 events"}, ())


def test_rows_that_cannot_be_entered_fail_no_append(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(self: index_module.Index, entries: object) -> None:
        raise OSError("no index")

    store = embedded(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(index_module.Index, "put", failing)
        store.append(CASE, 0, events(1, 2))
    assert store.warnings == [
        f"Case {CASE} was written, but not yet entered in the index: no index"
    ]
    later = embedded(tmp_path)
    assert (later.load(CASE)[1], titles(later)) == (2, {CASE: "2 events"})


def test_an_index_that_was_made_again_meanwhile_gets_the_rows_of_the_next_append(
    tmp_path: Path,
) -> None:
    store = filled(tmp_path, count=2)
    assert store.load(CASE)[1] == 2  # the index is open now
    assert embedded(tmp_path).rebuild() == ()
    store.append(CASE, 2, events(3, 3))
    assert (titles(embedded(tmp_path)), titles(store), store.warnings) == (
        {CASE: "3 events"},
        {CASE: "3 events"},
        [],
    )


def test_a_broken_off_change_of_the_index_is_not_there_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path, count=2)

    def stopped(*given: object, **named: object) -> None:
        put(*given, **named)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    put = index_module._put
    with monkeypatch.context() as patch:
        patch.setattr(index_module, "_put", stopped)
        with pytest.raises(KeyboardInterrupt):
            store.append(CASE, 2, events(3, 3))
    head = store.index_sync.indexed_head(CASE)
    assert head is not None and head.version == 2
    assert titles(store) == {CASE: "3 events"}


def test_a_reader_changes_no_byte(tmp_path: Path) -> None:
    from tests.store.samples import snapshot

    store = filled(tmp_path, count=2)
    before = snapshot(tmp_path)
    later = embedded(tmp_path)
    later.load(CASE)
    later.find_by_prefix("7")
    later.verify(CASE)
    later.status()
    later.cases()
    later.work(EVERYTHING)
    assert snapshot(tmp_path) == before
    assert store.warnings == []


@pytest.mark.parametrize("with_index", [True, False])
def test_a_prefix_finds_its_cases(tmp_path: Path, with_index: bool) -> None:
    store = filled(tmp_path, count=1)
    for case in (OTHER, THIRD):
        store.append(case, 0, events(1, 1))
    if not with_index:
        (tmp_path / "index.sqlite").unlink()
    assert store.find_by_prefix("7k3") == (CASE,)
    assert store.find_by_prefix("7k3m-9qtd-x") == (CASE,)
    assert store.find_by_prefix("") == ()
    assert store.find_by_prefix("K7Q-P") == (THIRD,)
    assert store.find_by_prefix("zz") == ()
    assert store.find_by_prefix("u?") == ()


def test_rows_are_computed_by_the_store_only_for_what_nobody_gave(tmp_path: Path) -> None:
    seen: list[int] = []

    def counting(case_id: str, history: tuple[Event, ...], definition_of: object) -> CaseRows:
        seen.append(len(history))
        return rows_at(len(history))

    store = SampleStore(tmp_path, counting)
    store.append(CASE, 0, events(1, 1))
    store.append(CASE, 1, [event(2), event(3)])
    assert seen == []
    store.rebuild()
    assert seen == [3]
