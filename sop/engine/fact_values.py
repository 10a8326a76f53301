"""Whether a fact can have a value, and how a person writes the value."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from sop.model.coarse_date import YEARS, parse_coarse_date
from sop.model.condition import Value
from sop.model.fact import NOT_KNOWN, Fact
from sop.model.refusal import UsageError

TRUE_WORDS = ("true", "yes", "y")
FALSE_WORDS = ("false", "no", "n")
WHOLE_NUMBER = r"[+-]?[0-9]{1,9}"
"""At most nine digits: Python refuses to read a number with thousands of them."""
YES_OR_NO = "1 yes, 2 no"
"""How every question of yes or no shows its answers; the words are accepted too."""
NOT_KNOWN_WORDS = (NOT_KNOWN, "not known", "not-known", "unknown")


def describe_input(fact: Fact) -> str:
    """Return what can be written after `FACT=`: `yes|no`, `adult|child`, `0..6`.

    >>> describe_input(Fact("injured", "boolean"))
    'yes|no'
    """
    match fact.type:
        case "boolean":
            return "yes|no"
        case "choices":
            return "|".join(fact.choices)
        case "integer":
            return _or_not_known(fact, f"{fact.min}..{fact.max}")
        case "datetime":
            return _or_not_known(fact, "TIME")
        case "date":
            return _or_not_known(fact, "DATE")
    return _or_not_known(fact, "TEXT")


def _or_not_known(fact: Fact, written: str) -> str:
    return f"{written}|{NOT_KNOWN}" if fact.may_be_not_known else written


def say_value(value: Value | None) -> str:
    """Return the value in words: `yes` and `no` for booleans, `unknown` for None."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def read_value(fact: Fact, text: str, zone: ZoneInfo) -> Value:
    """Return the value that a person wrote. A time without an offset is in `zone`.

    Raises:
        UsageError: The fact cannot have this value.
    """
    word = text.strip()
    if says_not_known(fact, word):
        return NOT_KNOWN
    if fact.type == "boolean" and word.lower() in TRUE_WORDS + FALSE_WORDS:
        return word.lower() in TRUE_WORDS
    if fact.type == "integer":
        if not re.fullmatch(WHOLE_NUMBER, word):
            raise refuse_value(fact, text)
        return check_value(fact, int(word))
    if fact.type == "datetime":
        return _read_time(fact, word, zone)
    if fact.type == "date":
        return check_value(fact, word.lower().replace(" ", "_"))
    if fact.type == "text":
        return check_value(fact, text)
    return check_value(fact, _find_choice(fact, word))


def says_not_known(fact: Fact, text: str) -> bool:
    """Whether the text is the answer "not known", and the fact allows it."""
    return fact.may_be_not_known and text.strip().lower() in NOT_KNOWN_WORDS


def _find_choice(fact: Fact, word: str) -> str:
    """Return the choice of this name, in any case, or the only one that begins with the word.

    Any other word is returned as it is. `not known` finds `not_known`.
    """
    if word in fact.choices:
        return word
    wanted = word.lower().replace(" ", "_").replace("-", "_")
    same = [choice for choice in fact.choices if choice.lower() == wanted]
    if same:
        return same[0]
    beginning = [choice for choice in fact.choices if wanted and choice.startswith(wanted)]
    if len(beginning) > 1 and not fact.sensitive:
        either = " or ".join(beginning)
        raise UsageError(f"{word!r} is the beginning of several values.", f"Write {either}.")
    return beginning[0] if len(beginning) == 1 else word


def describe_answer(fact: Fact) -> str:
    """Return what can be answered to the fact's question; choices have numbers.

    >>> describe_answer(Fact("born", "date", precision="year", may_be_not_known=True))
    '2008-05-12, 2008-05, 2008 or not known'
    >>> describe_answer(Fact("age", "choices", choices=("adult", "young_child")))
    '1 adult, 2 young child'
    """
    if fact.type == "date":
        examples = ", ".join(fact.list_date_examples()).replace("_", " ")
        return " or ".join(filter(None, (examples, _not_known_of(fact))))
    if fact.type == "boolean":
        return YES_OR_NO
    if fact.type != "choices":
        return describe_input(fact).replace(NOT_KNOWN, say_answer(fact, NOT_KNOWN))
    names = enumerate(fact.choices, 1)
    return ", ".join(f"{number} {say_answer(fact, choice)}" for number, choice in names)


def say_answer(fact: Fact, found: Value | None) -> str:
    """Return the answer as a question shows it: the words of a choice have blanks between them.

    >>> say_answer(Fact("age", "choices", choices=("adult", "young_child")), "young_child")
    'young child'
    """
    text = say_value(found)
    return text.replace("_", " ") if fact.type == "choices" or found == NOT_KNOWN else text


def _not_known_of(fact: Fact) -> str:
    return say_answer(fact, NOT_KNOWN) if fact.may_be_not_known else ""


def number_choice(fact: Fact, answer: str) -> str:
    """Return the choice with this number in the question; any other answer as it is.

    1 is yes and 2 is no.
    """
    word = answer.strip()
    if fact.type == "boolean":
        return {"1": "yes", "2": "no"}.get(word, answer)
    if fact.type != "choices" or word in fact.choices or not word.isdecimal():
        return answer
    if 0 < int(word) <= len(fact.choices):
        return fact.choices[int(word) - 1]
    return answer


def _read_time(fact: Fact, word: str, zone: ZoneInfo) -> Value:
    try:
        when = datetime.fromisoformat(word)
    except ValueError:
        raise refuse_value(fact, word) from None
    if when.tzinfo is None:
        when = when.replace(tzinfo=zone)
    return check_value(fact, when.isoformat())


def check_value(fact: Fact, value: Value) -> Value:
    """Return the value. A datetime is an ISO 8601 text with an offset.

    Raises:
        UsageError: The value is not in the fact's domain.
    """
    if not _is_in_domain(fact, value):
        raise refuse_value(fact, value)
    return value


def _is_in_domain(fact: Fact, value: Value) -> bool:
    if fact.is_not_known(value):
        return True
    match fact.type:
        case "boolean":
            return isinstance(value, bool)
        case "choices":
            return value in fact.choices
        case "integer":
            return type(value) is int and _is_between(value, fact.min, fact.max)
        case "datetime":
            return isinstance(value, str) and _is_moment(value)
        case "date":
            return fact.accepts_date(value)
    return isinstance(value, str)


def _is_between(number: int, low: int | None, high: int | None) -> bool:
    if low is not None and number < low:
        return False
    return high is None or number <= high


def _is_moment(text: str) -> bool:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return False
    return when.tzinfo is not None and when.year in YEARS


def refuse_value(fact: Fact, value: object) -> UsageError:
    """Return the error for a value outside the fact's domain; it never repeats a private value."""
    shown = "That" if fact.sensitive else f"{str(value)!r}"
    return UsageError(f"{shown} is not a value of {fact.id}.", f"Write {expected_value(fact)}.")


def value_missing(fact: Fact) -> UsageError:
    """Return the error for a fact that is named without a value, with the choices."""
    message = f"{fact.id} has no value."
    if fact.sensitive:
        where = "in a file or on stdin, because it is private"
        return UsageError(message, f"Write {expected_value(fact)}, {where}.")
    return UsageError(message, f"Write {expected_value(fact)}.")


def expected_value(fact: Fact) -> str:
    """Return what can be written as the fact's value: `yes or no`, `one of adult, child`."""
    expected = {
        "boolean": "yes or no",
        "choices": f"one of {', '.join(fact.choices)}",
        "integer": f"a whole number from {fact.min} to {fact.max}",
        "date": f"a date such as {' or '.join(fact.list_date_examples())}",
        "datetime": "a date and time such as 2026-11-23T09:30 or 2026-11-23T09:30+02:00",
        "text": "a text",
    }[fact.type]
    return f"{expected}, or {NOT_KNOWN}" if fact.may_be_not_known else expected


def is_later(value: Value, now: datetime, zone: ZoneInfo) -> bool:
    """Whether a moment or a date is later than `now`; a coarse date is if its first day is."""
    coarse = parse_coarse_date(str(value))
    if coarse is not None:
        return coarse.first > now.astimezone(zone).date()
    try:
        return datetime.fromisoformat(str(value)) > now
    except ValueError:
        return False  # the answer "not known"
