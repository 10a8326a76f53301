"""Says each violation of the schema in the author's words: the value, what is allowed, the nearest name, a remedy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sop.definition.diagnostics import (
    MOST_COMPARED,
    Report,
    find_nearest,
    list_names,
    quote_value,
    suggest_nearest,
)
from sop.definition.fast_validation import find_repeats
from sop.definition.keywords import UNITS
from sop.definition.source_map import PathTo
from sop.definition.yaml_errors import IN_BRACES

Words = tuple[str, str, str]
"""Rule, message, remedy."""

_KINDS = {
    "string": "a text",
    "array": "a list",
    "object": "a map of keys",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "nothing",
}
_ADD = {
    "responsible": "Add 'responsible:', or 'end: true' if the track ends here.",
    "outcomes": "Add 'outcomes:', or 'end: true' if the track ends here.",
    "type": "Add 'choices: [...]', or 'type:' boolean, integer, datetime or text.",
    "min": "Add 'min:': a condition needs to know every value that the fact can have.",
    "max": "Add 'max:': a condition needs to know every value that the fact can have.",
}


class ViolationReporter:
    """Reports violations. A misspelt key is told once: the key that was meant is not called missing."""

    def __init__(self, report: Report, at: PathTo, violations: list[Any]) -> None:
        self._report = report
        self._at = at
        self._meant = {
            (*self._path(violation), near)
            for violation in violations
            if violation.validator == "additionalProperties"
            for key in _unknown_keys(violation)[:MOST_COMPARED]
            if (near := find_nearest(key, violation.schema.get("properties", {}))) is not None
            and near not in violation.instance
        }

    def tell(self, violation: Any) -> Iterable[PathTo]:
        """Reports it; answers the nodes that nobody should read on."""
        path = self._path(violation)
        if self._report.source.has(path) and self._report.source.place(path).lost:
            return [path]
        if violation.validator == "additionalProperties":
            return list(self._unknown_keys(violation, path))
        if violation.validator == "required":
            return list(self._report_missing_key(violation, path))
        if violation.validator == "dependentRequired":
            self._report_missing_partner(violation, path)
            return []
        if "propertyNames" in violation.absolute_schema_path:
            rule, message, remedy = _describe_key_violation(violation)
            self._report.error(rule, (*path, violation.instance), message, remedy, key=True)
            return []
        rule, message, remedy = _describe_value_violation(violation, _subject(path))
        self._report.error(rule, path, message, remedy, key=violation.message == "not allowed here")
        return [path]

    def _path(self, violation: Any) -> PathTo:
        return (*self._at, *violation.absolute_path)

    def _unknown_keys(self, violation: Any, path: PathTo) -> Iterator[PathTo]:
        known = violation.schema.get("properties", {})
        in_braces = self._report.source.place(path).flow
        for key in _unknown_keys(violation):
            yield (*path, key)
            near = find_nearest(key, known)
            if near is not None and near not in violation.instance:
                yield (*path, near)
            if violation.instance[key] is None and in_braces:
                self._report_cut_text(violation.instance, (*path, key), known)
                continue
            remedy = (
                f"Known here: {', '.join(known)}."
                if key != "<<"
                else "Merging is not allowed: write the keys out."
            )
            message = f"unknown key {quote_value(key)}{suggest_nearest(key, known)}"
            self._report.error("unknown-key", (*path, key), message, remedy, key=True)

    def _report_cut_text(
        self, instance: dict[str, Any], path: PathTo, known: dict[str, Any]
    ) -> None:
        """A text in braces that YAML cut at its commas, put together again where that is sure; told once."""
        keys = list(instance)
        at = keys.index(str(path[-1]))
        first = last = at
        while first > 0 and _is_rest(keys[first - 1], instance, known):
            first -= 1
        while last + 1 < len(keys) and _is_rest(keys[last + 1], instance, known):
            last += 1
        if first != at:
            return
        value = instance[keys[first - 1]] if first else None
        whole = ", ".join([str(value), *keys[first : last + 1]])
        here = (
            f' Here: {keys[first - 1]}: "{whole}".'
            if isinstance(value, str) and '"' not in whole
            else ""
        )
        message = f"unknown key {quote_value(keys[at])} without a value inside {{…}}"
        self._report.error("unknown-key", path, message, IN_BRACES + here, key=True)

    def _report_missing_key(self, violation: Any, path: PathTo) -> Iterator[PathTo]:
        missing = next(
            (key for key in violation.validator_value if violation.message.startswith(f"{key!r} ")),
            "",
        )
        yield (*path, missing)
        if (*path, missing) in self._meant:
            return
        name = f" of {quote_value(path[-1])}" if path and isinstance(path[-1], str) else ""
        remedy = _ADD.get(missing, f"Add '{missing}:'.")
        self._report.error(
            "missing-key", path, f"the key '{missing}'{name} is missing", remedy, key=True
        )

    def _report_missing_partner(self, violation: Any, path: PathTo) -> None:
        for key, partners in violation.validator_value.items():
            for partner in partners:
                if key in violation.instance and violation.message.startswith(f"{partner!r} "):
                    message = f"'{key}' needs '{partner}' beside it"
                    self._report.error(
                        "missing-key", (*path, key), message, f"Add '{partner}:'.", key=True
                    )


def _unknown_keys(violation: Any) -> list[str]:
    known = violation.schema.get("properties", {})
    return [key for key in violation.instance if key not in known]


def _is_rest(key: str, instance: dict[str, Any], known: dict[str, Any]) -> bool:
    return instance[key] is None and key not in known


def _subject(path: PathTo) -> str:
    """What the message calls the node: its key, or its number in a list."""
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        return (
            f"entry {path[-1] + 1} of {quote_value(path[-2])}"
            if len(path) > 1
            else f"entry {path[-1] + 1}"
        )
    return quote_value(path[-1])


def _describe_key_violation(violation: Any) -> Words:
    key = violation.instance
    what = violation.schema.get("description", "a key")
    rule = violation.schema.get("x-rule", "wrong-value")
    if violation.validator == "maxLength":
        return (
            rule,
            f"{quote_value(key)} is longer than {violation.validator_value} characters",
            "Shorten it.",
        )
    return (
        rule,
        f"{quote_value(key)} is not {what}",
        _suggest_replacement(key, rule, violation.schema.get("x-remedy", "")),
    )


def _suggest_replacement(value: str, rule: str, remedy: str) -> str:
    """The remedy, with an example made of what was written where that is possible."""
    if rule == "bad-id":
        made = re.sub(
            r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", value).lower()
        ).strip("_0123456789")
        return f"{remedy} For example {quote_value(made)}." if made and value.isascii() else remedy
    if rule == "bad-duration" and (match := re.match(r"([1-9][0-9]{0,4})[ _](\S.*)", value)):
        unit = find_nearest(match[2], UNITS)
        return f"Did you mean '{match[1]} {unit}'? {remedy}" if unit else remedy
    return remedy


def _describe_value_violation(violation: Any, subject: str) -> Words:
    schema = violation.schema if isinstance(violation.schema, dict) else {}
    value, wanted = violation.instance, violation.validator_value
    remedy = schema.get("x-remedy", "")
    if violation.message == "not allowed here":
        remedy = "An end step asks for nothing: delete this, or delete 'end: true'."
        return "unknown-key", f"{subject} is not allowed in an end step", remedy
    match violation.validator:
        case "type":
            return _wrong_type(violation, subject, remedy)
        case "enum":
            message = f"{subject} is {quote_value(value)}{suggest_nearest(str(value), wanted)}"
            return "wrong-value", message, f"Allowed: {', '.join(wanted)}."
        case "const":
            instead = (
                schema.get("x-says") or f"not {schema.get('description', quote_value(wanted))}"
            )
            return "wrong-value", f"{subject} is {quote_value(value)}, {instead}", remedy
        case "pattern" if value.strip():
            rule = schema.get("x-rule", "wrong-value")
            message = f"{subject} is {quote_value(value)}, which is not {schema.get('description', 'allowed')}"
            return rule, message, _suggest_replacement(value, rule, remedy)
        case "pattern" | "minLength" | "minItems" | "minProperties":
            return (
                "wrong-value",
                f"{subject} is empty",
                remedy or "Give it an entry, or leave the key out.",
            )
        case "maxLength":
            return "wrong-value", f"{subject} is longer than {wanted} characters", "Shorten it."
        case "maxItems" | "maxProperties":
            return (
                "wrong-value",
                f"{subject} has more than {wanted} entries",
                remedy or "Leave some out.",
            )
        case "minimum":
            return (
                "wrong-value",
                f"{subject} is {quote_value(value)}; at least {wanted} is allowed",
                "Write a higher number.",
            )
        case "uniqueItems":
            return (
                "wrong-value",
                f"{subject} names {quote_value(find_repeats(value)[0])} twice",
                "Delete one of the two.",
            )
    return "wrong-value", f"{subject} is not as the language asks", remedy


def _wrong_type(violation: Any, subject: str, remedy: str) -> Words:
    types = violation.validator_value
    types = [types] if isinstance(types, str) else list(types)
    value = violation.instance
    wanted = violation.schema.get("description") or list_names(
        _KINDS[name] for name in types if name != "null"
    )
    if types == ["string"] and isinstance(value, bool | int):
        remedy = f'Put quotes around it: "{str(value).lower()}".' if wanted == "a text" else remedy
    elif types == ["boolean"] and isinstance(value, str):
        remedy = "Write true or false, without quotes."
    elif types == ["array"] and isinstance(value, str):
        remedy = f"Write a list: [{value if len(value) < 40 else '…'}]."
    elif wanted == "a text" and isinstance(value, bool | int):
        remedy = f'Put quotes around it: "{str(value).lower()}".'
    message = f"{subject} is {_describe_found(value)}; {wanted} is expected"
    return "wrong-type", message, remedy or f"Write {wanted}, or leave the key out."


def _describe_found(value: Any) -> str:
    if isinstance(value, bool):
        return f"{quote_value(value)}, which YAML reads as true or false"
    if isinstance(value, int):
        return f"the number {quote_value(value)}"
    if isinstance(value, str):
        return f"the text {quote_value(value)}"
    return "empty" if value is None else "a list" if isinstance(value, list) else "a map of keys"
