"""Check evidence against its form, quickly where it fits.

Nearly all evidence fits, and importing the schema library costs more than the rest of `sop do`. A
few keywords are therefore tested here. A schema with any other keyword, and evidence that does not
surely fit, goes to the library, which names what is wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sized
from typing import Any

_ANNOTATIONS = {"$schema", "$defs", "$comment", "title", "description", "default", "examples"}
_KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "array": (list,),
    "object": (dict,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
}
OWN_PREFIX = "x-"  # own keys of a form check nothing; form_keywords.py has the same
_SCALARS = (str, int, float, bool, type(None))
_DEFINITIONS = "#/$defs/"

Test = Callable[[Any, Any, Any], bool]
"""Whether a value surely fits a keyword: what the keyword wants, the value, the whole schema."""


def check_evidence(schema_json: str, content: object) -> list[str]:
    """Return a sentence for each thing that is wrong; empty when the evidence fits its form."""
    root = json.loads(schema_json)
    if QuickCheck(root).surely_fits(root, content):
        return []
    from sop.definition.forms import check_form  # late: start-up; jsonschema costs 30 ms

    return check_form(schema_json, content)


class QuickCheck:
    """Tests of values against the parts of one schema. True is certain, False means nothing yet."""

    def __init__(self, root: Any) -> None:
        self._definitions = root.get("$defs", {}) if isinstance(root, dict) else {}
        self._tests: Mapping[str, Test] = {
            **_PLAIN,
            "$ref": self._fits_reference,
            "properties": self._fits_properties,
            "additionalProperties": self._fits_additional,
            "items": self._fits_items,
        }

    def surely_fits(self, schema: Any, value: Any) -> bool:
        """Return whether the value fits; False where it does not or a keyword is not known here."""
        if not isinstance(schema, dict):
            return schema is True
        for keyword, wanted in schema.items():
            if keyword in _ANNOTATIONS or keyword.startswith(OWN_PREFIX):
                continue
            test = self._tests.get(keyword)
            if test is None or not test(wanted, value, schema):
                return False
        return True

    def _fits_reference(self, wanted: Any, value: Any, schema: Any) -> bool:
        # A form whose parts refer to each other in a circle is refused when it is compiled.
        part = self._definitions.get(str(wanted).removeprefix(_DEFINITIONS))
        return part is not None and self.surely_fits(part, value)

    def _fits_properties(self, wanted: Any, value: Any, schema: Any) -> bool:
        if not isinstance(value, dict):
            return True
        return all(self.surely_fits(wanted[name], value[name]) for name in wanted if name in value)

    def _fits_additional(self, wanted: Any, value: Any, schema: Any) -> bool:
        if not isinstance(value, dict):
            return True
        others = [value[name] for name in value if name not in schema.get("properties", {})]
        return all(self.surely_fits(wanted, other) for other in others)

    def _fits_items(self, wanted: Any, value: Any, schema: Any) -> bool:
        return not isinstance(value, list) or all(self.surely_fits(wanted, one) for one in value)


def _has_type(wanted: Any, value: Any, schema: Any) -> bool:
    """Stricter than JSON Schema, for which 1.0 is an integer."""
    names = [wanted] if isinstance(wanted, str) else wanted
    return any(type(value) in _KINDS.get(name, ()) for name in names)


def _is_one_of(wanted: Any, value: Any, schema: Any) -> bool:
    """By type too, for Python takes True for 1."""
    if type(value) not in _SCALARS:
        return False
    return any(type(value) is type(each) and value == each for each in wanted)


def _is_constant(wanted: Any, value: Any, schema: Any) -> bool:
    return _is_one_of([wanted], value, schema)


def _has_no_twins(wanted: Any, value: Any, schema: Any) -> bool:
    """Texts only: of other values it is not plain which are the same."""
    if not wanted or not isinstance(value, list):
        return True
    return all(type(one) is str for one in value) and len(set(value)) == len(value)


def _matches(wanted: str, value: Any, schema: Any) -> bool:
    if not isinstance(value, str):
        return True
    from sop.definition.schema_termination import (  # late: start-up; few forms need it
        LONGEST_TEXT,
        count_repeats,
    )

    is_short_enough = len(value) <= LONGEST_TEXT.get(count_repeats(wanted), 0)
    return is_short_enough and re.search(wanted, value) is not None


def _has_names(wanted: Any, value: Any, schema: Any) -> bool:
    return not isinstance(value, dict) or all(name in value for name in wanted)


def _at_least(kind: type[Sized]) -> Test:
    return lambda wanted, value, schema: not isinstance(value, kind) or len(value) >= wanted


def _at_most(kind: type[Sized]) -> Test:
    return lambda wanted, value, schema: not isinstance(value, kind) or len(value) <= wanted


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_PLAIN: Mapping[str, Test] = {
    "type": _has_type,
    "enum": _is_one_of,
    "const": _is_constant,
    "required": _has_names,
    "pattern": _matches,
    "uniqueItems": _has_no_twins,
    "minLength": _at_least(str),
    "maxLength": _at_most(str),
    "minItems": _at_least(list),
    "maxItems": _at_most(list),
    "minProperties": _at_least(dict),
    "maxProperties": _at_most(dict),
    "minimum": lambda wanted, value, schema: not _is_number(value) or value >= wanted,
    "maximum": lambda wanted, value, schema: not _is_number(value) or value <= wanted,
}
