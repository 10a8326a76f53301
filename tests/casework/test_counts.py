"""What a command has computed is passed on: how often it folds, decides, builds, reads, decodes and
connects.
"""

from __future__ import annotations

import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from sop.definition.definition_codec import definition_from_json
from sop.definition.scenario_codec import scenario_from_json
from sop.engine.build_checklist import build_checklist
from sop.engine.decide import judge
from sop.engine.evolve import apply_event, evolve
from sop.model.training import Move
from sop.store.log_format import read_log
from sop.training.session_file import read_session
from tests.commands.typing_in import Typist, new_typist
from tests.training.test_play_session import begun

COUNTED = {
    evolve: "folds",
    apply_event: "events applied",
    judge: "decisions",
    build_checklist: "checklists",
    read_log: "log reads",
    definition_from_json: "definitions decoded",
    scenario_from_json: "scenarios decoded",
    read_session: "session reads",
}
BY_CODE = {function.__code__: what for function, what in COUNTED.items()}


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """How often each of these functions is called inside; 0 for what is not."""
    found: Counter[str] = Counter()

    def see(frame: FrameType, event: str, called: object) -> None:
        if event == "call" and frame.f_code in BY_CODE:
            found[BY_CODE[frame.f_code]] += 1
        elif event == "c_call" and called is sqlite3.connect:
            found["connections"] += 1

    sys.setprofile(see)
    try:
        yield found
    finally:
        sys.setprofile(None)


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    """A typist with a drill of four events."""
    typist = new_typist(tmp_path, monkeypatch)
    typist.open()
    for words in (("do", "D1.1"), ("note", "-"), ("do", "D1.2")):
        typist.ok(*words, stdin="x")
    return typist


WRITE = {
    "folds": 1,
    "checklists": 2,
    "log reads": 2,
    "definitions decoded": 1,
    "connections": 1,
    "decisions": 1,
    "events applied": 5,  # the history once, and the new event
}
READ = {**WRITE, "checklists": 1, "log reads": 1, "decisions": 0, "events applied": 4}


@pytest.mark.parametrize(
    "words", [("advance", "drill", "started"), ("note", "-"), ("raise", "fire")]
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_write_computes_each_thing_once(sop: Typist, words: tuple[str, ...], form: str) -> None:
    with counted() as found:
        told = sop(*words, "-c", sop.case[:6], "--format", form, stdin="x")
    assert (told.code, dict(found)) == (0, WRITE)


@pytest.mark.parametrize("terminal", [False, True])
def test_do_computes_each_thing_once_also_where_it_asks(sop: Typist, terminal: bool) -> None:
    sop.ok("advance", "drill", "started")
    with counted() as found:
        told = sop("do", "D2.1", "--set", "everyone_out=no", terminal=terminal)
    assert (told.code, dict(found)) == (0, {**WRITE, "events applied": 6})


def test_doing_what_is_done_already_builds_one_checklist(sop: Typist) -> None:
    with counted() as found:
        told = sop("do", "D1.1")
    # The screen offers an undo only if the rules would accept it: the history is judged again.
    assert (told.code, dict(found)) == (0, {**READ, "decisions": 1, "events applied": 16})


@pytest.mark.parametrize("words", [("next",), ("checklist",), ("case", "show")])
def test_a_look_computes_each_thing_once(sop: Typist, words: tuple[str, ...]) -> None:
    with counted() as found:
        told = sop(*words)
    assert told.code == 0
    assert {what: found[what] for what in READ} == READ


@pytest.mark.parametrize("words", [("next",), ("checklist",)])
def test_another_case_in_danger_is_named_without_reading_its_history(
    sop: Typist, words: tuple[str, ...]
) -> None:
    other = sop.case
    sop.ok("raise", "fire")
    sop.open("za-trafficking", as_="saps")
    sop.ok("do", "S1.1", "--set", "in_danger=yes")
    sop.patch.setenv("SOP_CASE", other)
    sop.patch.setenv("SOP_AS", "warden")
    with counted() as found:
        told = sop(*words)
    assert "IN DANGER elsewhere" in told.out
    seen = {what: found[what] for what in READ}
    assert seen == {**READ, "events applied": 5}  # one more: the fire


def test_a_write_to_an_incident_costs_so_much_for_each_case_and_one_connection(sop: Typist) -> None:
    sop.ok("open", "fire-drill", "--incident", "I", "--persons", "3")
    with counted() as found:
        told = sop("do", "D1.1", "--incident", "I")
    assert told.code == 0
    assert dict(found) == {
        "folds": 3,
        "checklists": 6,
        "log reads": 6,
        "definitions decoded": 1,
        "connections": 1,
        "decisions": 3,
        "events applied": 6,
    }


def test_an_opening_is_decided_once(sop: Typist) -> None:
    with counted() as found:
        told = sop("open", "fire-drill")
    assert (told.code, found["decisions"], found["folds"], found["checklists"]) == (0, 1, 0, 1)


def test_an_answer_in_training_does_not_read_its_session_again(tmp_path: Path) -> None:
    play = begun(tmp_path)
    question = play.stage.question
    assert question is not None
    with counted() as found:
        play.move(Move("choice", question.turn))
    for what in (
        "session reads",
        "scenarios decoded",
        "folds",
        "checklists",
        "connections",
        "log reads",
    ):
        assert found[what] == 0, what


def test_a_right_answer_after_a_wrong_one_is_not_decided_twice(tmp_path: Path) -> None:
    """Whether the question stays is decided after the wrong answer; the right one is then taken as
    decided.
    """
    right, again = begun(tmp_path / "right"), begun(tmp_path / "again")
    with counted() as found:
        right.move(Move("choice", "hears"))
    with counted() as after_wrong:
        again.move(Move("choice", "shake"))
        again.move(Move("choice", "hears"))
    assert after_wrong["decisions"] == found["decisions"]
    assert [event.body for event in again.stage.events] == [
        event.body for event in right.stage.events
    ]
