"""Writing to cases: decided on what is in the store, all or none, once for a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sop.casework.case_service import (
    RETRIES,
    CaseChange,
    CaseService,
    LoadedCase,
    WriteOptions,
    WriteResult,
)
from sop.casework.library import Library, NotCompiled
from sop.casework.worklist import rows_of_history
from sop.model.commands import Act, Advance, Command, Do, Open, Raise, Undo
from sop.model.definition import Definition, Step
from sop.model.events import Event, NoteWritten
from sop.model.refusal import Refusal, UsageError
from sop.store.index_rows import CaseRows
from sop.store.memory_store import MemoryStore
from sop.store.port import VersionConflict

ROOT = Path(__file__).resolve().parent.parent.parent
NOW = datetime.fromisoformat("2026-03-02T10:00:00+02:00")
CASE, OTHER = "7K3M-9QTD-X", "ABCD-EFGH-2"
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

    def append(
        self, case_id: str, expected_version: int, events: Sequence[Event], rows: Any = None
    ) -> None:
        if expected_version > 0 and self.rivals:
            super().append(case_id, expected_version, [self.rivals.pop(0)])
        super().append(case_id, expected_version, events, rows)


def opened(
    drill: Definition, store: MemoryStore, now: datetime = NOW, **more: Any
) -> tuple[CaseService, LoadedCase]:
    service = CaseService(store, now, **more)
    (result,) = service.open_cases([CASE], drill, Open(WARDEN), texts=dict).results
    return service, result.after


def write(
    service: CaseService, file: LoadedCase, *commands: Command, **options: Any
) -> WriteResult | Refusal:
    return service.write([CaseChange(file, commands)], WriteOptions(**options)).only


def written(
    service: CaseService, file: LoadedCase, *commands: Command, **options: Any
) -> WriteResult:
    result = write(service, file, *commands, **options)
    assert isinstance(result, WriteResult)
    return result


def test_a_write_says_what_it_opened_and_closed(drill: Definition) -> None:
    service, file = opened(drill, MemoryStore())
    result = written(service, file, Do(WARDEN, CALL))
    assert (result.opened, result.closed, result.changed) == ((SOUND,), (CALL,), True)
    assert service.load(CASE).version == 2


def test_the_case_after_a_write_is_the_one_that_is_loaded_next(drill: Definition) -> None:
    service, file = opened(drill, MemoryStore())
    for commands in (
        [Do(WARDEN, CALL), Do(WARDEN, SOUND)],
        [Undo(Act("warden", why="too early"), 3)],
    ):
        file = written(service, file, *commands).after
        assert (file, file.checklist) == (service.load(CASE), service.load(CASE).checklist)
    assert file.version == 4


def test_a_refusal_of_one_writes_none(drill: Definition) -> None:
    service, file = opened(drill, MemoryStore())
    refused = write(service, file, Do(WARDEN, CALL), Do(Act("owner"), SOUND))
    assert isinstance(refused, Refusal)
    assert (refused.codes, service.load(CASE).version) == (("not_yours",), 1)


def test_a_refusal_in_one_case_writes_none_in_the_others(drill: Definition) -> None:
    service = CaseService(MemoryStore(), NOW)
    files = [
        one.after
        for one in service.open_cases([CASE, OTHER], drill, Open(WARDEN), texts=dict).results
    ]
    changes = [
        CaseChange(files[0], (Do(WARDEN, CALL),)),
        CaseChange(files[1], (Do(WARDEN, SOUND),)),
    ]
    outcome = service.write(changes)
    assert ([file.id for file, _ in outcome.refused], outcome.results) == ([OTHER], ())
    assert [service.load(case).version for case in (CASE, OTHER)] == [1, 1]


def test_who_was_slower_is_decided_again_on_what_is_there(drill: Definition) -> None:
    service, file = opened(drill, MemoryStore())
    rival = written(service, file, Do(WARDEN, CALL)).events[0]
    service, file = opened(drill, Interrupted([rival]))
    late = written(service, file, Do(WARDEN, CALL))
    assert (late.changed, service.load(CASE).version) == (False, 2)


@pytest.mark.parametrize("rivals", [RETRIES, RETRIES + 1])
def test_a_write_is_decided_again_so_often_and_then_given_up(
    drill: Definition, rivals: int
) -> None:
    notes = [
        Event(number, NOW, NOW, "warden", NoteWritten("mine")) for number in range(2, 2 + rivals)
    ]
    service, file = opened(drill, Interrupted(notes))
    if rivals > RETRIES:
        with pytest.raises(VersionConflict):
            write(service, file, Do(WARDEN, CALL))
        assert service.load(CASE).version == 1 + rivals
    else:
        assert written(service, file, Do(WARDEN, CALL)).after.version == 2 + rivals


def test_who_asked_for_a_version_is_not_decided_again(drill: Definition) -> None:
    service, file = opened(drill, MemoryStore())
    rival = written(service, file, Do(WARDEN, CALL)).events[0]
    service, file = opened(drill, Interrupted([rival]))
    with pytest.raises(VersionConflict):
        write(service, file, Do(WARDEN, CALL), if_version=1)


def test_a_dry_run_answers_the_same_and_writes_nothing(drill: Definition) -> None:
    service, file = opened(drill, MemoryStore(), new_salt=lambda: "00")
    trial = written(service, file, Do(WARDEN, CALL), Do(WARDEN, SOUND), dry_run=True)
    assert service.load(CASE).version == 1
    assert trial == written(service, file, Do(WARDEN, CALL), Do(WARDEN, SOUND))
    with pytest.raises(VersionConflict):
        write(service, file, Do(WARDEN, CALL), if_version=7, dry_run=True)


def test_a_refused_opening_and_a_dry_run_leave_no_definition_and_no_case(drill: Definition) -> None:
    store = MemoryStore()
    service = CaseService(store, NOW)
    tomorrow = Open(Act("warden", at=NOW + timedelta(days=1)))
    refused = service.open_cases([CASE], drill, tomorrow, texts=dict).only
    assert isinstance(refused, Refusal)
    assert refused.codes == ("time_in_future",)
    trial = service.open_cases(
        [CASE], drill, Open(WARDEN), texts=dict, options=WriteOptions(dry_run=True)
    )
    assert trial.changed
    assert (store.cases(), store._definitions) == ((), {})


def test_the_definition_is_kept_before_the_opening_is_appended(drill: Definition) -> None:
    class Watching(MemoryStore):
        def append(self, *given: Any, **named: Any) -> None:
            assert self.definition(drill.hash) is drill
            super().append(*given, **named)

    service, _ = opened(drill, Watching())
    assert service.load(CASE).version == 1


def shouted(definition: Definition) -> Definition:
    """The drill in another language, as far as a test needs one."""
    tracks = {
        name: replace(track, steps=_shouted(track.steps))
        for name, track in definition.tracks.items()
    }
    return replace(definition, tracks=tracks)


def _shouted(steps: Mapping[str, Step]) -> dict[str, Step]:
    found: dict[str, Step] = {}
    for name, step in steps.items():
        actions = {
            key: replace(action, title=action.title.upper()) for key, action in step.actions.items()
        }
        found[name] = replace(step, title=step.title.upper(), actions=actions)
    return found


def test_the_rows_given_with_a_write_are_those_that_the_history_comes_to(drill: Definition) -> None:
    """Whatever language the writer reads: the index is for everyone."""

    class Watching(MemoryStore):
        rows: CaseRows | None = None

        def append(
            self, case_id: str, expected_version: int, events: Sequence[Event], rows: Any = None
        ) -> None:
            super().append(case_id, expected_version, events, rows)
            self.rows = rows

    store = Watching()
    opened(drill, store)
    service = CaseService(store, NOW + timedelta(hours=1), localize=shouted)
    requests = [
        Do(WARDEN, CALL),
        Do(WARDEN, SOUND),
        Advance(WARDEN, "drill.alarm.started"),
        Do(WARDEN, "drill.headcount.count", {"everyone_out": True}),
        Undo(Act("warden", why="miscounted"), 5),
        Raise(Act("warden", why="smoke"), "drill.fire"),
    ]
    for request in requests:
        file = written(service, service.load(CASE), request).after
        assert file.definition.tracks["drill"].steps["alarm"].title.isupper()
        assert store.rows == rows_of_history(CASE, store.load(CASE)[0], store.definition)
    assert store.rows is not None and store.rows.status == "closed"


def test_an_earlier_answer_is_given_again_as_it_was(drill: Definition) -> None:
    service, file = opened(drill, MemoryStore())
    first = written(service, file, Do(WARDEN, CALL), key="k")
    write(service, service.load(CASE), Do(WARDEN, SOUND))
    again = written(service, service.load(CASE), Do(WARDEN, CALL), key="k", if_version=1)
    assert (again.events, again.opened, again.closed) == (first.events, first.opened, first.closed)
    assert (first.changed, again.changed) == (True, False)
    with pytest.raises(UsageError, match="key 'k'"):
        write(service, service.load(CASE), Undo(Act("warden", why="x"), 2), key="k")


def test_a_workflow_with_errors_is_not_compiled(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_text("language: 1\n", encoding="utf-8")
    library = Library(tmp_path, None)
    with pytest.raises(NotCompiled) as invalid:
        library.definition(library.find("odd"))
    assert invalid.value.findings
