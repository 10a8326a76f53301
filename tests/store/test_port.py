"""What every store promises. A new store joins by one more parameter."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.model.events import Event, FactsRecorded
from sop.store.memory_store import MemoryStore
from sop.store.port import DefinitionChanged, Store, UnknownCase, VersionConflict
from tests.store.samples import CASE, HASH, OTHER, definition, embedded, event, events


@pytest.fixture(params=["memory", "embedded"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return MemoryStore() if request.param == "memory" else embedded(tmp_path / "data")


def test_what_was_appended_is_loaded_in_order(store: Store) -> None:
    store.append(CASE, 0, events(1, 2))
    store.append(CASE, 2, events(3, 5))
    assert store.load(CASE) == (tuple(events(1, 5)), 5)


def test_cases_do_not_mix(store: Store) -> None:
    store.append(OTHER, 0, events(1, 1))
    store.append(CASE, 0, events(1, 3))
    assert (store.load(CASE)[1], store.load(OTHER)[1]) == (3, 1)
    assert store.cases() == (CASE, OTHER)


def test_an_empty_store_has_no_cases(store: Store) -> None:
    assert store.cases() == ()


def test_an_unknown_case_is_named(store: Store) -> None:
    with pytest.raises(UnknownCase, match=f"no case {CASE}") as caught:
        store.load(CASE)
    assert caught.value.case == CASE


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_an_append_to_another_version_is_refused_and_writes_nothing(
    store: Store, expected: int
) -> None:
    store.append(CASE, 0, events(1, 2))
    with pytest.raises(VersionConflict) as caught:
        store.append(CASE, expected, events(expected + 1, expected + 1))
    assert (caught.value.expected, caught.value.found) == (expected, 2)
    assert store.load(CASE) == (tuple(events(1, 2)), 2)


def test_a_case_cannot_begin_after_its_beginning(store: Store) -> None:
    with pytest.raises(VersionConflict):
        store.append(CASE, 4, events(5, 5))
    assert store.cases() == ()


@pytest.mark.parametrize("numbers", [[], [2], [1, 3], [1, 1], [0, 1]])
def test_events_that_are_not_numbered_on_are_a_mistake_of_the_program(
    store: Store, numbers: list[int]
) -> None:
    with pytest.raises(ValueError, match="have the ids"):
        store.append(CASE, 0, [event(number) for number in numbers])
    assert store.cases() == ()


def test_what_is_handed_out_may_be_changed_without_effect(store: Store) -> None:
    told: dict[str, bool | int | str] = {"injured": True}
    store.append(CASE, 0, [event(1), event(2, FactsRecorded(told))])
    told["injured"] = False
    body = store.load(CASE)[0][1].body
    assert isinstance(body, FactsRecorded)
    body.facts["injured"] = "changed"
    assert store.load(CASE)[0][1].body == FactsRecorded({"injured": True})


def test_a_text_that_cannot_be_stored_is_refused_and_writes_nothing(store: Store) -> None:
    from sop.model.refusal import UsageError

    store.append(CASE, 0, events(1, 1))
    half: Event = event(2, why="half \ud83d")
    with pytest.raises(UsageError, match="U\\+D83D"):
        store.append(CASE, 1, [half])
    assert store.load(CASE)[1] == 1


@pytest.mark.parametrize("year", [1, 9999])
def test_an_event_that_no_reader_would_take_for_one_is_refused_and_writes_nothing(
    store: Store, year: int
) -> None:
    from dataclasses import replace

    from sop.model.refusal import UsageError

    store.append(CASE, 0, events(1, 1))
    for changed in ("at", "recorded"):
        wrong = replace(event(2), **{changed: event(2).at.replace(year=year)})
        with pytest.raises(UsageError, match="outside all calendars"):
            store.append(CASE, 1, [wrong])
    assert store.load(CASE)[1] == 1


def test_texts_come_back_as_given(store: Store) -> None:
    text = "e\u0301 \u00e9 \u202e \x1b[31m \u2028 \x00 👩🏽\u200d🚒\r\n"
    store.append(CASE, 0, [event(1, why=text)])
    assert store.load(CASE)[0][0].why == text


def test_a_definition_is_kept_with_its_exact_texts(store: Store) -> None:
    texts = {
        "workflow.yaml": "\ufeffid: drill\r\n# file x bytes 3\n",
        "tracks/ä b.yaml": "",
        'q".yaml': "no newline",
    }
    store.keep_definition(definition(), texts)
    store.keep_definition(definition(), texts)
    assert store.definition(HASH) == definition()
    assert store.texts(HASH) == texts


def test_a_definition_that_was_not_kept_is_missing(store: Store) -> None:
    with pytest.raises(DefinitionChanged, match="bbbbbbbbbbbb"):
        store.definition("b" * 64)


@pytest.mark.parametrize(
    ("expected", "found", "message"),
    [
        (
            3,
            5,
            "Someone has recorded 2 events in case K since you last looked at it (it had 3 events, "
            "and now it has 5).",
        ),
        (9, 1, "Your command was for case K with 9 events, but the case has only 1 event."),
    ],
)
def test_a_conflict_states_what_the_command_was_for_and_what_the_case_has(
    expected: int, found: int, message: str
) -> None:
    conflict = VersionConflict("K", expected, found)
    assert conflict.message == f"{message} Nothing was written."
    assert conflict.remedy == "Look at the case again. If the command is still right, repeat it."
