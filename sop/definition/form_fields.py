"""The fields of a form: what a person is asked, read from the form's JSON Schema.

A schema can state more than a field shows (`if`, `not`, `contains`). Such rules are not lost: an
answer is always checked against its part of the schema, and the whole form against the whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from sop.definition.schema_termination import resolve_reference
from sop.model.value import value

FieldKind = Literal[
    "yes_no",
    "choice",
    "several",
    "integer",
    "number",
    "date",
    "moment",
    "text",
    "nothing",
    "list",
    "group",
    "variants",
    "json",
]

Schema = Mapping[str, Any]

_SCALARS = (str, int, float, bool, type(None))
_BRANCHES = ("oneOf", "anyOf")
_CHOICE_TITLES = "x-titles"
"""An own key of the schema: a title for each value of its `enum`."""
_KIND_OF_TYPE: Mapping[str, FieldKind] = {
    "boolean": "yes_no",
    "integer": "integer",
    "number": "number",
    "null": "nothing",
}
_TYPE_OF_KIND: Mapping[str, str] = {
    "yes_no": "boolean",
    "several": "array",
    "integer": "integer",
    "number": "number",
    "date": "string",
    "moment": "string",
    "text": "string",
    "nothing": "null",
    "list": "array",
    "group": "object",
}
_TYPE_OF_VALUE: Mapping[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    type(None): "null",
}
_KIND_OF_FORMAT: Mapping[str, FieldKind] = {"date": "date", "date-time": "moment"}
# Texts by which a pattern for days differs from any other pattern.
_DAYS = ("2026-11-30", "1999-01-02")
_NO_DAYS = ("20261130", "30 Nov 2026", "A", "")
# Keywords by which an author who left out `type` shows the type.
_TYPE_BY_KEYWORD: Mapping[str, str] = {
    "properties": "object",
    "items": "array",
    "prefixItems": "array",
    "pattern": "string",
    "minLength": "string",
    "maxLength": "string",
    "format": "string",
    "minimum": "number",
    "maximum": "number",
    "exclusiveMinimum": "number",
    "exclusiveMaximum": "number",
    "multipleOf": "number",
}


@value
class FormChoice:
    """One of the values of a field, with what a person reads in its place."""

    value: str | int | float | bool | None
    title: str

    @property
    def name(self) -> str:
        """The value as it is written in JSON, without the quotes of a text."""
        return self.value if isinstance(self.value, str) else json.dumps(self.value)


@value
class FormField:
    """One question of a form.

    `part` is its part of the schema as it is written, to check an answer. `merged` is the same with
    the parts that it refers to. `fields` belong to a group, `item` to a list, `first` are the items
    at the beginning of a list that have their own rules, `variants` are the kinds of answer to
    choose from.
    """

    name: str
    title: str
    kind: FieldKind
    part: Any
    merged: Schema
    required: bool = True
    description: str = ""
    choices: tuple[FormChoice, ...] = ()
    fields: tuple[FormField, ...] = ()
    item: FormField | None = None
    first: tuple[FormField, ...] = ()
    variants: tuple[FormField, ...] = ()

    @property
    def least_items(self) -> int:
        return int(self.merged.get("minItems", 0))

    @property
    def most_items(self) -> int | None:
        """How many items a list may have; None without a limit."""
        most = self.merged.get("maxItems")
        if self.item is None:
            return min(len(self.first), int(most)) if most is not None else len(self.first)
        return None if most is None else int(most)

    @property
    def json_type(self) -> str:
        """The type of JSON that an answer has; `any` where several are possible."""
        named = _TYPE_OF_KIND.get(self.kind)
        if named is not None:
            return named
        types = {_TYPE_OF_VALUE[type(choice.value)] for choice in self.choices}
        return types.pop() if len(types) == 1 else "any"

    @property
    def is_typed(self) -> bool:
        """Whether the schema says which type of JSON the answer has."""
        return "type" in self.merged


def read_fields(schema_json: str) -> FormField:
    """Return the form as one field; nearly always a group with a field for each property."""
    whole = json.loads(schema_json)
    return _read_field("", whole, whole, required=True)


@value
class FormQuestion:
    """A question of a form that has no questions inside it; `name` is dotted inside a group."""

    name: str
    title: str
    field: FormField
    is_required: bool


def list_questions(form: FormField) -> tuple[FormQuestion, ...]:
    """Return the questions of the form in their order; a list or a choice of kinds is one."""
    return tuple(_list_inner(form, "", "", True))


def _list_inner(
    field: FormField, name: str, title: str, is_required: bool
) -> Iterator[FormQuestion]:
    if field.kind != "group":
        yield FormQuestion(name, title or field.title, field, is_required)
        return
    for inner in field.fields:
        full_name = f"{name}.{inner.name}" if name else inner.name
        full_title = f"{title}: {inner.title}" if title else inner.title
        yield from _list_inner(inner, full_name, full_title, is_required and inner.required)


def find_form_title(schema_json: str) -> str:
    """Return the title of the form; empty where it has none."""
    schema = json.loads(schema_json)
    return str(schema.get("title", "")) if isinstance(schema, dict) else ""


def say_name(name: str) -> str:
    """Return the name of a field or of a value as words.

    >>> say_name("by_telephone")
    'by telephone'
    """
    return name.replace("_", " ").strip() or name


def _read_field(name: str, part: Any, whole: Any, *, required: bool) -> FormField:
    merged = _merge(part, whole)
    kind = _find_kind(merged, whole)
    title = str(merged.get("title") or "") or _capitalize(say_name(name))
    field = {
        "name": name,
        "title": title,
        "kind": kind,
        "part": part,
        "merged": merged,
        "required": required,
        "description": str(merged.get("description") or ""),
    }
    match kind:
        case "yes_no" | "choice":
            field["choices"] = _list_choices(merged, whole)
        case "several":
            field["choices"] = _list_choices(_merge(merged.get("items"), whole), whole)
        case "group":
            field["fields"] = tuple(_list_fields(merged, whole))
        case "list":
            field |= _read_items(name, title, merged, whole)
        case "variants":
            field["variants"] = tuple(_list_variants(name, merged, whole))
    return FormField(**field)


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]


def _merge(part: Any, whole: Any) -> dict[str, Any]:
    """Return the part with what its `$ref` and its `allOf` say, as one schema."""
    if not isinstance(part, dict):
        return {}
    found: dict[str, Any] = {}
    if isinstance(part.get("$ref"), str):
        found = _merge(resolve_reference(part["$ref"], whole), whole)
    for other in part.get("allOf", ()):
        found = _join(found, _merge(other, whole))
    own = {key: inner for key, inner in part.items() if key not in ("$ref", "allOf")}
    return _join(found, own)


def _join(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    joined = {**first, **second}
    if "properties" in first and "properties" in second:
        joined["properties"] = {**first["properties"], **second["properties"]}
    if "required" in first and "required" in second:
        joined["required"] = list(dict.fromkeys((*first["required"], *second["required"])))
    return joined


def _find_kind(merged: Schema, whole: Any) -> FieldKind:
    choices = _list_choices(merged, whole)
    if choices:
        is_yes_no = all(isinstance(choice.value, bool) for choice in choices)
        return "yes_no" if is_yes_no else "choice"
    if "const" in merged or "enum" in merged:
        return "json"
    types = _find_types(merged)
    if len(types) > 1 or (not types and _branches(merged)):
        return "variants"
    return _kind_of_type(next(iter(types), ""), merged, whole)


def _find_types(merged: Schema) -> tuple[str, ...]:
    """Return the types of JSON that the answer may have; empty where the schema is silent."""
    types = merged.get("type")
    if isinstance(types, list):
        return tuple(map(str, types))
    if types is not None:
        return (str(types),)
    if _branches(merged):
        return ()
    meant = (_TYPE_BY_KEYWORD[key] for key in _TYPE_BY_KEYWORD if key in merged)
    return tuple(meant)[:1]


def _branches(merged: Schema) -> Sequence[Any]:
    return next((merged[key] for key in _BRANCHES if merged.get(key)), ())


def _kind_of_type(kind: str, merged: Schema, whole: Any) -> FieldKind:
    if kind in _KIND_OF_TYPE:
        return _KIND_OF_TYPE[kind]
    if kind == "object":
        return "group" if _has_fields(merged) else "json"
    if kind == "array":
        return _kind_of_list(merged, whole)
    if _accepts_days(merged):
        return "date"
    return _KIND_OF_FORMAT.get(str(merged.get("format")), "text")


def _kind_of_list(merged: Schema, whole: Any) -> FieldKind:
    if "prefixItems" in merged or "contains" in merged or not merged.get("uniqueItems"):
        return "list"
    return "several" if _list_choices(_merge(merged.get("items"), whole), whole) else "list"


def _accepts_days(merged: Schema) -> bool:
    """Whether the pattern is one for days, such as 2026-11-30."""
    pattern = merged.get("pattern")
    if not isinstance(pattern, str):
        return False
    found = re.compile(pattern).search
    return all(map(found, _DAYS)) and not any(map(found, _NO_DAYS))


def _list_choices(merged: Schema, whole: Any) -> tuple[FormChoice, ...]:
    """Return the values to choose from; empty if they are not listed, or are lists or objects."""
    if "const" in merged:
        values = [(merged["const"], "")]
    elif "enum" in merged:
        titles = merged.get(_CHOICE_TITLES, {})
        values = [(one, _title_in(titles, one)) for one in merged["enum"]]
    else:
        parts = [_merge(part, whole) for part in _branches(merged)]
        if not all("const" in part for part in parts):
            return ()
        values = [(part["const"], str(part.get("title") or "")) for part in parts]
    if not all(isinstance(one, _SCALARS) for one, _ in values):
        return ()
    return tuple(FormChoice(one, title or _say_value(one)) for one, title in values)


def _title_in(titles: Any, one: Any) -> str:
    return str(titles.get(one, "")) if isinstance(titles, dict) and isinstance(one, str) else ""


def _say_value(one: Any) -> str:
    if one is None:
        return "nothing"
    if isinstance(one, bool):
        return "yes" if one else "no"
    return say_name(one) if isinstance(one, str) else json.dumps(one)


def _has_fields(merged: Schema) -> bool:
    return any(True for _ in _properties(merged)) or bool(merged.get("required"))


def _list_fields(merged: Schema, whole: Any) -> Iterator[FormField]:
    """Yield a field for each property in the author's order, then for each other required key."""
    needed = merged.get("required", ())
    known: dict[str, Any] = dict(_properties(merged, whole))
    for name in needed:
        known.setdefault(name, _schema_of_other(name, merged))
    for name, part in known.items():
        if part is not False or name in needed:
            yield _read_field(name, part, whole, required=name in needed)


def _properties(merged: Schema, whole: Any = None) -> Iterator[tuple[str, Any]]:
    """Yield each property; those of a condition or a variant after those of the object itself."""
    seen: set[str] = set()
    branches = [merged.get(key) for key in ("then", "else")]
    branches += [*_branches(merged), *merged.get("dependentSchemas", {}).values()]
    for part in (merged, *(_merge(branch, whole) for branch in branches)):
        for name, inner in part.get("properties", {}).items():
            if name not in seen:
                seen.add(name)
                yield name, inner


def _schema_of_other(name: str, merged: Schema) -> Any:
    """Return the schema of a key that `properties` does not list."""
    for pattern, part in merged.get("patternProperties", {}).items():
        if re.search(pattern, name):
            return part
    return merged.get("additionalProperties", {})


def _read_items(name: str, title: str, merged: Schema, whole: Any) -> dict[str, Any]:
    first = [
        _read_field(name, _with_title(part, title), whole, required=True)
        for part in merged.get("prefixItems", ())
    ]
    items = merged.get("items", {})
    item = None
    if items is not False:
        item = _read_field(name, _with_title(items, title), whole, required=True)
    return {"first": tuple(first), "item": item}


def _with_title(part: Any, title: str) -> Any:
    """Return the schema of an item; the title of its list is used where it has none."""
    if not isinstance(part, dict):
        return {"title": title} if part is True else part
    return part if "title" in part or "$ref" in part else {**part, "title": title}


def _list_variants(name: str, merged: Schema, whole: Any) -> Iterator[FormField]:
    types = _find_types(merged)
    rest = {key: inner for key, inner in merged.items() if key not in ("type", *_BRANCHES)}
    if types:
        yield from (_read_field(name, {**rest, "type": one}, whole, required=True) for one in types)
        return
    for branch in _branches(merged):
        part = _join(rest, _merge(branch, whole))
        yield _read_field(name, part, whole, required=True)
