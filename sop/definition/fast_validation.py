"""Answers quickly whether data fits a schema: each keyword of the schema becomes a plain function.

The library jsonschema names every violation, but it takes seconds for a thousand steps, and nearly
all data fits. So it is used only for the branches that do not fit; a test shows that both agree.

Why not fastjsonschema (2.22, measured with all shipped workflows): it has no dialect 2020-12; it
generates Python source and executes it, which costs 50 ms for the import and 350 ms for our schema
at every start, where this module needs 10 ms; it needs 100 ms for what this module validates in
75 ms; and it validates against a whole schema only, while the reader asks about single branches.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

Test = Callable[[Any], bool]

# Keywords that every value fits.
_ANNOTATIONS = {"$schema", "$id", "$defs", "title", "description", "x-rule", "x-remedy", "x-says"}


class FastValidator:
    """Tests for one root schema and its parts, each built when it is first needed."""

    def __init__(self, root: dict[str, Any]) -> None:
        self._root = root
        self._tests: dict[int, Test] = {}

    def fits(self, schema: Any, value: Any) -> bool:
        """Whether the value fits this part of the root schema."""
        return self._test(schema)(value)

    def _test(self, schema: Any) -> Test:
        test = self._tests.get(id(schema))
        if test is None:
            test = self._tests[id(schema)] = self._build_test(schema)
        return test

    def _build_lazy_test(self, schema: Any) -> Test:
        """Return a test that is built when it is first used: schemas may refer to themselves."""
        test: Test | None = None

        def lazy_test(value: Any) -> bool:
            nonlocal test
            if test is None:
                test = self._test(schema)
            return test(value)

        return lazy_test

    def _build_test(self, schema: Any) -> Test:
        if isinstance(schema, bool):
            return lambda value: schema
        built = (self._build_keyword(keyword, schema) for keyword in schema)
        tests = [test for test in built if test is not None]
        if len(tests) == 1:
            return tests[0]
        return _combine_tests(tests)

    def _build_keyword(self, keyword: str, schema: dict[str, Any]) -> Test | None:
        wanted = schema[keyword]
        if keyword in _ANNOTATIONS or keyword in ("then", "else"):  # `if` builds these two
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
        test = self._build_lazy_test(condition)
        yes = self._build_lazy_test(then)
        no = self._build_lazy_test(otherwise)
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

        def test(value: Any) -> bool:
            if not isinstance(value, dict):
                return True
            return _all_fit(inner, [value[key] for key in value if key not in named])

        return test


def _combine_tests(tests: list[Test]) -> Test:
    """Return a test that all tests pass. Plain loops, because generators cost more than a test."""

    def test(value: Any) -> bool:
        for part in tests:
            if not part(value):
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
    """Compile a pattern whose last `$` means the end, where Python also accepts a line end."""
    if pattern.endswith("$"):
        pattern = pattern[:-1] + r"\Z"
    return re.compile(pattern)


def find_repeats(values: list[Any]) -> list[Any]:
    """Return the values that occur earlier in the list."""
    seen: set[str] = set()  # by their text, because lists and maps cannot be hashed
    repeats = []
    for value in values:
        text = repr(value)
        if text in seen:
            repeats.append(value)
        seen.add(text)
    return repeats


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
    needed = {key: frozenset(partners) for key, partners in wanted.items()}

    def test(value: Any) -> bool:
        if not isinstance(value, dict):
            return True
        for key, partners in needed.items():
            if key in value and not value.keys() >= partners:
                return False
        return True

    return test


def _one_of(wanted: Any) -> Test:
    def test(value: Any) -> bool:
        return any(_equals(value, each) for each in wanted)

    return test


_PLAIN: dict[str, Callable[[Any], Test]] = {
    "type": _types,
    "const": lambda wanted: lambda value: _equals(value, wanted),
    "enum": _one_of,
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
        lambda value: not isinstance(value, dict) or value.keys() >= set(wanted)
    ),
    "dependentRequired": _dependent,
    "uniqueItems": lambda wanted: (
        lambda value: not isinstance(value, list) or not find_repeats(value)
    ),
}
