"""A smallest piece of evidence that a form's schema accepts, so that a run found by the proof can be replayed."""

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
"""Tried one after the other against a pattern."""
FORMATS = {
    "date": "2026-03-02",
    "date-time": "2026-03-02T08:00:00+00:00",
    "time": "08:00:00",
    "email": "a@b.example",
}


def sample_evidence(schema_text: str) -> str:
    """JSON text that the schema accepts, where its keywords are the common ones; the engine judges it anyway."""
    whole = json.loads(schema_text)
    return json.dumps(_sample_value(whole, whole))


def _sample_value(schema: Any, whole: Any) -> Any:
    if not isinstance(schema, dict):
        return None
    if "$ref" in schema:
        return _sample_value(_resolve_reference(str(schema["$ref"]), whole), whole)
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    if schema.get("enum"):
        return schema["enum"][0]
    for key in ("anyOf", "oneOf", "allOf"):
        if schema.get(key):
            return _sample_value(schema[key][0], whole)
    kind = schema.get("type", "object" if "properties" in schema else "string")
    match kind[0] if isinstance(kind, list) else kind:
        case "object":
            properties = schema.get("properties", {})
            return {
                name: _sample_value(properties.get(name, {}), whole)
                for name in schema.get("required", ())
            }
        case "array":
            return [_sample_value(schema.get("items", {}), whole)] * int(schema.get("minItems", 0))
        case "boolean":
            return True
        case "integer" | "number":
            return schema.get(
                "minimum",
                schema.get("exclusiveMinimum", 0) + 1 if "exclusiveMinimum" in schema else 0,
            )
        case "null":
            return None
    return _text(schema)


def _text(schema: dict[str, Any]) -> str:
    texts = (FORMATS.get(str(schema.get("format")), TEXTS[0]), *TEXTS)
    if "pattern" in schema:
        return next((text for text in texts if re.search(schema["pattern"], text)), texts[0])
    return texts[0].ljust(int(schema.get("minLength", 0)), ".")[: schema.get("maxLength")]


def _resolve_reference(reference: str, whole: Any) -> Any:
    """What a local reference such as `#/$defs/date` means."""
    found = whole
    for part in reference.removeprefix("#").strip("/").split("/"):
        found = found.get(part, {}) if isinstance(found, dict) and part else found
    return found
