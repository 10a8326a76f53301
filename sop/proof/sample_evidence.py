"""Generates evidence that the schema of a form accepts, to replay a run of the proof."""

from __future__ import annotations

import json
import re
from typing import Any

TEXTS = (
    "as stated",
    "2026-03-02",
    "08:00",
    "2026-03-02T08:00:00+00:00",
    "A1",
    "a",
    "A",
    "1",
    "0123456789",
    "a@b.example",
)
"""Tried one after the other against a pattern: the common kinds of entries in forms."""
FORMATS = {
    "date": "2026-03-02",
    "date-time": "2026-03-02T08:00:00+00:00",
    "time": "08:00:00",
    "email": "a@b.example",
}
FIXED_VALUE_KEYS = ("const", "default")
ALTERNATIVE_KEYS = ("anyOf", "oneOf", "allOf")


def sample_evidence(schema_text: str) -> str:
    """Return JSON text that the schema accepts if it uses only common keywords.

    The engine checks the evidence anyway, so a sample that does not fit is refused there.
    """
    whole = json.loads(schema_text)
    return json.dumps(_sample_value(whole, whole))


def _sample_value(schema: Any, whole: Any) -> Any:
    if not isinstance(schema, dict):
        return None
    if "$ref" in schema:
        return _sample_value(_resolve_reference(str(schema["$ref"]), whole), whole)
    for key in FIXED_VALUE_KEYS:
        if key in schema:
            return schema[key]
    if schema.get("enum"):
        return schema["enum"][0]
    for key in ALTERNATIVE_KEYS:
        if schema.get(key):
            return _sample_value(schema[key][0], whole)
    return _sample_type(schema, whole)


def _sample_type(schema: dict[str, Any], whole: Any) -> Any:
    """A value of the schema's type, or of the first of its types."""
    default_type = "object" if "properties" in schema else "string"
    types = schema.get("type", default_type)
    match types[0] if isinstance(types, list) else types:
        case "object":
            properties = schema.get("properties", {})
            required = schema.get("required", ())
            return {name: _sample_value(properties.get(name, {}), whole) for name in required}
        case "array":
            return [_sample_value(schema.get("items", {}), whole)] * int(schema.get("minItems", 0))
        case "boolean":
            return True
        case "integer" | "number":
            return _sample_number(schema)
        case "null":
            return None
    return _sample_text(schema)


def _sample_number(schema: dict[str, Any]) -> Any:
    if "minimum" in schema:
        return schema["minimum"]
    if "exclusiveMinimum" in schema:
        return schema["exclusiveMinimum"] + 1
    return 0


def _sample_text(schema: dict[str, Any]) -> str:
    texts = (FORMATS.get(str(schema.get("format")), TEXTS[0]), *TEXTS)
    if "pattern" in schema:
        return next((text for text in texts if re.search(schema["pattern"], text)), texts[0])
    return texts[0].ljust(int(schema.get("minLength", 0)), ".")[: schema.get("maxLength")]


def _resolve_reference(reference: str, whole: Any) -> Any:
    """The part of the schema to which a local reference such as `#/$defs/date` points."""
    found = whole
    for part in reference.removeprefix("#").strip("/").split("/"):
        found = found.get(part, {}) if isinstance(found, dict) and part else found
    return found
