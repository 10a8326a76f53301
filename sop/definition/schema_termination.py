"""Forms that would never come to an end: patterns that try every split of a text, parts that refer to each other.

A pattern is refused when a part that may be repeated without a bound can itself match one text in several ways: it
holds another such repeat, or alternatives. That refuses some harmless ones too; each can be written without.
"""

from __future__ import annotations

import importlib
import warnings
from typing import Any

REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
MOST_IN_A_ROW = 4
"""So many repeats may stand in a pattern; each multiplies the ways to split a text. So does a start that is free."""
LONGEST_TEXT = {0: 20_000, 1: 20_000, 2: 5_000, 3: 1_000, 4: 200}
"""How long a text may be that is compared with a pattern of so many repeats."""
FEW = 4
"""A part of fixed number may be repeated so often; each counts like one written out."""
MOST_VISITS = 10_000
"""So many parts of a form may look at one value and what is inside it, circles not counted."""

_IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas")


def is_endless(pattern: str) -> bool:
    """Whether matching the pattern may take longer than anybody waits, however short the text is."""
    return _endless(_parse_pattern(pattern), False) or count_repeats(pattern) > MOST_IN_A_ROW


def count_repeats(pattern: str) -> int:
    """How many repeats follow each other in the pattern, a free start counted as one."""
    return _count_repeats(_parse_pattern(pattern)) + (not pattern.startswith(("^", "\\A")))


def _parse_pattern(pattern: str) -> Any:
    """What the pattern is made of; the public module does not say."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module("re._parser").parse(pattern)


def _endless(parsed: Any, repeated: bool) -> bool:
    """Whether something that varies stands in a repeat. `repeated`: this part stands in one."""
    for kind, argument in parsed:
        if str(kind) in REPEATS:
            least, most, inner = argument
            if repeated and least != most:
                return True
            if _endless(inner, repeated or most > FEW or (least != most and most > 1)):
                return True
        elif str(kind) == "BRANCH":
            if repeated or any(_endless(branch, False) for branch in argument[1]):
                return True
        elif any(_endless(part, repeated) for part in _inner_patterns(argument)):
            return True
    return False


def _count_repeats(parsed: Any) -> int:
    """How many repeats stand in the pattern, those in a part of fixed number as often as it stands there."""
    count = 0
    for kind, argument in parsed:
        if str(kind) in REPEATS:
            least, most, inner = argument
            count += (least != most and most > 1) + _count_repeats(inner) * (
                most if most <= FEW else 1
            )
        elif str(kind) == "BRANCH":
            count += max(map(_count_repeats, argument[1]))
        else:
            count += sum(map(_count_repeats, _inner_patterns(argument)))
    return count


def _inner_patterns(argument: Any) -> list[Any]:
    """The patterns inside a group or a look ahead or behind."""
    parts = argument if isinstance(argument, tuple) else (argument,)
    return [part for part in parts if type(part).__name__ == "SubPattern"]


def resolve_reference(reference: str, schema: Any) -> Any:
    """The part that `#/…/…` stands for, None where there is none."""
    here = schema
    for part in reference[1:].split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(here, dict) or name not in here:
            return None
        here = here[name]
    return here


class SchemaVisits:
    """How often a form's parts look at one value. `most` raises RecursionError when parts refer in a circle."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._schema = schema
        self._known: dict[int, int] = {}
        self._open: set[int] = set()

    def most(self) -> int:
        """The most that any part of the form comes to."""
        return max(map(self._visits, _schemas(self._schema)))

    def _visits(self, part: Any) -> int:
        if not isinstance(part, dict):
            return 1
        key = id(part)
        if key in self._open:
            raise RecursionError
        if key not in self._known:
            self._open.add(key)
            self._known[key] = 1 + sum(map(self._visits, self._in_place(part)))
            self._open.discard(key)
        return self._known[key]

    def _in_place(self, part: dict[str, Any]) -> list[Any]:
        """The parts that look at the same value as this one."""
        found: list[Any] = []
        for key in _IN_PLACE:
            inner = part.get(key)
            if isinstance(inner, list):
                found += inner
            elif isinstance(inner, dict):
                found += list(inner.values()) if key == "dependentSchemas" else [inner]
        if isinstance(part.get("$ref"), str):
            found.append(resolve_reference(part["$ref"], self._schema))
        return found


def _schemas(node: Any) -> list[dict[str, Any]]:
    """Every map in the form, which is more than every part."""
    if isinstance(node, list):
        return [one for inner in node for one in _schemas(inner)]
    if not isinstance(node, dict):
        return []
    return [node, *(one for inner in node.values() for one in _schemas(inner))]
