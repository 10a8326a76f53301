"""Lengths of time as a simulation assumes them: fixed, exponential or triangular, written in words.

Lengths are seconds. Days and weeks here are 24 hours and 7 days: how long work takes knows no calendar.
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
LONGEST = 50 * 365 * 86_400.0
_LENGTH = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)[ _]?(second|minute|hour|day|week)s?")
_RATE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?) ?(?:per|a|an|/) ?(hour|day|week|month|year)")
_PERIODS = {"hour": 3600, "day": 86_400, "week": 604_800, "month": 365 * 7200, "year": 365 * 86_400}

Kind = Literal["fixed", "exponential", "triangular"]
Draw = Callable[[Random], float]


@value
class Amount:
    """An assumed length of time: `fixed` has one value, `exponential` its mean, `triangular` least, usual and most."""

    kind: Kind
    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        return sum(self.values) / len(self.values)

    def make_draw(self) -> Draw:
        """A function that draws a length."""
        if self.kind == "fixed":
            value = self.values[0]
            return lambda random: value
        if self.kind == "exponential":
            mean = self.values[0]
            return lambda random: -mean * log(1.0 - random.random())
        least, usual, most = self.values
        return lambda random: random.triangular(least, most, usual)


def parse_length(text: str) -> float:
    """The length in seconds. Misuse for what is none.

    >>> seconds_in("30 minutes"), seconds_in("1.5 hours")
    (1800.0, 5400.0)
    """
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        raise UsageError(
            f"'{text}' is no length of time.",
            "write it like: 30 minutes, 1.5 hours, 2 days, 1 week",
        )
    return float(found[1]) * SECONDS[found[2]]


def parse_rate(text: str) -> float:
    """The mean seconds between two arrivals at the rate written. Misuse for what is none.

    >>> gap_in("2 per day"), gap_in("1/hour")
    (43200.0, 3600.0)
    """
    found = _RATE.fullmatch(text.strip())
    if found is None or float(found[1]) == 0:
        raise UsageError(
            f"'{text}' does not say how often cases arrive.",
            "write it like: 3 per day, 0.5 per hour",
        )
    return _PERIODS[found[2]] / float(found[1])


def length_text(seconds: float) -> str:
    """The length in the largest unit that leaves a short number.

    >>> say_seconds(1800), say_seconds(172800), say_seconds(5400)
    ('30 minutes', '2 days', '90 minutes')
    """
    for unit in ("week", "day", "hour", "minute"):
        number = seconds / SECONDS[unit]
        if number >= 1 and number == int(number):
            return f"{int(number)} {unit}{'' if number == 1 else 's'}"
    return f"{seconds:.6f}".rstrip("0").rstrip(".") + " seconds"


def amount_text(amount: Amount) -> str:
    """The assumed length in words."""
    if amount.kind == "fixed":
        return f"always {length_text(amount.values[0])}"
    if amount.kind == "exponential":
        return f"{length_text(amount.values[0])} on average (exponential)"
    least, usual, most = map(length_text, amount.values)
    return f"{least} to {most}, mostly {usual}"
