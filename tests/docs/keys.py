"""The table of all keys of the language, from its published JSON Schema: what must, and what may,
stand where.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sop import definition

Schema = Mapping[str, Any]
BEGIN, END = (
    "<!-- keys: generated from sop/definition/workflow.schema.json -->",
    "<!-- keys end -->",
)
PLACES: Mapping[str, str] = {
    "workflow": "the workflow",
    "validation": "each of `validated_by`",
    "stakeholder": "a stakeholder",
    "fact": "a fact",
    "switch": "a switch",
    "term": "a term",
    "closing": "`closing`",
    "law_entry": "an entry of `law`",
    "track": "a track",
    "step": "a step",
    "action": "an action",
    "outcome": "an outcome",
    "interrupt": "an interrupt",
    "due": "`due` in full",
    "wait": "`wait` in full",
    "guarantee": "a guarantee",
    "scenario": "a scenario",
    "turn": "a turn",
    "call": "`try`",
    "language": "an entry of `languages`",
    "wording": "a text in another language, in full",
    "expectations": "an entry of `expectations`",
    "expected_turn": "`turns` of `expectations`",
    "expectation": "`expect`",
    "choice": "a choice of a turn",
    "consequence": "`then` of a choice or an inject",
    "inject": "an inject",
    "target": "`after`, `if_not` of an inject",
    "objective": "an objective",
    "evidence": "`earn` of an objective",
}
"""Every place with keys of its own, by its name in the schema."""
SHORT: Mapping[str, str] = {
    "id": "id",
    "file_id": "id",
    "ids": "ids",
    "id_or_ids": "id or ids",
    "text": "text",
    "texts": "texts",
    "date": "date",
    "moment": "time",
    "later": "time",
    "duration": "length of time",
    "condition": "condition",
    "reason": "`required`",
    "due": "deadline",
    "wait": "wait",
    "name": "name",
    "names": "names",
    "values": "values by ID",
    "channel": "channel",
    "guarantees": "map by ID",
}


def with_keys_table(manual: str) -> str:
    """The manual of the language with the table as the schema is now between its two marks."""
    before, _, rest = manual.partition(BEGIN)
    _, _, after = rest.partition(END)
    return "\n".join([f"{before}{BEGIN}", "", *keys_table(), "", f"{END}{after}"])


def keys_table() -> Iterator[str]:
    schema = json.loads(
        (Path(definition.__file__).parent / "workflow.schema.json").read_text("utf-8")
    )
    yield from ("| in | must have | may have |", "| --- | --- | --- |")
    for name, place in PLACES.items():
        part = schema if name == "workflow" else schema["$defs"][name]
        needed = set(part.get("required", ()))
        others = _listed(part, set(part["properties"]) - needed)
        yield f"| {place} | {_listed(part, needed)} | {others} |"


def places_of_the_schema() -> set[str]:
    """The parts of the schema that have keys."""
    schema = json.loads(
        (Path(definition.__file__).parent / "workflow.schema.json").read_text("utf-8")
    )
    return {"workflow", *(name for name, part in schema["$defs"].items() if "properties" in part)}


def _listed(part: Schema, names: set[str]) -> str:
    return ", ".join(
        f"`{key}` {_holds(key, one)}".strip()
        for key, one in part["properties"].items()
        if key in names
    )


def _holds(key: str, schema: Schema) -> str:
    """What stands after the key, in a word or two; nothing where the key says it."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        said = SHORT.get(name, "")
        return "" if said.strip("`") == key or not said else f"({said})"
    if "enum" in schema:
        return f"({' · '.join(f'`{_as_written(one)}`' for one in schema['enum'])})"
    if "const" in schema:
        return f"(`{_as_written(schema['const'])}`)"
    kinds = schema.get("type", ())
    if kinds == "boolean":
        return "(`true` or `false`)"
    if kinds == "object" and "properties" in schema:
        return "(" + ", ".join(f"`{inner}`" for inner in schema["properties"]) + ")"
    if kinds == "object" and "propertyNames" in schema:
        inside = schema.get("additionalProperties", {})
        has_plain_values = "type" in inside and inside["type"] != "object"
        return "(values by ID)" if has_plain_values else "(map by ID)"
    return {"integer": "(number)", "array": "(list)"}.get(str(kinds), "")


def _as_written(value: object) -> str:
    """Return the value as an author writes it in YAML: `true`, `now`."""
    return value if isinstance(value, str) else json.dumps(value)
