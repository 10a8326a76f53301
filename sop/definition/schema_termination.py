"""Finds forms whose check might never end: patterns that try every split of a text, and circles.

A pattern is refused if a part that repeats without a bound can itself match one text in several
ways: it contains another such repeat, or alternatives. That also refuses some harmless patterns;
each of them can be rewritten.
"""

from __future__ import annotations

import importlib
import warnings
from itertools import chain
from typing import Any

REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
MOST_IN_A_ROW = 4
"""The most repeats in a pattern: each multiplies the ways to split a text. So does a free start."""
LONGEST_TEXT = {0: 20_000, 1: 20_000, 2: 5_000, 3: 1_000, 4: 200}
"""Number of repeats in a pattern -> the longest text that is compared with it."""
FEW = 4
"""A part may be repeated this often with a fixed number; each repetition counts as a part."""
MOST_VISITS = 10_000
"""The most parts of a form that may check one value, without circles."""

# Keywords whose schemas check the same value as the schema around them.
_IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas")


def is_endless(pattern: str) -> bool:
    """Whether matching the pattern may take practically for ever, even with a short text."""
    if count_repeats(pattern) > MOST_IN_A_ROW:
        return True
    return _has_nested_repeat(_parse_pattern(pattern), is_repeated=False)


def count_repeats(pattern: str) -> int:
    """Return how many repeats follow each other in the pattern; a free start counts as one."""
    is_anchored = pattern.startswith(("^", "\\A"))
    repeats = _count_repeats(_parse_pattern(pattern))
    return repeats if is_anchored else repeats + 1


def _parse_pattern(pattern: str) -> Any:
    """Return the parts of the pattern, which only a private module of `re` shows."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module("re._parser").parse(pattern)


def _has_nested_repeat(parsed: Any, *, is_repeated: bool) -> bool:
    """Whether a repeat contains something that varies. `is_repeated`: a repeat contains this."""
    return any(_varies_in_repeat(str(kind), argument, is_repeated) for kind, argument in parsed)


def _varies_in_repeat(kind: str, argument: Any, is_repeated: bool) -> bool:
    if kind in REPEATS:
        least, most, inner = argument
        varies = least != most
        if is_repeated and varies:
            return True
        repeats = is_repeated or most > FEW or (varies and most > 1)
        return _has_nested_repeat(inner, is_repeated=repeats)
    if kind == "BRANCH":
        return is_repeated or any(
            _has_nested_repeat(branch, is_repeated=False) for branch in argument[1]
        )
    return any(
        _has_nested_repeat(part, is_repeated=is_repeated) for part in _inner_patterns(argument)
    )


def _count_repeats(parsed: Any) -> int:
    """Return the number of repeats; those in a part with a fixed number count each time."""
    count = 0
    for kind, argument in parsed:
        if str(kind) in REPEATS:
            least, most, inner = argument
            times = most if most <= FEW else 1
            count += (least != most and most > 1) + _count_repeats(inner) * times
        elif str(kind) == "BRANCH":
            count += max(map(_count_repeats, argument[1]))
        else:
            count += sum(map(_count_repeats, _inner_patterns(argument)))
    return count


def _inner_patterns(argument: Any) -> list[Any]:
    """Return the patterns inside a group, a look-ahead or a look-behind."""
    parts = argument if isinstance(argument, tuple) else (argument,)
    return [part for part in parts if type(part).__name__ == "SubPattern"]


def resolve_reference(reference: str, schema: Any) -> Any:
    """Return the part that `#/…/…` refers to (a JSON Pointer); None if it does not exist."""
    node = schema
    for part in reference[1:].split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(node, dict) or name not in node:
            return None
        node = node[name]
    return node


class SchemaVisits:
    """Counts how many parts of a form check one value."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._schema = schema
        self._counts: dict[int, int] = {}
        self._open: set[int] = set()  # parts that are being counted: a circle if met again

    def most(self) -> int:
        """Return the highest count. Raise RecursionError if parts refer in a circle."""
        return max(map(self._visits, _schemas(self._schema)))

    def _visits(self, part: Any) -> int:
        if not isinstance(part, dict):
            return 1
        key = id(part)
        if key in self._open:
            raise RecursionError
        if key not in self._counts:
            self._open.add(key)
            self._counts[key] = 1 + sum(map(self._visits, self._in_place(part)))
            self._open.discard(key)
        return self._counts[key]

    def _in_place(self, part: dict[str, Any]) -> list[Any]:
        """Return the parts that check the same value as this one."""
        found: list[Any] = []
        for key in _IN_PLACE:
            inner = part.get(key)
            if isinstance(inner, list):
                found += inner
            elif isinstance(inner, dict):
                found += inner.values() if key == "dependentSchemas" else [inner]
        if isinstance(part.get("$ref"), str):
            found.append(resolve_reference(part["$ref"], self._schema))
        return found


def _schemas(node: Any) -> list[dict[str, Any]]:
    """Return every map in the form: all its parts, and more."""
    if isinstance(node, list):
        return list(chain.from_iterable(map(_schemas, node)))
    if not isinstance(node, dict):
        return []
    return [node, *chain.from_iterable(map(_schemas, node.values()))]
