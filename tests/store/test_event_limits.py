"""What is too large for a history is refused before it is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sop.model.events import ActionDone, FactsRecorded, NoteWritten
from sop.model.limits import EVENT_BYTES, TEXT_CHARACTERS
from sop.model.refusal import UsageError
from sop.model.value import replace
from sop.store.memory_store import MemoryStore
from tests.commands.typing_in import Typist, new_typist
from tests.store.samples import CASE, embedded, event, filled, snapshot

LONG = "a" * (TEXT_CHARACTERS + 1)
TOO_LARGE = {
    "a note": event(4, NoteWritten(LONG)),
    "a reason": event(4, NoteWritten("x"), why=LONG),
    "a fact": event(4, FactsRecorded({"who": LONG})),
    "a key of a form": event(4, ActionDone("a.b.c", {}, json.dumps({LONG: 1}))),
    "a text in a form": event(4, ActionDone("a.b.c", {}, json.dumps({"a": [LONG]}))),
    "an event": event(4, ActionDone("a.b.c", {}, json.dumps(["b" * 9000] * 8))),
}


@pytest.mark.parametrize("what", TOO_LARGE)
def test_it_is_refused_and_nothing_is_written(tmp_path: Path, what: str) -> None:
    filled(tmp_path)
    before = snapshot(tmp_path)
    with pytest.raises(UsageError, match="at most"):
        embedded(tmp_path).append(CASE, 3, [TOO_LARGE[what]])
    assert snapshot(tmp_path) == before
    with pytest.raises(UsageError, match="at most"):
        MemoryStore().append(CASE, 0, [replace(TOO_LARGE[what], id=1)])


def test_what_is_just_small_enough_is_written(tmp_path: Path) -> None:
    store = filled(tmp_path)
    store.append(CASE, 3, [event(4, NoteWritten("é" * TEXT_CHARACTERS))])
    assert store.load(CASE)[1] == 4
    assert EVENT_BYTES > 2 * TEXT_CHARACTERS


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    typist = new_typist(tmp_path, monkeypatch)
    typist.open()
    return typist


@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        (("note", "-"), LONG),
        (("note", "-"), "a" * 3_000_000),
        (("do", "D1.1", "--note", "-"), LONG),
        (("do", "D1.1", "--note", LONG), ""),
        (("do", "D1.1", "--key", "k" * 201), ""),
        (("do", "D1.1", "--set-from", "-"), "everyone_out=" + "y" * 3_000_000),
        (("do", "D1.1", "--set-from", "/dev/zero"), ""),
        (("raise", "fire", "--why", LONG), ""),
        (("open", "fire-drill", "--incident", LONG), ""),
        (("workflow", "show", "/dev/zero"), ""),
    ],
    ids=lambda value: str(value)[:30],
)
def test_the_program_refuses_it_with_exit_2_and_reads_no_further(
    sop: Typist, words: tuple[str, ...], stdin: str
) -> None:
    before = snapshot(sop.folder / "data" / "cases")
    answer = sop(*words, stdin=stdin)
    assert answer.code in (1, 2), answer.err
    assert "more than" in answer.out + answer.err or "at most" in answer.out + answer.err
    assert snapshot(sop.folder / "data" / "cases") == before
