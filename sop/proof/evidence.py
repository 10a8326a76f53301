"""A smallest piece of evidence that a form's schema accepts, so that a run found by the proof can be replayed."""

from __future__ import annotations

import json
from typing import Any

FORMATS = {"date": "2026-03-02", "date-time": "2026-03-02T08:00:00+00:00", "time": "08:00:00", "email": "a@b.example"}


def evidence(schema_text: str) -> str:
    """JSON text that the schema accepts, where its keywords are the common ones; the engine judges it anyway."""
    return json.dumps(_sample(json.loads(schema_text)))


def _sample(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return None
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    if schema.get("enum"):
        return schema["enum"][0]
    for key in ("anyOf", "oneOf", "allOf"):
        if schema.get(key):
            return _sample(schema[key][0])
    kind = schema.get("type", "object" if "properties" in schema else "string")
    match kind[0] if isinstance(kind, list) else kind:
        case "object":
            properties = schema.get("properties", {})
            return {name: _sample(properties.get(name, {})) for name in schema.get("required", ())}
        case "array":
            return [_sample(schema.get("items", {}))] * int(schema.get("minItems", 0))
        case "boolean":
            return True
        case "integer" | "number":
            return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1 if "exclusiveMinimum" in schema else 0)
        case "null":
            return None
    text = FORMATS.get(str(schema.get("format")), "as stated")
    return text.ljust(int(schema.get("minLength", 0)), ".")[: schema.get("maxLength")]
