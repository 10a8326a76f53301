"""Reports violations of the schema in the author's words.

A message has the value, what is allowed, the most similar name, and a remedy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sop.definition.fast_validation import find_repeats
from sop.definition.finding_report import (
    MOST_COMPARED,
    Report,
    find_nearest,
    list_names,
    quote_value,
    suggest_nearest,
)
from sop.definition.keywords import UNITS
from sop.definition.source_map import PathTo
from sop.definition.yaml_errors import IN_BRACES

Words = tuple[str, str, str]
"""Rule, message, remedy."""

NOT_IN_END = "not allowed here"
"""The message of a violation: an end step has a key that only other steps have."""

LONGEST_EXAMPLE = 40
"""Characters of a value that a remedy repeats."""

# Types of JSON -> the words of a message.
_KINDS = {
    "string": "a text",
    "array": "a list",
    "object": "a map of keys",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "nothing",
}

# Missing keys -> the remedy, where adding the key is not the only one.
_ADD = {
    "responsible": "Add 'responsible:', or 'end: true' if the track ends here.",
    "outcomes": "Add 'outcomes:', or 'end: true' if the track ends here.",
    "type": "Add 'choices: [...]', or 'type:' boolean, integer, datetime or text.",
    "min": "Add 'min:': a condition needs to know every value that the fact can have.",
    "max": "Add 'max:': a condition needs to know every value that the fact can have.",
}


class ViolationReporter:
    """Reports violations. A misspelt key is not reported as a missing key as well.

    `at` is the place of the data in the document.
    """

    def __init__(self, report: Report, at: PathTo, violations: list[Any]) -> None:
        self._report = report
        self._at = at
        self._intended = {
            path for violation in violations for path in self._list_intended(violation)
        }

    def _list_intended(self, violation: Any) -> Iterator[PathTo]:
        """Yield the keys that the author probably intended with misspelt ones."""
        if violation.validator != "additionalProperties":
            return
        known = violation.schema.get("properties", {})
        for key in _list_unknown_keys(violation)[:MOST_COMPARED]:
            near = find_nearest(key, known)
            if near is not None and near not in violation.instance:
                yield (*self._path(violation), near)

    def report_violation(self, violation: Any) -> Iterable[PathTo]:
        """Report the violation; return the nodes that must not be used."""
        path = self._path(violation)
        if self._report.source.has(path) and self._report.source.place(path).lost:
            return [path]
        if violation.validator == "additionalProperties":
            return list(self._report_unknown_keys(violation, path))
        if violation.validator == "required":
            return list(self._report_missing_key(violation, path))
        if violation.validator == "dependentRequired":
            self._report_missing_partner(violation, path)
            return []
        if "propertyNames" in violation.absolute_schema_path:
            rule, message, remedy = _describe_key_violation(violation)
            self._report.error(rule, (*path, violation.instance), message, remedy, key=True)
            return []
        rule, message, remedy = _describe_value_violation(violation, _name_subject(path))
        self._report.error(rule, path, message, remedy, key=violation.message == NOT_IN_END)
        return [path]

    def _path(self, violation: Any) -> PathTo:
        return (*self._at, *violation.absolute_path)

    def _report_unknown_keys(self, violation: Any, path: PathTo) -> Iterator[PathTo]:
        """Report unknown keys; yield them and the keys that the author probably intended."""
        known = violation.schema.get("properties", {})
        in_braces = self._report.source.place(path).flow
        for key in _list_unknown_keys(violation):
            yield (*path, key)
            near = find_nearest(key, known)
            if near is not None and near not in violation.instance:
                yield (*path, near)
            if violation.instance[key] is None and in_braces:
                self._report_cut_text(violation.instance, (*path, key), known)
                continue
            remedy = f"Known here: {', '.join(known)}."
            if key == "<<":
                remedy = "Merging is not allowed: write the keys out."
            message = f"unknown key {quote_value(key)}{suggest_nearest(key, known)}"
            self._report.error("unknown-key", (*path, key), message, remedy, key=True)

    def _report_cut_text(
        self, instance: dict[str, Any], path: PathTo, known: dict[str, Any]
    ) -> None:
        """Report a text in braces that YAML cut at its commas: once, for its first rest.

        The remedy shows the whole text in quotes if it can be put together.
        """
        keys = list(instance)
        first = last = keys.index(str(path[-1]))
        while last + 1 < len(keys) and _is_rest(keys[last + 1], instance, known):
            last += 1
        if first > 0 and _is_rest(keys[first - 1], instance, known):
            return  # reported for the rest before this one
        example = ""
        value = instance[keys[first - 1]] if first else None
        if isinstance(value, str):
            text = ", ".join([value, *keys[first : last + 1]])
            if '"' not in text:
                example = f' Here: {keys[first - 1]}: "{text}".'
        message = f"unknown key {quote_value(keys[first])} without a value inside {{…}}"
        self._report.error("unknown-key", path, message, IN_BRACES + example, key=True)

    def _report_missing_key(self, violation: Any, path: PathTo) -> Iterator[PathTo]:
        # jsonschema reports the missing key only at the start of its message.
        keys = (key for key in violation.validator_value if _starts_with(violation, key))
        missing = next(keys, "")
        yield (*path, missing)
        if (*path, missing) in self._intended:
            return
        owner = ""
        if path and isinstance(path[-1], str):
            owner = f" of {quote_value(path[-1])}"
        remedy = _ADD.get(missing, f"Add '{missing}:'.")
        self._report.error(
            "missing-key", path, f"the key '{missing}'{owner} is missing", remedy, key=True
        )

    def _report_missing_partner(self, violation: Any, path: PathTo) -> None:
        for key, partners in violation.validator_value.items():
            for partner in partners:
                if key in violation.instance and _starts_with(violation, partner):
                    message = f"'{key}' also needs '{partner}'"
                    remedy = f"Add '{partner}:'."
                    self._report.error("missing-key", (*path, key), message, remedy, key=True)


def _starts_with(violation: Any, key: str) -> bool:
    return bool(violation.message.startswith(f"{key!r} "))


def _list_unknown_keys(violation: Any) -> list[str]:
    known = violation.schema.get("properties", {})
    return [key for key in violation.instance if key not in known]


def _is_rest(key: str, instance: dict[str, Any], known: dict[str, Any]) -> bool:
    """Whether the key is probably the rest of a text that YAML cut at a comma."""
    return instance[key] is None and key not in known


def _name_subject(path: PathTo) -> str:
    """Return what the message calls the node: its key, or its number in a list from 1."""
    if not path:
        return "the file"
    if not isinstance(path[-1], int):
        return quote_value(path[-1])
    if len(path) == 1:
        return f"entry {path[-1] + 1}"
    return f"entry {path[-1] + 1} of {quote_value(path[-2])}"


def _describe_key_violation(violation: Any) -> Words:
    key, schema = violation.instance, violation.schema
    rule = schema.get("x-rule", "wrong-value")
    if violation.validator == "maxLength":
        message = f"{quote_value(key)} is longer than {violation.validator_value} characters"
        return rule, message, "Shorten it."
    message = f"{quote_value(key)} is not {schema.get('description', 'a key')}"
    return rule, message, _suggest_replacement(key, rule, schema.get("x-remedy", ""))


def _suggest_replacement(value: str, rule: str, remedy: str) -> str:
    """Return the remedy, with an example made from the value if that is possible."""
    if rule == "bad-id" and value.isascii():
        example = _make_id(value)
        return f"{remedy} For example {quote_value(example)}." if example else remedy
    if rule == "bad-duration":
        match = re.match(r"([1-9][0-9]{0,4})[ _](\S.*)", value)
        unit = find_nearest(match[2], UNITS) if match else None
        if match and unit:
            return f"Did you mean '{match[1]} {unit}'? {remedy}"
    return remedy


def _make_id(value: str) -> str:
    """Return a valid ID made from the value; empty if that is not possible."""
    with_underscores = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", value).lower()
    return re.sub(r"[^a-z0-9]+", "_", with_underscores).strip("_0123456789")


def _describe_value_violation(violation: Any, subject: str) -> Words:
    schema = violation.schema if isinstance(violation.schema, dict) else {}
    value, wanted = violation.instance, violation.validator_value
    remedy = schema.get("x-remedy", "")
    if violation.message == NOT_IN_END:
        remedy = "An end step has nothing to do: delete this, or delete 'end: true'."
        return "unknown-key", f"{subject} is not allowed in an end step", remedy
    match violation.validator:
        case "type":
            return _describe_wrong_type(violation, subject, remedy)
        case "enum":
            message = f"{subject} is {quote_value(value)}{suggest_nearest(str(value), wanted)}"
            return "wrong-value", message, f"Allowed: {', '.join(wanted)}."
        case "const":
            expected = f"not {schema.get('description', quote_value(wanted))}"
            instead = schema.get("x-says") or expected
            return "wrong-value", f"{subject} is {quote_value(value)}, {instead}", remedy
        case "pattern" if value.strip():
            rule = schema.get("x-rule", "wrong-value")
            form = schema.get("description", "allowed")
            message = f"{subject} is {quote_value(value)}, which is not {form}"
            return rule, message, _suggest_replacement(value, rule, remedy)
        case "minimum":
            message = f"{subject} is {quote_value(value)}; at least {wanted} is allowed"
            return "wrong-value", message, "Write a higher number."
        case "uniqueItems":
            message = f"{subject} names {quote_value(find_repeats(value)[0])} twice"
            return "wrong-value", message, "Delete one of the two."
    return _describe_wrong_size(violation, subject, remedy)


def _describe_wrong_size(violation: Any, subject: str, remedy: str) -> Words:
    wanted = violation.validator_value
    match violation.validator:
        case "pattern" | "minLength" | "minItems" | "minProperties":
            remedy = remedy or "Give it an entry, or delete the key."
            return "wrong-value", f"{subject} is empty", remedy
        case "maxLength":
            return "wrong-value", f"{subject} is longer than {wanted} characters", "Shorten it."
        case "maxItems" | "maxProperties":
            message = f"{subject} has more than {wanted} entries"
            return "wrong-value", message, remedy or "Delete some."
    return "wrong-value", f"{subject} does not fit the language", remedy


def _describe_wrong_type(violation: Any, subject: str, remedy: str) -> Words:
    types = violation.validator_value
    if isinstance(types, str):
        types = [types]
    value = violation.instance
    kinds = [_KINDS[name] for name in types if name != "null"]
    wanted = violation.schema.get("description") or list_names(kinds)
    message = f"{subject} is {_describe_value(value)}; {wanted} is expected"
    remedy = _suggest_type(value, types, wanted) or remedy
    return "wrong-type", message, remedy or f"Write {wanted}, or delete the key."


def _suggest_type(value: Any, types: list[str], wanted: str) -> str:
    """Return how to turn the value into the expected type; empty if there is no simple way."""
    if wanted == "a text" and isinstance(value, bool | int):
        return f'Put quotes around it: "{str(value).lower()}".'
    if not isinstance(value, str):
        return ""
    if types == ["boolean"]:
        return "Write true or false, without quotes."
    if types == ["array"]:
        return f"Write a list: [{value if len(value) < LONGEST_EXAMPLE else '…'}]."
    return ""


def _describe_value(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return f"{quote_value(value)}, which YAML reads as true or false"
    if isinstance(value, int):
        return f"the number {quote_value(value)}"
    if isinstance(value, str):
        return f"the text {quote_value(value)}"
    if isinstance(value, list):
        return "a list"
    return "a map of keys"
