"""Answers quickly whether data fits a schema: the schema's keywords turned into plain functions, once.

The schema library names every violation but takes seconds for a thousand steps; nearly all data fits. So it is asked
only about the branches that do not. A test holds that both agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

Test = Callable[[Any], bool]

_ANNOTATIONS = {"$schema", "$id", "$defs", "title", "description", "x-rule", "x-remedy", "x-says"}


class FastValidator:
    """Tests for one root schema and its parts."""

    def __init__(self, root: dict[str, Any]) -> None:
        self._root = root
        self._tests: dict[int, Test] = {}

    def fits(self, schema: Any, value: Any) -> bool:
        """Whether the value fits this part of the root schema."""
        return self._test(schema)(value)

    def _test(self, schema: Any) -> Test:
        known = self._tests.get(id(schema))
        if known is None:
            known = self._tests[id(schema)] = self._build_test(schema)
        return known

    def _build_lazy_test(self, schema: Any) -> Test:
        """The test of an inner schema, built when it is first asked, so that schemas may refer to themselves."""
        test: Test | None = None

        def later(value: Any) -> bool:
            nonlocal test
            if test is None:
                test = self._test(schema)
            return test(value)

        return later

    def _build_test(self, schema: Any) -> Test:
        if isinstance(schema, bool):
            return lambda value: schema
        tests = [
            test
            for keyword, wanted in schema.items()
            if (test := self._keyword(keyword, wanted, schema))
        ]
        if len(tests) == 1:
            return tests[0]
        return _combine_tests(tests)

    def _keyword(self, keyword: str, wanted: Any, schema: dict[str, Any]) -> Test | None:
        if keyword in _ANNOTATIONS or keyword in ("then", "else"):
            return None
        if keyword == "$ref":
            return self._build_lazy_test(self._root["$defs"][wanted.removeprefix("#/$defs/")])
        if keyword == "if":
            return self._branches(wanted, schema.get("then", True), schema.get("else", True))
        if keyword == "properties":
            return self._properties(wanted)
        if keyword == "additionalProperties":
            return self._additional(wanted, frozenset(schema.get("properties", ())))
        if keyword == "items":
            test = self._build_lazy_test(wanted)
            return lambda value: not isinstance(value, list) or _all_fit(test, value)
        if keyword == "propertyNames":
            test = self._build_lazy_test(wanted)
            return lambda value: not isinstance(value, dict) or _all_fit(test, value)
        return _PLAIN[keyword](wanted)

    def _branches(self, condition: Any, then: Any, otherwise: Any) -> Test:
        test, yes, no = (
            self._build_lazy_test(condition),
            self._build_lazy_test(then),
            self._build_lazy_test(otherwise),
        )
        return lambda value: yes(value) if test(value) else no(value)

    def _properties(self, wanted: dict[str, Any]) -> Test:
        tests = {name: self._build_lazy_test(schema) for name, schema in wanted.items()}

        def test(value: Any) -> bool:
            if not isinstance(value, dict):
                return True
            for key, inner in value.items():
                if key in tests and not tests[key](inner):
                    return False
            return True

        return test

    def _additional(self, wanted: Any, named: frozenset[str]) -> Test:
        inner = self._build_lazy_test(wanted)
        return lambda value: (
            not isinstance(value, dict)
            or _all_fit(inner, [value[k] for k in value if k not in named])
        )


def _combine_tests(tests: list[Test]) -> Test:
    """All the tests. Here as below plain loops: generators cost more than what they ask."""

    def test(value: Any) -> bool:
        for one in tests:
            if not one(value):
                return False
        return True

    return test


def _all_fit(test: Test, values: Iterable[Any]) -> bool:
    for value in values:
        if not test(value):
            return False
    return True


@lru_cache(maxsize=256)
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """The pattern, in which a closing `$` means the very end: Python's own lets a line end pass."""
    return re.compile(pattern[:-1] + r"\Z" if pattern.endswith("$") else pattern)


def find_repeats(values: list[Any]) -> list[Any]:
    """The values that stand in the list before."""
    seen: set[str] = set()
    found = []
    for value in values:
        written = repr(value)
        if written in seen:
            found.append(value)
        seen.add(written)
    return found


def _types(wanted: Any) -> Test:
    names = {wanted} if isinstance(wanted, str) else set(wanted)
    kinds = {
        "string": str,
        "array": list,
        "object": dict,
        "boolean": bool,
        "integer": int,
        "null": type(None),
    }
    allowed = frozenset(kinds[name] for name in names)
    return lambda value: type(value) in allowed


def _equals(value: Any, wanted: Any) -> bool:
    return type(value) is type(wanted) and bool(value == wanted)


def _dependent(wanted: dict[str, list[str]]) -> Test:
    return lambda value: (
        not isinstance(value, dict)
        or all(
            partner in value
            for key, partners in wanted.items()
            if key in value
            for partner in partners
        )
    )


_PLAIN: dict[str, Callable[[Any], Test]] = {
    "type": _types,
    "const": lambda wanted: lambda value: _equals(value, wanted),
    "enum": lambda wanted: lambda value: any(_equals(value, each) for each in wanted),
    "pattern": lambda wanted: (
        lambda value: (
            not isinstance(value, str) or compile_pattern(wanted).search(value) is not None
        )
    ),
    "minLength": lambda wanted: lambda value: not isinstance(value, str) or len(value) >= wanted,
    "maxLength": lambda wanted: lambda value: not isinstance(value, str) or len(value) <= wanted,
    "minItems": lambda wanted: lambda value: not isinstance(value, list) or len(value) >= wanted,
    "maxItems": lambda wanted: lambda value: not isinstance(value, list) or len(value) <= wanted,
    "minProperties": lambda wanted: (
        lambda value: not isinstance(value, dict) or len(value) >= wanted
    ),
    "maxProperties": lambda wanted: (
        lambda value: not isinstance(value, dict) or len(value) <= wanted
    ),
    "minimum": lambda wanted: lambda value: not isinstance(value, int) or value >= wanted,
    "required": lambda wanted: (
        lambda value: not isinstance(value, dict) or all(key in value for key in wanted)
    ),
    "dependentRequired": _dependent,
    "uniqueItems": lambda wanted: (
        lambda value: not isinstance(value, list) or not find_repeats(value)
    ),
}
