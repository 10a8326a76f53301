"""The questions of a form, as they are read from its JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sop.definition.form_fields import (
    FormField,
    find_form_title,
    list_questions,
    read_fields,
    say_name,
)

SHIPPED = sorted(Path(__file__).resolve().parents[2].glob("workflows/*/forms/*.json"))


def read(part: Any, **others: Any) -> FormField:
    """The one field `x` of a form whose property has this schema."""
    schema = {"type": "object", "properties": {"x": part}, **others}
    (field,) = read_fields(json.dumps(schema)).fields
    return field


@pytest.mark.parametrize(
    ("part", "kind", "json_type"),
    [
        ({"type": "boolean"}, "yes_no", "boolean"),
        ({"const": True}, "yes_no", "boolean"),
        ({"enum": ["a", "b"]}, "choice", "string"),
        ({"enum": [1, 2]}, "choice", "integer"),
        ({"enum": ["a", 1]}, "choice", "any"),
        ({"oneOf": [{"const": "a", "title": "The A"}, {"const": "b"}]}, "choice", "string"),
        ({"type": "integer"}, "integer", "integer"),
        ({"type": "number"}, "number", "number"),
        ({"type": "string"}, "text", "string"),
        ({"type": "string", "format": "date"}, "date", "string"),
        ({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}, "date", "string"),
        ({"type": "string", "pattern": "^[A-Z]+$"}, "text", "string"),
        ({"type": "string", "format": "date-time"}, "moment", "string"),
        ({"type": "null"}, "nothing", "null"),
        ({"type": "array", "items": {"enum": ["a"]}, "uniqueItems": True}, "several", "array"),
        ({"type": "array", "items": {"type": "string"}}, "list", "array"),
        ({"type": "object", "properties": {"y": {}}}, "group", "object"),
        ({"type": "object"}, "json", "any"),
        ({"type": ["string", "null"]}, "variants", "any"),
        ({"minimum": 3}, "number", "number"),
        ({"enum": [["a"], ["b"]]}, "json", "any"),
        (True, "text", "string"),
    ],
    ids=str,
)
def test_each_kind_of_answer_is_known(part: Any, kind: str, json_type: str) -> None:
    field = read(part)
    assert (field.kind, field.json_type) == (kind, json_type)


def test_titles_come_from_the_schema_else_from_the_name() -> None:
    assert read({"type": "string", "title": "Kept by"}).title == "Kept by"
    assert read({"type": "string"}).title == "X"
    assert say_name("by_telephone") == "by telephone"
    assert find_form_title('{"title": "Screening"}') == "Screening"
    assert find_form_title("{}") == find_form_title("true") == ""


def test_choices_keep_their_value_and_are_read_by_their_title() -> None:
    field = read({"enum": ["in_person", True, None], "x-titles": {"in_person": "Face to face"}})
    shown = [(choice.value, choice.title) for choice in field.choices]
    assert shown == [("in_person", "Face to face"), (True, "yes"), (None, "nothing")]


def test_what_the_schema_refers_to_is_part_of_the_field() -> None:
    field = read({"$ref": "#/$defs/level"}, **{"$defs": {"level": {"enum": ["low", "high"]}}})
    assert [choice.value for choice in field.choices] == ["low", "high"]


def test_a_required_key_without_a_property_is_asked_for_too() -> None:
    form = read_fields(json.dumps({"type": "object", "required": ["why"]}))
    assert [(field.name, field.required) for field in form.fields] == [("why", True)]


def test_fields_of_conditions_come_after_the_others_and_are_optional() -> None:
    schema = {
        "type": "object",
        "properties": {"hurt": {"type": "boolean"}},
        "required": ["hurt"],
        "if": {"properties": {"hurt": {"const": True}}},
        "then": {"properties": {"doctor": {"type": "string"}}, "required": ["doctor"]},
    }
    fields = read_fields(json.dumps(schema)).fields
    assert [(field.name, field.required) for field in fields] == [("hurt", True), ("doctor", False)]


def test_a_question_in_a_group_has_a_dotted_name_and_is_required_only_with_its_group() -> None:
    inner = {"type": "object", "properties": {"town": {"type": "string"}}, "required": ["town"]}
    for required, expected in ((["x"], True), ([], False)):
        form = read_fields(
            json.dumps({"type": "object", "properties": {"x": inner}, "required": required})
        )
        (question,) = list_questions(form)
        assert (question.name, question.title) == ("x.town", "X: Town")
        assert question.is_required is expected


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_shipped_form_is_asked_without_writing_json(path: Path) -> None:
    schema = path.read_text("utf-8")
    questions = list_questions(read_fields(schema))
    assert [one.name for one in questions if one.field.kind == "json"] == []
    needed = json.loads(schema)["required"]
    assert set(needed) <= {question.name.partition(".")[0] for question in questions}
