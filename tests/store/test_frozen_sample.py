"""A store that format 1 wrote opens, verifies and can be written on, whatever is changed later."""

from __future__ import annotations

import shutil
from pathlib import Path

from sop.model.events import CaseClosed, EventUndone, NoteWritten
from sop.store.verify_store import check_up
from tests.store.samples import CASE, HASH, OTHER, definition, embedded, event, snapshot

SAMPLE = Path(__file__).parent / "sample_1"
COUNT = 9


def test_a_store_of_format_1_opens_verifies_and_goes_on(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "data")
    before = snapshot(tmp_path / "data")
    store = embedded(tmp_path / "data")
    assert store.cases() == (CASE, OTHER)
    found = check_up(store)
    assert (found.cases, found.events, found.definitions, found.damage) == (2, 2 * COUNT, 1, ())
    for case in (CASE, OTHER):
        history, version = store.load(case)
        assert version == COUNT
        assert [one.id for one in history] == list(range(1, COUNT + 1))
        assert {(one.by, one.why) for one in history} == {("T. Mokoena", "é")}
        assert history[6:] == (
            event(7, NoteWritten("call back", ("nurse",)), by="T. Mokoena", why="é"),
            event(8, EventUndone(3), by="T. Mokoena", why="é"),
            event(9, CaseClosed(), by="T. Mokoena", why="é"),
        )
    assert (store.definition(HASH), store.texts(HASH)) == (
        definition(),
        {"drill.yaml": "id: drill\n"},
    )
    assert {
        name: content for name, content in snapshot(tmp_path / "data").items() if name in before
    } == before
    store.append(CASE, COUNT, [event(COUNT + 1)])
    assert store.load(CASE)[1] == COUNT + 1
