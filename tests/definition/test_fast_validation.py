"""The published schema: it is valid JSON Schema, and the fast test of fitting says what the schema
library says.
"""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sop.definition.fast_validation import FastValidator
from sop.definition.schema_validation import SCHEMA_FILE, load_schema
from sop.definition.workflow_files import gather
from tests.definition.sample import EVERYTHING, SHIPPED

VALIDATOR = jsonschema.Draft202012Validator(load_schema())
FITTING = FastValidator(load_schema())
EVERYTHING_READ: dict[str, Any] = gather(EVERYTHING, EVERYTHING.name).data

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 3),
    st.sampled_from(
        [
            "",
            " ",
            "any",
            "look",
            "Look",
            "3 days",
            "0 days",
            "immediately",
            "1.0.0",
            "2026-03-02 08:10",
            "+1 hours",
            "kept",
        ]
    ),
    st.just([]),
    st.just({}),
    st.just(["shop", "shop"]),
    st.just({"from": "noticed_at"}),
    st.just({"done": "tell"}),
    st.just({"en": "Text"}),
)


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every node below the top."""
    items = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    return [place for key, inner in items for place in ((*path, key), *places(inner, (*path, key)))]


PLACES = places(EVERYTHING_READ)


def changed(path: tuple[Any, ...], change: str, value: Any) -> Any:
    """The document with one node replaced, deleted, or given a neighbour."""
    data = copy.deepcopy(EVERYTHING_READ)
    parent = data
    for part in path[:-1]:
        parent = parent[part]
    if change == "replace":
        parent[path[-1]] = value
    elif change == "delete":
        del parent[path[-1]]
    elif isinstance(parent, dict):
        parent["colour"] = value
    else:
        parent.append(value)
    return data


def test_the_schema_is_valid_and_the_example_uses_every_key_of_it() -> None:
    jsonschema.Draft202012Validator.check_schema(load_schema())
    used = {part for path in PLACES for part in path if isinstance(part, str)}
    keys = {key for schema in schemas(load_schema()) for key in schema.get("properties", {})}
    assert keys - used - {"workflow"} == set()


def schemas(node: Any) -> list[dict[str, Any]]:
    items = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [
        *([node] if isinstance(node, dict) else []),
        *(inner for item in items for inner in schemas(item)),
    ]


def test_the_shipped_workflows_fit() -> None:
    for path in (EVERYTHING, *SHIPPED):
        data = gather(path, path.name).data
        assert FITTING.fits(load_schema(), data)
        assert VALIDATOR.is_valid(data)


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(PLACES), st.sampled_from(["replace", "delete", "add"]), VALUES)
def test_the_fast_test_and_the_schema_library_agree_on_every_changed_document(
    path: tuple[Any, ...], change: str, value: Any
) -> None:
    data = changed(path, change, value)
    assert FITTING.fits(load_schema(), data) == VALIDATOR.is_valid(data)


def test_a_schema_has_no_keyword_that_the_fast_test_does_not_know() -> None:
    for schema in load_schema()["$defs"].values():
        # An unknown keyword raises; a known one is answered.
        assert {type(FITTING.fits(schema, value)) for value in ({}, "", [])} == {bool}


def test_the_schema_is_package_data_and_has_no_one_of() -> None:
    text = json.dumps(load_schema())
    assert SCHEMA_FILE == "workflow.schema.json"
    assert "oneOf" not in text
    assert yaml.safe_load(text) == load_schema()
