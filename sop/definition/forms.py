"""Forms: the JSON Schemas of evidence, and the check of a filled-in form against its schema."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Any

from sop.definition.finding_report import Report, quote_value, suggest_nearest
from sop.definition.form_keywords import (
    LONGEST_KEY,
    LONGEST_PATTERN,
    Problem,
    bounded_keywords,
    find_unknown_keywords,
    has_long_key,
    is_regular_expression,
)
from sop.definition.schema_termination import (
    MOST_VISITS,
    SchemaVisits,
    is_endless,
    resolve_reference,
)
from sop.definition.source_map import PathTo
from sop.model.value import value

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class FormChecker:
    """Checks evidence against the schema of one form. Create it once per form: that is slow."""

    def __init__(self, schema_json: str) -> None:
        # late: jsonschema costs 100 ms
        from jsonschema import Draft202012Validator, FormatChecker, validators

        bounded: Any = validators.extend(  # type: ignore[no-untyped-call]
            Draft202012Validator, bounded_keywords()
        )
        formats = FormatChecker(())
        formats.checkers = {
            **Draft202012Validator.FORMAT_CHECKER.checkers,
            "regex": (is_regular_expression, ()),
        }
        self._validator = bounded(json.loads(schema_json), format_checker=formats)

    def problems(self, content: object) -> list[str]:
        """Return one sentence per mistake in the evidence, in the order of the form."""
        if has_long_key(content):
            return [f"the form has a key of more than {LONGEST_KEY} characters"]
        errors = sorted(
            self._validator.iter_errors(content),
            key=lambda error: [str(part) for part in error.absolute_path],
        )
        return list(dict.fromkeys(_describe_mistake(error) for error in errors))

    def part_problems(self, part: Any, content: object) -> list[PartProblem]:
        """Return what is wrong with an answer to a part of the form."""
        if has_long_key(content):
            text = f"the answer has a key of more than {LONGEST_KEY} characters"
            return [PartProblem((), "", text)]
        errors = self._validator.evolve(schema=part).iter_errors(content)
        return [_describe_part(error) for error in errors]


@value
class PartProblem:
    """One mistake in an answer: its place in the answer, the key that is missing, a sentence."""

    place: PathTo
    missing: str
    text: str


def find_part_problems(schema_json: str, part: Any, content: object) -> list[PartProblem]:
    """Return what is wrong with an answer to a part of the form; empty if it fits."""
    return _checker(schema_json).part_problems(part, content)


def _describe_part(error: Any) -> PartProblem:
    missing = ""
    if error.validator in ("required", "dependentRequired"):
        missing = _find_missing_key(error)
    place = tuple(error.absolute_path)
    return PartProblem(place, missing, _describe_mistake(error, "the answer"))


def check_form(schema_json: str, content: object) -> list[str]:
    """Return one sentence per mistake in the evidence; empty if it fits the form."""
    return _checker(schema_json).problems(content)


@lru_cache(maxsize=64)
def _checker(schema_json: str) -> FormChecker:
    return FormChecker(schema_json)


# Types of JSON -> the words of a message.
_TYPES = {
    "string": "a text",
    "array": "a list",
    "object": "an object",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "null": "null",
}


_LIMITS = {
    "minimum": "must be at least",
    "maximum": "must be at most",
    "maxLength": "may have at most",
    "maxItems": "may have at most",
    "maxProperties": "may have at most",
}
"""Keywords of limits -> the words before the limit."""


def _describe_mistake(error: Any, whole: str = "the form") -> str:
    """Return one sentence about a mistake. It never repeats the value, which may be private.

    `whole` is what the sentence calls the evidence itself.
    """
    where = ".".join(str(part) for part in error.absolute_path)
    subject = quote_value(where) if where else whole
    keyword, wanted = error.validator, error.validator_value
    if keyword in _LIMITS:
        return f"{subject} {_LIMITS[keyword]} {wanted}"
    match keyword:
        case "required":
            return _describe_missing(where, error)
        case "type":
            types = [wanted] if isinstance(wanted, str) else list(wanted)
            return f"{subject} must be {' or '.join(_TYPES.get(name, name) for name in types)}"
        case "enum":
            return f"{subject} must be one of: {', '.join(_show_value(value) for value in wanted)}"
        case "const":
            return f"{subject} must be {_show_value(wanted)}"
        case "additionalProperties" | "unevaluatedProperties":
            return f"{subject} has unknown entries: {_list_unknown(error)}"
        case "pattern":
            form = error.schema.get("description") or quote_value(wanted)
            return f"{subject} is not written as the form asks: {form}"
        case "format":
            return f"{subject} must be a {wanted}"
        case "minLength" | "minItems" | "minProperties":
            return f"{subject} is empty" if wanted == 1 else f"{subject} needs at least {wanted}"
    return f"{subject} is not as the form asks ({keyword or 'not allowed'})"


def _describe_missing(where: str, error: Any) -> str:
    missing = _find_missing_key(error)
    if where:
        missing = f"{where}.{missing}"
    return f"{quote_value(missing)} is missing"


def _find_missing_key(error: Any) -> str:
    """Return the key: jsonschema reports it only at the start of its message."""
    keys: Iterable[str] = error.validator_value
    if error.validator == "dependentRequired":
        keys = chain.from_iterable(error.validator_value.values())
    return next((key for key in keys if error.message.startswith(f"{key!r} ")), "")


def _list_unknown(error: Any) -> str:
    known = error.schema.get("properties", {})
    return ", ".join(quote_value(key) for key in error.instance if key not in known)


def _show_value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def check_schema(path: PathTo, schema: Any, report: Report) -> None:
    """Report why this is not a valid schema of a form.

    It must be JSON Schema 2020-12, refer to its own parts only, and have short, quick patterns.
    """
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
    problems = (*_check_own_rules((), schema), *find_unknown_keywords((), schema))
    for place, message, remedy in problems:
        found = True
        report.error("bad-form", (*path, *place), message, remedy)
    if not found:
        _check_against_meta_schema(path, schema, report)


def _check_own_rules(place: PathTo, node: Any) -> Iterator[Problem]:
    """Yield what breaks the rules beyond JSON Schema, in any part of the form."""
    if isinstance(node, list):
        for at, inner in enumerate(node):
            yield from _check_own_rules((*place, at), inner)
    if not isinstance(node, dict):
        return
    for key, inner in node.items():
        where = (*place, key)
        if isinstance(inner, str):
            yield from _check_keyword(where, key, inner)
        elif key == "patternProperties" and isinstance(inner, dict):
            for pattern in inner:
                yield from _check_pattern((*where, pattern), pattern)
        if key not in ("enum", "const", "default", "examples"):  # values, not schemas
            yield from _check_own_rules(where, inner)


def _check_keyword(place: PathTo, key: str, text: str) -> Iterator[Problem]:
    if key == "$ref" and not text.startswith("#"):
        yield (
            place,
            f"{quote_value(text)} refers to another file",
            "A form is complete in itself: put the part under '$defs' and refer to '#/$defs/NAME'.",
        )
    elif key in ("$dynamicRef", "$dynamicAnchor") or (key == "$id" and len(place) > 1):
        yield (
            place,
            f"{quote_value(key)} is not allowed here",
            "Delete it; refer to '#/$defs/NAME' with '$ref'.",
        )
    elif key == "pattern":
        yield from _check_pattern(place, text)


def _check_pattern(place: PathTo, pattern: str) -> Iterator[Problem]:
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
            f"the pattern {quote_value(pattern)} may take for ever: "
            "a repeated part contains a repeat or alternatives",
            "Repeat single characters or fixed texts only, as in [a-z]+ or (, [a-z])*.",
        )


def _check_against_meta_schema(path: PathTo, schema: dict[str, Any], report: Report) -> None:
    from jsonschema import Draft202012Validator  # late: jsonschema costs 100 ms

    validator = Draft202012Validator(Draft202012Validator.META_SCHEMA)
    for error in validator.iter_errors(schema):
        where = tuple(error.absolute_path)
        message, remedy = _describe_schema_mistake(where, error)
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
    for where, message, remedy in _check_visits((), schema):
        report.error("bad-form", (*path, *where), message, remedy)


def _describe_schema_mistake(where: PathTo, error: Any) -> tuple[str, str]:
    """Return message and remedy."""
    name = quote_value(where[-1]) if where else "the schema"
    if where and where[-1] == "type":
        hint = suggest_nearest(str(error.instance), _TYPES)
        message = f"{name} is {quote_value(error.instance)}{hint}"
        return message, f"Allowed: {', '.join(_TYPES)}."
    message = f"{name} is not valid JSON Schema: {error.message[:120]}"
    return message, "See JSON Schema, draft 2020-12."


def _check_visits(place: PathTo, schema: dict[str, Any]) -> Iterator[Problem]:
    """Yield references that would make the check of a value endless, or nearly so."""
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
            f"one value is checked more than {MOST_VISITS} times",
            "Refer to fewer parts by '$ref'.",
        )


def _references(place: PathTo, node: Any) -> Iterator[tuple[PathTo, str]]:
    """Yield place and text of every `$ref`."""
    for key, inner in _list_parts(node):
        if key == "$ref" and isinstance(inner, str):
            yield (*place, key), inner
        yield from _references((*place, key), inner)


def _list_parts(node: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(node, dict):
        return node.items()
    if isinstance(node, list):
        return enumerate(node)
    return ()


def _resolves(reference: str, schema: Any) -> bool:
    if reference != "#" and not reference.startswith("#/"):
        return False
    return resolve_reference(reference, schema) is not None
