"""Reads JSON strictly: no repeated keys, no NaN, no hidden characters, no endless nesting."""

from __future__ import annotations

import json
from typing import Any

from sop.definition.finding_report import quote_value
from sop.definition.text_decoding import FORBIDDEN, why_forbidden

MOST_DEPTH = 40
"""Far above any real form; keeps recursion below Python's limit."""


class JsonError(ValueError):
    """The text is not valid here; `line` and `column` count from 1."""

    def __init__(self, message: str, remedy: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.line = line
        self.column = column


def read_json(text: str, may_hide: bool = False) -> Any:
    """Return the value of a JSON text. Raise JsonError if it is not valid.

    `may_hide`: its texts may have hidden characters, as what a person wrote into a form.
    """
    if not text.strip():
        raise JsonError("the file is empty", "Write a JSON object: {…}.")
    try:
        value = json.loads(text, object_pairs_hook=_refuse_repeats, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise JsonError(
            f"this is not JSON: {error.msg[0].lower()}{error.msg[1:]}",
            "Check quotes, commas and brackets; "
            "JSON has no comments and no comma after the last entry.",
            error.lineno,
            error.colno,
        ) from None
    except RecursionError:
        raise JsonError(
            f"more than {MOST_DEPTH} levels inside each other", "Bring it to fewer levels."
        ) from None
    except JsonError:  # a ValueError too, so it comes before that
        raise
    except ValueError:  # an integer of thousands of digits
        raise JsonError("a number is too long", "Shorten it.") from None
    _refuse_hidden(value, 0, may_hide)
    return value


def _refuse_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise JsonError(
                f"the key {quote_value(key)} is used twice in one object", "Keep one of the two."
            )
        found[key] = value
    return found


def _refuse_constant(word: str) -> Any:
    raise JsonError(f"{quote_value(word)} is not JSON", "Write a number, or null.")


def _refuse_hidden(value: Any, depth: int, may_hide: bool) -> None:
    if depth > MOST_DEPTH:
        raise JsonError(
            f"more than {MOST_DEPTH} levels inside each other", "Bring it to fewer levels."
        )
    if isinstance(value, str):
        found = None if may_hide else FORBIDDEN.search(value)
        if found:
            raise JsonError(*why_forbidden(found.group()))
    elif isinstance(value, dict):
        for key, inner in value.items():
            _refuse_hidden(key, depth + 1, may_hide)
            _refuse_hidden(inner, depth + 1, may_hide)
    elif isinstance(value, list):
        for inner in value:
            _refuse_hidden(inner, depth + 1, may_hide)
