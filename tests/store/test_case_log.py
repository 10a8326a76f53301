"""The case file is a TinyDB database that can be read and added to; nothing in it can be changed or
removed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tinydb import Query, where
from tinydb.operations import delete

from sop.store.case_log import AppendOnlyError, CaseDB
from sop.store.event_codec import chain_hash, genesis
from sop.store.port import VersionConflict
from tests.store.samples import CASE, filled, log_of


@pytest.fixture
def database(tmp_path: Path) -> CaseDB:
    return filled(tmp_path, count=3).database(CASE)


def test_all_search_get_count_and_contains_work(database: CaseDB) -> None:
    assert [document["type"] for document in database.all()] == [
        "case_opened",
        "note_written",
        "note_written",
    ]
    assert [document.doc_id for document in database.search(where("text") == "note 2")] == [2]
    assert database.get(doc_id=3)["text"] == "note 3"
    assert database.get(Query().type == "case_opened")["id"] == 1
    assert (
        len(database),
        database.count(where("as") == "warden"),
        database.contains(doc_id=4),
    ) == (3, 3, False)
    assert [document["id"] for document in database] == [1, 2, 3]
    assert database.tables() == {"events"}


def test_insert_numbers_and_chains_the_documents(database: CaseDB) -> None:
    assert database.insert({"type": "note_written", "prev": "forged", "id": 99}) == 4
    assert database.insert_multiple([{"type": "a"}, {"type": "b"}]) == [5, 6]
    documents = database.all()
    heads = [
        genesis(CASE),
        *(chain_hash(CASE, number, each) for number, each in enumerate(documents, start=1)),
    ]
    assert [document["id"] for document in documents] == [1, 2, 3, 4, 5, 6]
    assert [document["prev"] for document in documents] == heads[:6]


def test_insert_multiple_compares_versions(database: CaseDB) -> None:
    with pytest.raises(VersionConflict):
        database.table("events").insert_multiple([{"type": "a"}], expected_version=2)
    assert len(database) == 3


def test_inserting_nothing_changes_nothing(database: CaseDB) -> None:
    before = database.log.place.log.read_bytes()
    assert database.insert_multiple([]) == []
    assert database.log.place.log.read_bytes() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda database: database.update({"text": "other"}),
        lambda database: database.update({"text": "other"}, where("id") == 99),
        lambda database: database.update(delete("text"), doc_ids=[2]),
        lambda database: database.update_multiple([({"text": "other"}, where("id") == 2)]),
        lambda database: database.upsert({"text": "other"}, where("id") == 2),
        lambda database: database.remove(where("id") == 2),
        lambda database: database.remove(doc_ids=[2]),
        lambda database: database.truncate(),
        lambda database: database.drop_table("events"),
        lambda database: database.drop_tables(),
        lambda database: database.storage.write({}),
        lambda database: database.table("other").truncate(),
    ],
)
def test_what_would_change_or_remove_is_refused(
    database: CaseDB, change: Callable[[CaseDB], Any]
) -> None:
    before = database.log.place.log.read_bytes()
    with pytest.raises(AppendOnlyError, match="only grows"):
        change(database)
    assert database.log.place.log.read_bytes() == before


def test_documents_that_are_handed_out_are_copies(database: CaseDB) -> None:
    for document in [*database.all(), *database.search(where("id") == 1), database.get(doc_id=1)]:
        document["facts"] = {"changed": True}
        document["dues"]["changed"] = None
    assert not any("changed" in str(document) for document in database.all())
    assert not any("changed" in str(document) for document in database.search(where("id") == 1))


def test_another_writers_events_are_seen_at_once(tmp_path: Path) -> None:
    store = filled(tmp_path, count=1)
    ours, theirs = store.database(CASE), store.database(CASE)
    assert ours.search(where("as") == "warden") == ours.all()
    theirs.insert({"as": "warden"})
    assert len(ours.search(where("as") == "warden")) == 2
    assert ours.insert({"as": "warden"}) == 3


def test_one_line_is_one_append(tmp_path: Path) -> None:
    store = filled(tmp_path, count=1)
    store.database(CASE).insert_multiple([{"a": 1}, {"b": 2}, {"c": 3}])
    assert log_of(store).read_bytes().count(b"\n") == 2
