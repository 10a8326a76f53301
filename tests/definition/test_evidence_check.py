"""The quick check of evidence never says that something fits which the schema library refuses."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sop.definition.evidence_check import QuickCheck, check_evidence
from sop.definition.forms import check_form

FORMS = sorted((Path(__file__).parents[2] / "workflows").glob("*/forms/*.json"))
VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    1,
    2,
    9,
    10,
    -1,
    1.0,
    0.5,
    1e300,
    "",
    "a",
    "ab",
    "AB",
    "abcd",
    "1",
    "2026-03-02",
    "x" * 30_000,
    [],
    ["a"],
    ["a", "a"],
    ["a", "b"],
    [1, True],
    [1, 1.0],
    [[]],
    [None] * 4,
    {},
    {"a": 1},
    {"b": "x", "a": "ab"},
    {"a": [1], "c": {"a": 1}},
    {"a": 1, "b": 2, "c": 3, "d": 4},
)
TYPES = ("string", "array", "object", "boolean", "integer", "number", "null")


def random_schema(source: random.Random, depth: int = 0) -> Any:
    """A schema of known and unknown keywords, with the values that each may have."""
    if source.random() < 0.05:
        return source.random() < 0.5
    inner = lambda: random_schema(source, depth + 1) if depth < 3 else {}  # noqa: E731
    number = lambda: source.choice((0, 1, 2, 3))  # noqa: E731
    names = lambda: source.sample(("a", "b", "c"), source.randint(0, 2))  # noqa: E731
    keywords: dict[str, Any] = {
        "type": lambda: source.choice((*TYPES, ["string", "null"], ["integer", "object"])),
        "enum": lambda: source.sample(VALUES[:28], 4),
        "const": lambda: source.choice(VALUES[:28]),
        "properties": lambda: {name: inner() for name in names()},
        "required": names,
        "additionalProperties": inner,
        "items": inner,
        "uniqueItems": lambda: source.random() < 0.8,
        "pattern": lambda: source.choice(
            ("^[a-z]+$", "b$", "^.{0,3}$", "(a|b)*c", "[0-9]+-[0-9]+")
        ),
        "minLength": number,
        "maxLength": number,
        "minItems": number,
        "maxItems": number,
        "minProperties": number,
        "maxProperties": number,
        "minimum": number,
        "maximum": number,
        "title": lambda: "A title",
        "$ref": lambda: source.choice(("#/$defs/part", "#/$defs/other", "#/$defs/none/x")),
        "format": lambda: "date",
        "not": inner,
        "anyOf": lambda: [inner(), inner()],
        "exclusiveMinimum": number,
        "patternProperties": lambda: {"^a": inner()},
        "prefixItems": lambda: [inner()],
    }
    chosen = source.sample(list(keywords), source.randint(0, 4))
    return {keyword: keywords[keyword]() for keyword in chosen}


def test_what_surely_fits_is_what_the_library_takes() -> None:
    """4,000 random schemas, 10 values each. The parts that they refer to stand alone, so nothing
    turns in a circle.
    """
    counts: Counter[str] = Counter()
    for seed in range(4_000):
        source = random.Random(seed)
        schema = random_schema(source)
        if not isinstance(schema, dict) or "#/$defs/none/x" in json.dumps(schema):
            continue
        schema["$defs"] = {"part": {"type": "string", "minLength": 2}, "other": {"enum": [1, "a"]}}
        text = json.dumps(schema)
        for value in source.sample(VALUES, 10):
            surely = QuickCheck(schema).surely_fits(schema, value)
            problems = check_form(text, value)
            assert not (surely and problems), (schema, value, problems)
            counts["surely" if surely else "fits, asked" if not problems else "refused"] += 1
    print(dict(counts))
    assert min(counts.values()) > 1_000


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_no_shipped_form_needs_the_library_for_its_keywords(path: Path) -> None:
    schema = json.loads(path.read_text("utf-8"))
    check = QuickCheck(schema)
    assert _unknown(schema, set(check._tests)) == set()


def _unknown(schema: Any, known: set[str]) -> set[str]:
    if not isinstance(schema, dict):
        return set()
    found = (
        set(schema)
        - known
        - {"$schema", "$defs", "$comment", "title", "description", "default", "examples"}
    )
    inner = [
        *schema.get("properties", {}).values(),
        *schema.get("$defs", {}).values(),
        schema.get("items"),
    ]
    return found.union(
        *(_unknown(one, known) for one in (*inner, schema.get("additionalProperties")))
    )


def test_evidence_that_fits_imports_no_schema_library() -> None:
    code = (
        "import sys; from sop.definition.evidence_check import check_evidence;"
        'print(check_evidence(\'{"type": "object", "required": ["a"]}\', {\'a\': 1}), '
        "'jsonschema' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[] False\n"


def test_evidence_that_does_not_fit_is_named_by_the_library() -> None:
    form = '{"type": "object", "properties": {"boxes": {"type": "integer"}}}'
    assert check_evidence(form, {"boxes": "x"}) == ["'boxes' must be a whole number"]
    assert check_evidence(form, {"boxes": 1.0}) == []
