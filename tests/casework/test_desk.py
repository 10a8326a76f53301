"""Writing to a store from a desk: decided on what stands, all or none, once for a key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sop.casework.desk import CaseService, LoadedCase, WriteOptions, WriteResult
from sop.casework.library import Library, NotCompiled
from sop.model.commands import Act, Do, Open, Undo
from sop.model.definition import Definition
from sop.model.events import Event
from sop.model.refusal import Refusal, UsageError
from sop.store.memory_store import MemoryStore
from sop.store.port import VersionConflict

ROOT = Path(__file__).resolve().parent.parent.parent
NOW = datetime.fromisoformat("2026-03-02T10:00:00+02:00")
CASE = "7K3M-9QTD-X"
WARDEN = Act("warden")
CALL, SOUND = "drill.alarm.tell_fire_brigade", "drill.alarm.sound_alarm"


@pytest.fixture(scope="module")
def drill() -> Definition:
    library = Library(ROOT / "workflows", None)
    return library.definition(library.find("fire-drill"))


class Interrupted(MemoryStore):
    """A store in which somebody else writes first, so many times."""

    def __init__(self, rivals: list[Event]) -> None:
        super().__init__()
        self.rivals = rivals

    def append(self, case_id: str, expected_version: int, events: Sequence[Event]) -> None:
        if expected_version > 0 and self.rivals:
            super().append(case_id, expected_version, [self.rivals.pop(0)])
        super().append(case_id, expected_version, events)


def opened(
    drill: Definition, store: MemoryStore, now: datetime = NOW
) -> tuple[CaseService, LoadedCase]:
    desk = CaseService(store, now)
    written = desk.open_case(CASE, drill, Open(WARDEN), dict, WriteOptions())
    assert isinstance(written, WriteResult)
    return desk, written.after


def test_a_write_says_what_it_opened_and_closed(drill: Definition) -> None:
    desk, file = opened(drill, MemoryStore())
    written = desk.write(file, [Do(WARDEN, CALL)])
    assert isinstance(written, WriteResult)
    assert (written.opened, written.closed, written.changed) == ((SOUND,), (CALL,), True)
    assert desk.load(CASE).version == 2


def test_a_refusal_of_one_writes_none(drill: Definition) -> None:
    desk, file = opened(drill, MemoryStore())
    refused = desk.write(file, [Do(WARDEN, CALL), Do(Act("owner"), SOUND)])
    assert isinstance(refused, Refusal)
    assert (refused.codes, desk.load(CASE).version) == (("not_yours",), 1)


def test_who_was_slower_is_decided_anew_on_what_stands(drill: Definition) -> None:
    desk, file = opened(drill, MemoryStore())
    written = desk.write(file, [Do(WARDEN, CALL)])
    assert isinstance(written, WriteResult)
    rival = written.events[0]
    desk, file = opened(drill, Interrupted([rival]))
    late = desk.write(file, [Do(WARDEN, CALL)])
    assert isinstance(late, WriteResult)
    assert (late.changed, desk.load(CASE).version) == (False, 2)


def test_who_asked_for_a_version_is_not_decided_anew(drill: Definition) -> None:
    desk, file = opened(drill, MemoryStore())
    written = desk.write(file, [Do(WARDEN, CALL)])
    assert isinstance(written, WriteResult)
    desk, file = opened(drill, Interrupted([written.events[0]]))
    with pytest.raises(VersionConflict):
        desk.write(file, [Do(WARDEN, CALL)], WriteOptions(if_version=1))


def test_a_dry_run_answers_the_same_and_writes_nothing(drill: Definition) -> None:
    desk, file = opened(drill, MemoryStore())
    trial = desk.write(file, [Do(WARDEN, CALL), Do(WARDEN, SOUND)], WriteOptions(dry_run=True))
    written = desk.write(file, [Do(WARDEN, CALL), Do(WARDEN, SOUND)])
    assert isinstance(trial, WriteResult)
    assert trial == written
    with pytest.raises(VersionConflict):
        desk.write(file, [Do(WARDEN, CALL)], WriteOptions(if_version=7, dry_run=True))


def test_a_refused_opening_leaves_no_definition_and_no_case(drill: Definition) -> None:
    store = MemoryStore()
    refused = CaseService(store, NOW).open_case(
        CASE, drill, Open(Act("warden", at=NOW + timedelta(days=1))), dict, WriteOptions()
    )
    assert isinstance(refused, Refusal)
    assert (refused.codes, store.cases(), store._definitions) == (("time_in_future",), (), {})


def test_an_earlier_answer_is_given_again_as_it_was(drill: Definition) -> None:
    desk, file = opened(drill, MemoryStore())
    first = desk.write(file, [Do(WARDEN, CALL)], WriteOptions(key="k"))
    desk.write(desk.load(CASE), [Do(WARDEN, SOUND)])
    again = desk.write(desk.load(CASE), [Do(WARDEN, CALL)], WriteOptions(key="k", if_version=1))
    assert isinstance(first, WriteResult)
    assert isinstance(again, WriteResult)
    assert (again.events, again.opened, again.closed) == (first.events, first.opened, first.closed)
    assert (first.changed, again.changed) == (True, False)
    with pytest.raises(UsageError, match="key 'k'"):
        desk.write(desk.load(CASE), [Undo(Act("warden", why="x"), 2)], WriteOptions(key="k"))


def test_a_workflow_with_errors_is_not_compiled(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_text("language: 1\n", encoding="utf-8")
    library = Library(tmp_path, None)
    with pytest.raises(NotCompiled) as invalid:
        library.definition(library.find("odd"))
    assert invalid.value.findings
