"""What a field of a form accepts, in words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sop.definition.form_fields import FormField, read_fields
from sop.views.form_text import accepted_text, number_choices, range_text


def read(part: Any) -> FormField:
    (field,) = read_fields(json.dumps({"type": "object", "properties": {"x": part}})).fields
    return field


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ({"type": "boolean"}, "yes or no"),
        ({"const": True}, "yes or no"),
        ({"enum": ["no_sign", "seen"]}, "1 no sign, 2 seen"),
        ({"type": "integer", "minimum": 0, "maximum": 20}, "a whole number from 0 to 20"),
        ({"type": "number", "exclusiveMinimum": 0}, "a number above 0"),
        ({"type": "number", "multipleOf": 5}, "a number a multiple of 5"),
        ({"type": "string"}, "a text"),
        ({"type": "string", "minLength": 10}, "a text, at least 10 characters"),
        ({"type": "string", "format": "date"}, "a day, such as 30 Nov 2026"),
        (
            {"type": "array", "items": {"type": "string"}, "minItems": 2},
            "several answers at least 2: a text",
        ),
        (
            {"type": "array", "items": {"enum": ["a", "b"]}, "uniqueItems": True},
            "one or more of 1 a, 2 b",
        ),
        ({"type": ["integer", "null"]}, "a whole number or nothing"),
    ],
    ids=str,
)
def test_what_is_accepted_is_said(part: Any, text: str) -> None:
    assert accepted_text(read(part)) == text


def test_choices_have_the_numbers_that_are_typed() -> None:
    assert number_choices(read({"enum": ["seen", "told"]})) == "1 seen, 2 told"


@pytest.mark.parametrize(
    ("least", "most", "text"),
    [(1, 5, "from 1 to 5"), (3, 3, "exactly 3"), (None, 4, "at most 4"), (None, None, "")],
)
def test_limits_are_words(least: int | None, most: int | None, text: str) -> None:
    assert range_text(least, most) == text
