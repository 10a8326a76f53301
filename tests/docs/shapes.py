"""The shape of a JSON answer, short enough to read: `{items: [{code: text, due: time|null}]}`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]
WORDS = {
    "string": "text",
    "integer": "number",
    "number": "number",
    "boolean": "true|false",
    "object": "{…}",
}
WIDTH = 100


def shape(schema: Schema) -> list[str]:
    """What the schema describes: on one line where it fits, else a key a line, those that may be
    missing last.
    """
    return list(_lines("", schema, "", 0))


def _lines(before: str, schema: Schema, after: str, depth: int) -> Iterator[str]:
    """The value between what stands before and after it; inner lines are set in by two blanks."""
    whole = f"{'  ' * depth}{before}{_inline(schema)}{after}"
    keys = _keys(schema)
    inner = schema.get("items", {})
    if len(whole) <= WIDTH or not (keys or _keys(inner)):
        yield whole
    elif not keys:
        yield from _lines(f"{before}[", inner, f"]{after}", depth)
    else:
        yield f"{'  ' * depth}{before}{{"
        for number, (key, value) in enumerate(keys, start=1):
            yield from _lines(f"{key}: ", value, "," if number < len(keys) else "", depth + 1)
        yield f"{'  ' * depth}}}{_or_null(schema)}{after}"


def _inline(schema: Schema) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "const" in schema:
        return str(schema["const"])
    if "enum" in schema:
        return "|".join("null" if one is None else str(one) for one in schema["enum"])
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return "|".join(_kind(kind, schema) for kind in kinds if kind != "null") + _or_null(schema)


def _kind(kind: str, schema: Schema) -> str:
    if kind == "array":
        return f"[{_inline(schema.get('items', {}))}]"
    if kind == "object" and (keys := _keys(schema)):
        return "{" + ", ".join(f"{key}: {_inline(value)}" for key, value in keys) + "}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        return "{ID: " + _inline(schema["additionalProperties"]) + "}"
    return "time" if schema.get("format") == "date-time" else WORDS[kind]


def _or_null(schema: Schema) -> str:
    return "|null" if "null" in schema.get("type", ()) else ""


def _keys(schema: Schema) -> list[tuple[str, Schema]]:
    """Each key with its value; a `?` marks one that may be missing."""
    needed, known = schema.get("required", ()), schema.get("properties", {})
    others = [(f"{key}?", value) for key, value in known.items() if key not in needed]
    return [*((key, known.get(key, {})) for key in needed), *others]
