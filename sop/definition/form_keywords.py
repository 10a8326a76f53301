"""Keywords of a form's schema: which there are, and those whose check must not take for ever."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from sop.definition.finding_report import quote_value, suggest_nearest
from sop.definition.schema_termination import LONGEST_TEXT, count_repeats
from sop.definition.source_map import PathTo

LONGEST_PATTERN = 200
"""Characters of a pattern: longer ones cannot be reviewed."""
LONGEST_KEY = 200
"""Characters of a key in the evidence: it may be compared with patterns."""

Problem = tuple[PathTo, str, str]
"""Place in the form, message, remedy."""

_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SCHEMAS = (
    *("not", "if", "then", "else", "items", "contains", "propertyNames", "contentSchema"),
    *("additionalProperties", "unevaluatedItems", "unevaluatedProperties"),
)
_OTHERS = (
    *("$schema", "$id", "$ref", "$anchor", "$comment", "$vocabulary", "$dynamicRef"),
    *("$dynamicAnchor", "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum"),
    *("minimum", "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems"),
    *("uniqueItems", "maxContains", "minContains", "maxProperties", "minProperties", "required"),
    *("dependentRequired", "format", "title", "description", "default", "deprecated", "readOnly"),
    *("writeOnly", "examples", "contentEncoding", "contentMediaType"),
)
KEYWORDS = frozenset({*_MAPS, *_LISTS, *_SCHEMAS, *_OTHERS})
"""The keywords of JSON Schema 2020-12, and `definitions`, which older forms have."""
OWN_PREFIX = "x-"
"""Own keys begin so: they check nothing, and no reader takes them for a keyword."""


def find_unknown_keywords(place: PathTo, schema: Any) -> Iterator[Problem]:
    """Yield each key that is not a keyword: JSON Schema ignores it, so it would check nothing."""
    if not isinstance(schema, dict):
        return
    for key, inner in schema.items():
        where = (*place, key)
        if key not in KEYWORDS and not key.startswith(OWN_PREFIX):
            hint = suggest_nearest(key, sorted(KEYWORDS))
            yield (
                where,
                f"{quote_value(key)} is not a keyword of JSON Schema, so it checks nothing{hint}",
                f"Correct it; a key of your own begins with '{OWN_PREFIX}'.",
            )
        for part, part_place in _parts(key, inner):
            yield from find_unknown_keywords((*where, *part_place), part)


def _parts(key: str, inner: Any) -> Iterator[tuple[Any, PathTo]]:
    """Yield the schemas inside a keyword, with their places in it."""
    if key in _MAPS and isinstance(inner, dict):
        yield from ((part, (name,)) for name, part in inner.items())
    elif key in _LISTS and isinstance(inner, list):
        yield from ((part, (number,)) for number, part in enumerate(inner))
    elif key in _SCHEMAS:
        yield inner, ()


def bounded_keywords() -> Mapping[str, Any]:
    """Return the checks that replace those of the library."""
    return {"pattern": _check_pattern_bounded, "uniqueItems": _check_unique}


def _check_pattern_bounded(
    validator: Any, pattern: str, instance: Any, schema: Any
) -> Iterator[Any]:
    """Check the keyword `pattern`, and reject a text that is too long to be compared with it."""
    from jsonschema import ValidationError  # late: jsonschema costs 100 ms

    if not isinstance(instance, str):
        return
    is_short = len(instance) <= LONGEST_TEXT.get(count_repeats(pattern), 0)
    if not is_short or re.search(pattern, instance) is None:
        yield ValidationError("not as the pattern asks")


def _check_unique(validator: Any, wanted: bool, instance: Any, schema: Any) -> Iterator[Any]:
    """Check the keyword `uniqueItems` in linear time: the library compares each with each."""
    from jsonschema import ValidationError  # late: jsonschema costs 100 ms

    if not wanted or not isinstance(instance, list):
        return
    if len({_spelling(one) for one in instance}) != len(instance):
        yield ValidationError("two are the same")


def _spelling(value: Any) -> str:
    """Return a text that two values share only if JSON Schema takes them for equal."""
    return json.dumps(_equal_form(value), sort_keys=True)


def _equal_form(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)  # 1.0 equals 1
    if isinstance(value, list):
        return [_equal_form(one) for one in value]
    if isinstance(value, dict):
        return {key: _equal_form(one) for key, one in value.items()}
    return value


def has_long_key(content: Any) -> bool:
    """Whether an object in the evidence has a key that is too long to be compared."""
    if isinstance(content, list):
        return any(map(has_long_key, content))
    if not isinstance(content, dict):
        return False
    return any(len(key) > LONGEST_KEY or has_long_key(one) for key, one in content.items())


def is_regular_expression(value: Any) -> bool:
    """Whether the text is a pattern that can be read; the format `regex` of JSON Schema."""
    if not isinstance(value, str):
        return True
    if len(value) > LONGEST_PATTERN:
        return False
    try:
        re.compile(value)
    except (re.error, OverflowError, RecursionError):
        return False
    return True
