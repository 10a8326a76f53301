"""Whether a value belongs to a fact, and how a person writes it."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from sop.model.condition import Value
from sop.model.definition import Fact
from sop.model.refusal import UsageError

TRUE_WORDS = ("true", "yes", "y")
FALSE_WORDS = ("false", "no", "n")
WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,9}")
YEARS = range(
    1800, 2300
)  # a year outside is a slip of the finger, and no deadline can be counted at the world's end


def describe_input(fact: Fact) -> str:
    """What may stand after `FACT=`, as a command shows it: `yes|no`, `adult|child`, `0..6`.

    >>> ways_to_write(Fact("injured", "boolean"))
    'yes|no'
    """
    match fact.type:
        case "boolean":
            return "yes|no"
        case "choices":
            return "|".join(fact.choices)
        case "integer":
            return f"{fact.min}..{fact.max}"
        case "datetime":
            return "TIME"
    return "TEXT"


def say_value(value: Value | None) -> str:
    """A value in words: `yes` and `no` for booleans, `unknown` for none."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def read_value(fact: Fact, text: str, zone: ZoneInfo) -> Value:
    """The value that a person wrote. Times without offset are meant in `zone`. Misuse when it is none of the fact's."""
    word = text.strip()
    if fact.type == "boolean" and word.lower() in TRUE_WORDS + FALSE_WORDS:
        return word.lower() in TRUE_WORDS
    if fact.type == "integer":
        if not WHOLE_NUMBER.fullmatch(word):
            raise refuse_value(fact, text)
        return check_value(fact, int(word))
    if fact.type == "datetime":
        return _read_time(fact, word, zone)
    return check_value(fact, text if fact.type == "text" else word)


def _read_time(fact: Fact, word: str, zone: ZoneInfo) -> Value:
    try:
        when = datetime.fromisoformat(word)
    except ValueError:
        raise refuse_value(fact, word) from None
    return check_value(fact, (when if when.tzinfo else when.replace(tzinfo=zone)).isoformat())


def check_value(fact: Fact, value: Value) -> Value:
    """The value, if it is in the fact's domain; Misuse otherwise. A datetime is an ISO 8601 text with offset."""
    allowed = {
        "boolean": isinstance(value, bool),
        "choices": value in fact.choices,
        "integer": type(value) is int and _inside(fact, value),
        "datetime": isinstance(value, str) and _is_moment(value),
        "text": isinstance(value, str),
    }[fact.type]
    if not allowed:
        raise refuse_value(fact, value)
    return value


def _inside(fact: Fact, value: int) -> bool:
    return (fact.min is None or value >= fact.min) and (fact.max is None or value <= fact.max)


def _is_moment(text: str) -> bool:
    try:
        when = datetime.fromisoformat(text)
        return when.tzinfo is not None and when.year in YEARS
    except ValueError:
        return False


def refuse_value(fact: Fact, value: object) -> UsageError:
    """The refusal of a value outside the fact's domain. The value of a sensitive fact is never repeated."""
    said = "That" if fact.sensitive else f"{str(value)!r}"
    return UsageError(f"{said} is not a value of {fact.id}.", f"Write {expected_value(fact)}.")


def value_missing(fact: Fact) -> UsageError:
    """The refusal of a fact that is named without a value, with the choices."""
    kept = ", in a file or on stdin, since it is private" if fact.sensitive else ""
    return UsageError(f"{fact.id} has no value.", f"Write {expected_value(fact)}{kept}.")


def expected_value(fact: Fact) -> str:
    """What may be written as the fact's value: `yes or no`, `one of adult, child`."""
    return {
        "boolean": "yes or no",
        "choices": f"one of {', '.join(fact.choices)}",
        "integer": f"a whole number from {fact.min} to {fact.max}",
        "datetime": "a date and time such as 2026-11-23T09:30 or 2026-11-23T09:30+02:00",
        "text": "a text",
    }[fact.type]
