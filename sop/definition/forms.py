"""Forms: the JSON Schemas of the evidence that actions ask for, and whether a filled-in form is as its schema asks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from sop.definition.diagnostics import Report, quote_value, suggest_nearest
from sop.definition.schema_termination import (
    LONGEST_TEXT,
    MOST_VISITS,
    SchemaVisits,
    count_repeats,
    is_endless,
    resolve_reference,
)
from sop.definition.source_map import PathTo

LONGEST_PATTERN = 200
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class FormChecker:
    """Checks evidence against one form's schema; made once a form, because making it is the slow part."""

    def __init__(self, schema_json: str) -> None:
        from jsonschema import Draft202012Validator, validators

        bounded = validators.extend(Draft202012Validator, {"pattern": _check_pattern_bounded})  # type: ignore[no-untyped-call]
        self._validator = bounded(
            json.loads(schema_json), format_checker=Draft202012Validator.FORMAT_CHECKER
        )

    def problems(self, content: object) -> list[str]:
        """A sentence for each thing that is wrong with the evidence, in the order of the form."""
        errors = sorted(
            self._validator.iter_errors(content),
            key=lambda error: [str(part) for part in error.absolute_path],
        )
        return list(dict.fromkeys(_sentence(error) for error in errors))


def _check_pattern_bounded(
    validator: Any, pattern: str, instance: Any, schema: Any
) -> Iterator[Any]:
    """The keyword `pattern`, which compares no text that would take too long."""
    from jsonschema import ValidationError

    if isinstance(instance, str) and (
        len(instance) > LONGEST_TEXT.get(count_repeats(pattern), 0)
        or re.search(pattern, instance) is None
    ):
        yield ValidationError("not as the pattern asks")


def check_form(schema_json: str, content: object) -> list[str]:
    """A sentence for each thing that is wrong with the evidence; empty when it is as the form asks."""
    return _checker(schema_json).problems(content)


@lru_cache(maxsize=64)
def _checker(schema_json: str) -> FormChecker:
    return FormChecker(schema_json)


_ASKED = {
    "string": "a text",
    "array": "a list",
    "object": "an object",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "null": "null",
}


def _sentence(error: Any) -> str:
    """What is wrong at one place of the evidence. Values are not repeated: they may be private."""
    where = ".".join(str(part) for part in error.absolute_path)
    subject = quote_value(where) if where else "the form"
    wanted = error.validator_value
    match error.validator:
        case "required":
            missing = next((key for key in wanted if error.message.startswith(f"{key!r} ")), "")
            return f"{quote_value(f'{where}.{missing}' if where else missing)} is missing"
        case "type":
            types = [wanted] if isinstance(wanted, str) else list(wanted)
            return f"{subject} must be {' or '.join(_ASKED.get(name, name) for name in types)}"
        case "enum":
            return f"{subject} must be one of: {', '.join(_show_value(value) for value in wanted)}"
        case "const":
            return f"{subject} must be {_show_value(wanted)}"
        case "additionalProperties" | "unevaluatedProperties":
            known = error.schema.get("properties", {})
            extra = [key for key in error.instance if key not in known]
            return f"{subject} has unknown entries: {', '.join(quote_value(key) for key in extra)}"
        case "pattern":
            return f"{subject} is not written as the form asks: {error.schema.get('description') or quote_value(wanted)}"
        case "format":
            return f"{subject} must be a {wanted}"
        case "minLength" | "minItems" | "minProperties":
            return f"{subject} is empty" if wanted == 1 else f"{subject} needs at least {wanted}"
        case "maxLength" | "maxItems" | "maxProperties":
            return f"{subject} may have at most {wanted}"
        case "minimum":
            return f"{subject} must be at least {wanted}"
        case "maximum":
            return f"{subject} must be at most {wanted}"
    return f"{subject} is not as the form asks ({error.validator or 'not allowed'})"


def _show_value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def check_schema(path: PathTo, schema: Any, report: Report) -> None:
    """Reports what makes this a bad schema of a form: not 2020-12, a remote reference, a long or broken pattern."""
    if not isinstance(schema, dict):
        report.error(
            "bad-form", path, "a form's schema is an object", 'Write {"type": "object", …}.'
        )
        return
    dialect = schema.get("$schema")
    if dialect is not None and dialect != _DIALECT:
        report.error(
            "bad-form",
            path,
            f"the form's dialect is {quote_value(dialect)}",
            f'Write "$schema": "{_DIALECT}".',
        )
    found = False
    for place, message, remedy in _check_own_rules((), schema):
        found = True
        report.error("bad-form", (*path, *place), message, remedy)
    if not found:
        _check_against_meta_schema(path, schema, report)


def _check_own_rules(place: PathTo, node: Any) -> Iterator[tuple[PathTo, str, str]]:
    """The rules beyond JSON Schema's own, wherever such a keyword stands."""
    if isinstance(node, list):
        for at, inner in enumerate(node):
            yield from _check_own_rules((*place, at), inner)
    if not isinstance(node, dict):
        return
    for key, inner in node.items():
        where = (*place, key)
        if key == "$ref" and isinstance(inner, str) and not inner.startswith("#"):
            yield (
                where,
                f"{quote_value(inner)} refers to another file",
                "A form stands alone: put the part under '$defs' and refer to '#/$defs/NAME'.",
            )
        elif isinstance(inner, str) and (
            key in ("$dynamicRef", "$dynamicAnchor") or (key == "$id" and place)
        ):
            yield (
                where,
                f"{quote_value(key)} is not allowed here",
                "Delete it; refer to '#/$defs/NAME' with '$ref'.",
            )
        elif key == "pattern" and isinstance(inner, str):
            yield from _bad_pattern(where, inner)
        elif key == "patternProperties" and isinstance(inner, dict):
            for pattern in inner:
                yield from _bad_pattern((*where, pattern), pattern)
        if key not in ("enum", "const", "default", "examples"):
            yield from _check_own_rules(where, inner)


def _bad_pattern(place: PathTo, pattern: str) -> Iterator[tuple[PathTo, str, str]]:
    import warnings

    if len(pattern) > LONGEST_PATTERN:
        yield (
            place,
            f"a pattern of {len(pattern)} characters; at most {LONGEST_PATTERN} are allowed",
            "Shorten it.",
        )
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        yield (
            place,
            f"the pattern {quote_value(pattern)} cannot be read: {error}",
            "Correct the regular expression.",
        )
        return
    if is_endless(pattern):
        yield (
            place,
            f"the pattern {quote_value(pattern)} may take for ever: a repeated part holds a repeat or alternatives",
            "Repeat single characters or fixed texts only, as in [a-z]+ or (, [a-z])*.",
        )


def _check_against_meta_schema(path: PathTo, schema: dict[str, Any], report: Report) -> None:
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(Draft202012Validator.META_SCHEMA)
    for error in validator.iter_errors(schema):
        where = tuple(error.absolute_path)
        name = quote_value(where[-1]) if where else "the schema"
        message, remedy = (
            f"{name} is not as JSON Schema asks: {error.message[:120]}",
            "See JSON Schema, draft 2020-12.",
        )
        if where and where[-1] == "type":
            message = f"{name} is {quote_value(error.instance)}{suggest_nearest(str(error.instance), _ASKED)}"
            remedy = f"Allowed: {', '.join(_ASKED)}."
        report.error("bad-form", (*path, *where), message, remedy)
    for where, reference in _references((), schema):
        if reference.startswith("#") and not _resolves(reference, schema):
            report.error(
                "bad-form",
                (*path, *where),
                f"{quote_value(reference)} refers to nothing in this file",
                "Define it under '$defs'.",
            )
            return
    for where, message, remedy in _endless_references((), schema):
        report.error("bad-form", (*path, *where), message, remedy)


def _endless_references(place: PathTo, schema: dict[str, Any]) -> Iterator[tuple[PathTo, str, str]]:
    """What makes checking one value go on for ever, or nearly so: circles, and parts that refer to parts in masses."""
    try:
        visits = SchemaVisits(schema).most()
    except RecursionError:
        yield (
            place,
            "the form's parts refer to each other in a circle",
            "Let no '$ref' lead back to its own part.",
        )
        return
    if visits > MOST_VISITS:
        yield (
            place,
            f"one value is looked at more than {MOST_VISITS} times",
            "Refer to fewer parts by '$ref'.",
        )


def _references(place: PathTo, node: Any) -> Iterator[tuple[PathTo, str]]:
    items = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for key, inner in items:
        if key == "$ref" and isinstance(inner, str):
            yield (*place, key), inner
        yield from _references((*place, key), inner)


def _resolves(reference: str, schema: Any) -> bool:
    return (reference == "#" or reference.startswith("#/")) and resolve_reference(
        reference, schema
    ) is not None
