"""A fact in the guided way: numbers for what can be chosen, and values as people write them."""

from __future__ import annotations

from typing import Any

import pytest

from sop.commands.common_options import CommonOptions
from sop.commands.context import CommandContext
from sop.commands.guided_answers import read_typed
from sop.definition.load import load_workflow
from sop.model.definition import Definition
from sop.model.fact import NOT_KNOWN, Fact
from sop.model.refusal import UsageError
from tests.commands.typing_in import Typist

YES_NO = Fact("alone", "boolean")
LEVEL = Fact("level", "choices", choices=("low", "very_high"))
TIME = Fact("reported_at", "datetime")
COUNT = Fact("persons", "integer")


def definition_of(sop: Typist) -> Definition:
    found = load_workflow(sop.folder / "workflows" / "food-recall.yaml").definition
    assert found is not None
    return found


def read(sop: Typist, fact: Fact, typed: str) -> Any:
    environ = {"SOP_NOW": "2026-03-02T10:00:00+02:00"}
    session = CommandContext("go", CommonOptions(), environ, sop.folder)
    return read_typed(session, definition_of(sop), fact, typed)


@pytest.mark.parametrize(
    ("fact", "typed", "found"),
    [
        (YES_NO, "1", True),
        (YES_NO, "2", False),
        (YES_NO, "Yes", True),
        (LEVEL, "2", "very_high"),
        (LEVEL, "low", "low"),
        (COUNT, "2", 2),
    ],
    ids=str,
)
def test_a_number_is_the_answer_with_that_number_and_a_value_is_read_as_written(
    sop: Typist, fact: Fact, typed: str, found: Any
) -> None:
    assert read(sop, fact, typed) == found


def test_the_first_answer_to_a_time_is_now(sop: Typist) -> None:
    assert str(read(sop, TIME, "1")) == str(read(sop, TIME, "now"))


def test_not_known_has_a_number_only_where_it_is_accepted(sop: Typist) -> None:
    accepted = Fact("seen_at", "datetime", may_be_not_known=True)
    assert read(sop, accepted, "2") == NOT_KNOWN
    with pytest.raises(UsageError):
        read(sop, TIME, "2")


@pytest.mark.parametrize(
    ("fact", "typed"), [(YES_NO, "3"), (LEVEL, "3"), (LEVEL, "0"), (LEVEL, "medium"), (YES_NO, "?")]
)
def test_anything_else_is_refused(sop: Typist, fact: Fact, typed: str) -> None:
    with pytest.raises(UsageError):
        read(sop, fact, typed)
