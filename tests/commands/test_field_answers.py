"""An answer to a field is read as people write it, and checked against its schema."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sop.commands.common_options import CommonOptions
from sop.commands.context import CommandContext
from sop.commands.field_answers import FieldReader, show_value
from sop.definition.form_fields import FormField, read_fields
from sop.definition.load import load_workflow
from sop.model.refusal import UsageError
from tests.commands.typing_in import Typist


def reader_of(sop: Typist, part: Any) -> tuple[FieldReader, FormField]:
    schema = json.dumps({"type": "object", "properties": {"x": part}, "required": ["x"]})
    (field,) = read_fields(schema).fields
    definition = load_workflow(sop.folder / "workflows" / "food-recall.yaml").definition
    assert definition is not None
    session = CommandContext(
        "form", CommonOptions(), {"SOP_NOW": "2026-03-02T10:00:00+02:00"}, sop.folder
    )
    return FieldReader(session, definition, schema), field


LEVELS = {"enum": ["low", "very_high"]}


@pytest.mark.parametrize(
    ("part", "typed", "found"),
    [
        ({"type": "boolean"}, "Y", True),
        ({"type": "boolean"}, "2", False),
        (LEVELS, "2", "very_high"),
        (LEVELS, "Very High", "very_high"),
        (LEVELS, "very-h", "very_high"),
        (LEVELS, "L", "low"),
        ({"enum": ["", "a"]}, '""', ""),
        ({"type": "string"}, '""', ""),
        ({"type": "string"}, "17", "17"),
        ({}, "17", "17"),
        ({"minimum": 3}, "17", 17),
        ({"type": "integer"}, "-4", -4),
        ({"type": "number"}, "3.5", 3.5),
        (
            {"type": "array", "items": LEVELS, "uniqueItems": True},
            "1, very high, 1",
            ["low", "very_high"],
        ),
        ({"type": "array", "items": LEVELS, "uniqueItems": True}, "none", []),
        ({"type": "string", "format": "date-time"}, "2 Mar 09:00", "2026-03-02T09:00:00+02:00"),
        ({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}, "today", "2026-03-02"),
    ],
    ids=str,
)
def test_an_answer_is_read_as_people_write_it(
    sop: Typist, part: Any, typed: str, found: Any
) -> None:
    reader, field = reader_of(sop, part)
    answer = reader.read(field, typed)
    assert (answer, type(answer)) == (found, type(found))


@pytest.mark.parametrize(
    ("part", "typed", "told"),
    [
        ({"type": "boolean"}, "perhaps", "not yes or no"),
        ({"const": True}, "no", "accepts only yes"),
        (LEVELS, "3", "Type a number or a name: 1 low, 2 very high."),
        ({"enum": ["seen", "seldom"]}, "se", "not one of the choices"),
        ({"type": "integer", "maximum": 20}, "21", "Write a whole number at most 20."),
        ({"type": "integer"}, "1.5", "not a whole number"),
        ({"type": "number"}, "1,5", "Write it with a point"),
        ({"type": "number"}, "9" * 20, "is not a number"),
        ({"type": "string", "minLength": 10}, "short", "at least 10 characters"),
        (
            {"type": "string", "pattern": "^[A-Z]+$", "description": "In capitals."},
            "abc",
            "In capitals.",
        ),
        ({"type": "array", "items": LEVELS, "uniqueItems": True}, "low, medium", "'medium'"),
        (
            {"type": "array", "items": LEVELS, "uniqueItems": True, "minItems": 1},
            ",",
            "No choice is given.",
        ),
        ({"type": "string", "format": "date"}, "soon", "not a valid day"),
        ({"type": "object"}, "{", "The answer is not JSON"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused_with_what_would(
    sop: Typist, part: Any, typed: str, told: str
) -> None:
    reader, field = reader_of(sop, part)
    with pytest.raises(UsageError) as refused:
        reader.read(field, typed)
    assert told in f"{refused.value.message} {refused.value.remedy}"


@pytest.mark.parametrize(
    ("part", "found", "shown"),
    [
        (LEVELS, "very_high", "very high"),
        ({"type": "boolean"}, True, "yes"),
        ({"type": "array", "items": LEVELS, "uniqueItems": True}, ["low"], "low"),
        ({"type": "array", "items": LEVELS, "uniqueItems": True}, [], "none"),
        ({"type": "string"}, "as it is", "as it is"),
        ({"type": "number"}, 3.5, "3.5"),
    ],
    ids=str,
)
def test_an_answer_is_shown_as_a_person_reads_it(
    sop: Typist, part: Any, found: Any, shown: str
) -> None:
    _, field = reader_of(sop, part)
    assert show_value(field, found) == shown
