"""Forms are checked in reasonable time, and each key of a form's schema means something."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from sop.definition.form_keywords import find_unknown_keywords, has_long_key
from sop.definition.forms import check_form
from tests.commands.typing_in import new_typist

MOST_SECONDS = 2.0


@pytest.mark.parametrize(
    ("schema", "content"),
    [
        (
            {"properties": {"p": {"uniqueItems": True}}},
            {"p": [{"a": number, "b": [number]} for number in range(6000)]},
        ),
        ({"patternProperties": {"[a-z]+@x": {}}}, {"a" * 100_000: 1}),
        ({"patternProperties": {"a*a*a*b": {}}, "additionalProperties": False}, {"a" * 20_000: 1}),
        ({"properties": {"p": {"format": "regex"}}}, {"p": "(" * 20_000}),
        ({"properties": {"p": {"format": "regex"}}}, {"p": "(" * 150}),
    ],
    ids=["unique", "pattern of keys", "patterns and others", "regex", "short regex"],
)
def test_no_form_takes_for_ever_or_ends_in_an_error(schema: object, content: object) -> None:
    start = time.process_time()
    problems = check_form(json.dumps(schema), content)
    assert time.process_time() - start < MOST_SECONDS
    assert problems == [] or all(isinstance(one, str) for one in problems)


@pytest.mark.parametrize(
    ("items", "are_unique"),
    [
        ([1, 2], True),
        ([1, 1.0], False),
        ([1, True], True),
        ([0, False], True),
        ([{"a": 1, "b": 2}, {"b": 2, "a": 1}], False),
        ([[1], [1.0]], False),
        (["a", "A"], True),
        ([None, None], False),
    ],
)
def test_entries_are_the_same_as_json_schema_says(items: list[object], are_unique: bool) -> None:
    assert (check_form('{"uniqueItems": true}', items) == []) is are_unique


@pytest.mark.parametrize(
    ("schema", "places"),
    [
        ({"typ": "string"}, [("typ",)]),
        ({"properties": {"typ": {"type": "string"}}}, []),
        ({"properties": {"a": {"tpye": "string"}}}, [("properties", "a", "tpye")]),
        ({"items": {"anyOf": [{"maximun": 3}]}}, [("items", "anyOf", 0, "maximun")]),
        ({"x-label": 1, "$defs": {"typ": {"required": ["a"]}}}, []),
        ({"enum": [{"typ": 1}], "default": {"typ": 1}}, []),
    ],
)
def test_a_key_that_checks_nothing_is_found(schema: object, places: list[object]) -> None:
    assert [place for place, _, _ in find_unknown_keywords((), schema)] == places


def test_a_misspelt_keyword_is_a_finding_with_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sop = new_typist(tmp_path, monkeypatch)
    file = sop.folder / "workflows" / "food-recall.yaml"
    text = file.read_text(encoding="utf-8")
    spoiled = text.replace("sample_number: {type:", "sample_number: {typ:", 1)
    assert spoiled != text
    file.write_text(spoiled, encoding="utf-8")
    answer = sop.json("check", "workflows/food-recall.yaml")
    messages = [one["message"] for one in answer.data["findings"] if one["rule"] == "bad-form"]
    assert len(messages) == 1
    assert "'typ' is not a keyword" in messages[0]
    assert "'type'" in messages[0]


def test_a_key_used_twice_in_a_form_is_refused_and_nothing_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sop = new_typist(tmp_path, monkeypatch)
    sop.open("food-recall", as_="plant")
    sop.ok("do", "take_complaint")
    form = '{"sample_number": 1, "cold_chain": true, "cold_chain": false}'
    answer = sop.json("do", "examine", "--set", "hazard=glass", "--form", "-", stdin=form)
    assert (answer.code, "used twice" in answer.json["message"]) == (2, True)
    assert sop.ok("case", "show").json["version"] == 2


def test_only_long_keys_are_long() -> None:
    assert not has_long_key([{"a" * 200: [{"b": 1}]}])
    assert has_long_key([{"a": [{"b" * 201: 1}]}])
