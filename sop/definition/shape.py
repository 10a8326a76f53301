"""Which keys and kinds of value a definition may have: every violation of the published JSON Schema, in our words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any

from sop.definition.report import Report, did_you_mean, listed, quoted
from sop.definition.source import PathTo
from sop.definition.yaml_trouble import IN_BRACES

SCHEMA_FILE = "workflow.schema.json"


@lru_cache(maxsize=1)
def published_schema() -> dict[str, Any]:
    """The schema of the language, as it is shipped."""
    text = files("sop.definition").joinpath(SCHEMA_FILE).read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def check_shape(data: Any, report: Report, part: str | None = None, at: PathTo = ()) -> Any:
    """The data with None in place of each node whose shape is wrong; every wrong node is reported.

    `part` names a definition of the schema (`scenario`) where the data is not a whole workflow, `at` where it stands.
    """
    wrong: set[PathTo] = set()
    for violation in _violations(data, part):
        path = (*at, *violation.absolute_path)
        if _is_lost(report, path):
            wrong.add(path)
        else:
            wrong |= set(_tell(violation, path, report))
    return _without(data, {path[len(at) :] for path in wrong})


def _violations(data: Any, part: str | None) -> Iterable[Any]:
    violations: Iterable[Any] = _validator(part).iter_errors(data)
    return violations


@lru_cache(maxsize=8)
def _validator(part: str | None) -> Any:
    from jsonschema import Draft202012Validator

    schema = published_schema()
    if part is not None:
        schema = {"$defs": schema["$defs"], "$ref": f"#/$defs/{part}"}
    return Draft202012Validator(schema)


def _is_lost(report: Report, path: PathTo) -> bool:
    return report.source.has(path) and report.source.place(path).lost


def _tell(violation: Any, path: PathTo, report: Report) -> Iterable[PathTo]:
    """Reports one violation; answers the nodes that nobody should read on."""
    keyword = violation.validator
    if keyword == "additionalProperties":
        return list(_tell_unknown_keys(violation, path, report))
    if keyword == "required":
        _tell_missing_key(violation, path, report)
        return []
    if keyword == "dependentRequired":
        _tell_missing_partner(violation, path, report)
        return []
    if _is_about_key(violation):
        path = (*path, violation.instance)
        rule, message, remedy = _words(violation, f"the key {quoted(violation.instance)}", path)
        report.error(rule, path, message, remedy, key=True)
        return []
    rule, message, remedy = _words(violation, _subject(path), path)
    report.error(rule, path, message, remedy, key=keyword is None)
    return [path]


def _is_about_key(violation: Any) -> bool:
    return "propertyNames" in violation.absolute_schema_path


def _subject(path: PathTo) -> str:
    """What the message calls the node: its key, or its number in a list."""
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        return f"entry {path[-1] + 1} of {quoted(path[-2])}" if len(path) > 1 else f"entry {path[-1] + 1}"
    return quoted(path[-1])


def _words(violation: Any, subject: str, path: PathTo) -> tuple[str, str, str]:
    """Rule, message and remedy of a violation at a value."""
    schema = violation.schema if isinstance(violation.schema, dict) else {}
    value = violation.instance
    remedy = schema.get("x-remedy", "")
    what = schema.get("description", "the value")
    match violation.validator:
        case "type":
            return _wrong_type(violation, subject, remedy)
        case "enum":
            return (
                "wrong-value",
                f"{subject} is {quoted(value)}{did_you_mean(str(value), violation.validator_value)}",
                f"Allowed: {listed(violation.validator_value)}.",
            )
        case "const":
            return "wrong-value", f"{subject} is {quoted(value)}, not {what}", remedy
        case "pattern":
            if isinstance(value, str) and not value.strip():
                return "wrong-value", f"{subject} is empty", remedy or "Write a text, or leave the key out."
            return schema.get("x-rule", "wrong-value"), f"{subject} is {quoted(value)}, which is not {what}", remedy
        case "minLength" | "minItems" | "minProperties":
            return "wrong-value", f"{subject} is empty", remedy or "Give it an entry, or leave the key out."
        case "maxLength":
            return "wrong-value", f"{subject} is longer than {violation.validator_value} characters", "Shorten it."
        case "maxItems" | "maxProperties":
            return (
                "wrong-value",
                f"{subject} has more than {violation.validator_value} entries",
                remedy or "Shorten it.",
            )
        case "minimum":
            return "wrong-value", f"{subject} is {quoted(value)}; at least {violation.validator_value} is allowed", ""
        case "uniqueItems":
            return (
                "wrong-value",
                f"{subject} names something twice: {quoted(_repeated(value))}",
                "Delete one of the two.",
            )
        case None:
            return (
                "unknown-key",
                f"{subject} is not allowed in an end step",
                "An end step asks for nothing: delete this, or delete 'end: true'.",
            )
    return "wrong-value", f"{subject} is not as the language asks", remedy


def _repeated(values: list[Any]) -> Any:
    return next((value for number, value in enumerate(values) if value in values[:number]), "")


_KINDS = {
    "string": "a text",
    "array": "a list",
    "object": "a map of keys",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "nothing",
}


def _wrong_type(violation: Any, subject: str, remedy: str) -> tuple[str, str, str]:
    types = violation.validator_value
    types = [types] if isinstance(types, str) else list(types)
    value = violation.instance
    wanted = " or ".join(_KINDS[name] for name in types if name != "null")
    if isinstance(value, bool):
        found = f"{quoted(value)}, which YAML reads as true or false"
    elif isinstance(value, int):
        found = f"the number {quoted(value)}"
    else:
        found = {dict: "a map of keys", list: "a list", str: f"the text {quoted(value)}", type(None): "empty"}[
            type(value)
        ]
    if isinstance(value, bool | int) and "string" in types and not remedy:
        remedy = f'Put quotes around it: "{str(value).lower()}".'
    if isinstance(value, str) and types == ["boolean"]:
        remedy = "Write true or false, without quotes."
    if isinstance(value, str) and types == ["array"]:
        remedy = f"Write a list: [{value if len(value) < 40 else '…'}]."
    return (
        "wrong-type",
        f"{subject} is {found}; {wanted} is expected",
        remedy or f"Write {wanted}, or leave the key out.",
    )


def _tell_unknown_keys(violation: Any, path: PathTo, report: Report) -> Iterable[PathTo]:
    known = violation.schema.get("properties", {})
    for key in violation.instance:
        if key in known:
            continue
        yield (*path, key)
        message = f"unknown key {quoted(key)}{did_you_mean(key, known)}"
        remedy = f"Known here: {listed(known)}."
        if violation.instance[key] is None and report.source.place(path).flow:
            message = f"unknown key {quoted(key)} without a value inside {{…}}"
            remedy = _cut_text(violation.instance, key)
        elif key == "<<":
            remedy = "Merging maps is not allowed: write the keys out."
        report.error("unknown-key", (*path, key), message, remedy, key=True)


def _cut_text(instance: dict[str, Any], key: str) -> str:
    """The remedy for a text that YAML cut at its comma, with the text put together again where that is sure."""
    keys = list(instance)
    at = keys.index(key)
    if at == 0:
        return IN_BRACES
    before = at - 1
    while before > 0 and instance[keys[before]] is None:
        before -= 1
    value = instance[keys[before]]
    if not isinstance(value, str):
        return IN_BRACES
    whole = ", ".join([value, *keys[before + 1 : at + 1]])
    return f'{IN_BRACES} Here: {keys[before]}: "{whole}".'


def _tell_missing_key(violation: Any, path: PathTo, report: Report) -> None:
    missing = next((key for key in violation.validator_value if violation.message.startswith(f"{key!r} ")), "")
    name = f"of {quoted(path[-1])} " if path and isinstance(path[-1], str) else ""
    remedy = f"Add '{missing}:'."
    if missing in ("responsible", "outcomes"):
        remedy = f"Add '{missing}:', or 'end: true' if the track ends here."
    if missing == "type":
        remedy = "Add 'choices: [...]', or 'type:' boolean, integer, datetime or text."
    if missing in ("min", "max"):
        remedy = f"Add '{missing}:': a condition needs to know every value that the fact can have."
    report.error("missing-key", path, f"the key '{missing}' {name}is missing", remedy, key=True)


def _tell_missing_partner(violation: Any, path: PathTo, report: Report) -> None:
    for key, partners in violation.validator_value.items():
        for partner in partners:
            if (
                key in violation.instance
                and partner not in violation.instance
                and violation.message.startswith(f"{partner!r}")
            ):
                report.error(
                    "missing-key", (*path, key), f"'{key}' needs '{partner}' beside it", f"Add '{partner}:'.", key=True
                )


def _without(data: Any, wrong: set[PathTo]) -> Any:
    """A copy of the data with None at the wrong places."""
    if () in wrong:
        return None
    if not wrong:
        return data
    copy = dict(data) if isinstance(data, dict) else list(data) if isinstance(data, list) else data
    inner: dict[Any, set[PathTo]] = {}
    for path in wrong:
        inner.setdefault(path[0], set()).add(path[1:])
    for part, paths in inner.items():
        copy[part] = _without(copy[part], paths)
    return copy
