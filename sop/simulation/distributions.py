"""Assumed lengths of time: fixed, exponential or triangular, and how people write them.

Lengths are seconds. A day is 24 hours and a week 7 days: the length of work follows no calendar.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from math import log
from random import Random
from typing import Literal

from sop.model.refusal import UsageError
from sop.model.value import value

SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
HOUR = 3600.0
LONGEST = 50 * 365 * 86_400.0  # a longer one is a typing error
_LENGTH = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)[ _]?(second|minute|hour|day|week)s?")
_RATE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?) ?(?:per|a|an|/) ?(hour|day|week|month|year)")
_YEAR = 365 * 86_400
_PERIODS = {"hour": 3600, "day": 86_400, "week": 604_800, "month": _YEAR // 12, "year": _YEAR}

Kind = Literal["fixed", "exponential", "triangular"]
Draw = Callable[[Random], float]


@value
class Amount:
    """An assumed length of time.

    `values`: of `fixed` the length, of `exponential` its mean, of `triangular` the least, the usual
    and the greatest length.
    """

    kind: Kind
    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        return sum(self.values) / len(self.values)

    def make_draw(self) -> Draw:
        """Return a function that draws a length."""
        if self.kind == "fixed":
            value = self.values[0]
            return lambda random: value
        if self.kind == "exponential":
            mean = self.values[0]
            return lambda random: -mean * log(1.0 - random.random())
        least, usual, most = self.values
        return lambda random: random.triangular(least, most, usual)


def parse_length(text: str) -> float:
    """Return the length in seconds.

    Raises:
        UsageError: the text is not a length of time.

    >>> parse_length("30 minutes"), parse_length("1.5 hours")
    (1800.0, 5400.0)
    """
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        raise UsageError(
            f"'{text}' is not a length of time.",
            "write it like 30 minutes, 1.5 hours, 2 days or 1 week",
        )
    return float(found[1]) * SECONDS[found[2]]


def parse_rate(text: str) -> float:
    """Return the mean seconds between two arrivals at this rate.

    Raises:
        UsageError: the text is not a rate above 0.

    >>> parse_rate("2 per day"), parse_rate("1/hour")
    (43200.0, 3600.0)
    """
    found = _RATE.fullmatch(text.strip())
    if found is None or float(found[1]) == 0:
        raise UsageError(
            f"'{text}' is not a number of arrivals in a time.",
            "write it like 3 per day or 0.5 per hour",
        )
    return _PERIODS[found[2]] / float(found[1])


def length_text(seconds: float) -> str:
    """Return the length in the largest unit that gives a whole number.

    >>> length_text(1800), length_text(172800), length_text(5400)
    ('30 minutes', '2 days', '90 minutes')
    """
    for unit in ("week", "day", "hour", "minute"):
        number = seconds / SECONDS[unit]
        if number >= 1 and number == int(number):
            plural = "" if number == 1 else "s"
            return f"{int(number)} {unit}{plural}"
    return f"{seconds:.6f}".rstrip("0").rstrip(".") + " seconds"


def amount_text(amount: Amount) -> str:
    """Return the assumed length in words."""
    if amount.kind == "fixed":
        return f"always {length_text(amount.values[0])}"
    if amount.kind == "exponential":
        return f"{length_text(amount.values[0])} on average (exponential)"
    least, usual, most = map(length_text, amount.values)
    return f"{least} to {most}, mostly {usual}"
