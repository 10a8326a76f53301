"""Evidence against its form, and forms against the rules for forms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sop.definition.forms import check_form
from sop.definition.load import load_workflow
from tests.definition.sample import SMALL, lines, written

FORM = json.dumps(
    {
        "type": "object",
        "required": ["lot", "boxes"],
        "additionalProperties": False,
        "properties": {
            "lot": {
                "type": "string",
                "pattern": "^[A-Z]{2}$",
                "description": "two capital letters",
            },
            "boxes": {"type": "integer", "minimum": 1, "maximum": 9},
            "state": {"enum": ["open", "closed", 3]},
            "seen_on": {"type": "string", "format": "date"},
            "names": {"type": "array", "minItems": 1, "items": {"type": "string", "maxLength": 3}},
        },
    }
)


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        ({"lot": "AB", "boxes": 2}, []),
        ({"lot": "AB"}, ["'boxes' is missing"]),
        ({}, ["'lot' is missing", "'boxes' is missing"]),
        ([], ["the form must be an object"]),
        (
            {"lot": "ab", "boxes": "2"},
            [
                "'boxes' must be a whole number",
                "'lot' is not written as the form asks: two capital letters",
            ],
        ),
        ({"lot": "AB", "boxes": 0}, ["'boxes' must be at least 1"]),
        ({"lot": "AB", "boxes": 10}, ["'boxes' must be at most 9"]),
        ({"lot": "AB", "boxes": 1, "state": "shut"}, ["'state' must be one of: open, closed, 3"]),
        ({"lot": "AB", "boxes": 1, "seen_on": "yesterday"}, ["'seen_on' must be a date"]),
        ({"lot": "AB", "boxes": 1, "names": []}, ["'names' is empty"]),
        ({"lot": "AB", "boxes": 1, "names": ["Anna"]}, ["'names.0' may have at most 3"]),
        ({"lot": "AB", "boxes": 1, "colour": "red"}, ["the form has unknown entries: 'colour'"]),
    ],
)
def test_every_problem_of_the_evidence_is_one_sentence(
    content: object, problems: list[str]
) -> None:
    assert check_form(FORM, content) == problems


def test_a_sentence_about_evidence_does_not_repeat_what_may_be_private() -> None:
    assert not any(
        "Jane" in problem for problem in check_form(FORM, {"lot": "Jane Doe", "boxes": "Jane Doe"})
    )


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ('{"$ref": "#/$defs/lot", "$defs": {"lot": {"type": "string"}}}', None),
        ('{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}', None),
        ('{"properties": {"pattern": {"type": "string"}, "$ref": {"type": "string"}}}', None),
        ('{"$ref": "#/$defs/nowhere"}', "'#/$defs/nowhere' refers to nothing in this file"),
        ('{"$ref": "file:///etc/passwd"}', "'file:///etc/passwd' refers to another file"),
        ('{"type": "objekt"}', "'type' is 'objekt', did you mean 'object'?"),
        (
            '{"minLength": -1}',
            "'minLength' is not valid JSON Schema: -1 is less than the minimum of 0",
        ),
        (
            '{"patternProperties": {"(": {}}}',
            "the pattern '(' cannot be read: missing ), unterminated subpattern at position 0",
        ),
        ('{"a": NaN}', "'NaN' is not JSON"),
        ('{"a": "\\u202e"}', "U+202E (RIGHT-TO-LEFT OVERRIDE) is not allowed"),
        ("[" * 100_000, "more than 40 levels inside each other"),
        ('{"a": ' * 5_000, "this is not JSON"),
    ],
)
def test_a_form_is_a_schema_that_is_complete_in_itself(
    tmp_path: Path, form: str, message: str | None
) -> None:
    (tmp_path / "food" / "forms").mkdir(parents=True)
    written(tmp_path / "food", SMALL, "workflow.yaml")
    written(tmp_path / "food" / "forms", form, "opening.schema.json")
    loaded = load_workflow(tmp_path / "food")
    if message is None:
        assert lines(loaded) == []
        assert loaded.definition is not None
        assert json.loads(loaded.definition.forms["opening"]) == json.loads(form)
    else:
        assert [finding.rule for finding in loaded.findings] == ["bad-form"]
        assert message in loaded.findings[0].message or "levels" in loaded.findings[0].message
