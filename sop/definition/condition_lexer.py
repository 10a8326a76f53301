"""Splits the text of a condition into words, numbers, commas and brackets (tokens)."""

from __future__ import annotations

import re
from typing import Literal

from sop.definition.finding_report import quote_value
from sop.model.value import value

TokenKind = Literal["word", "number", "comma", "open", "close", "end"]
MOST_CHARACTERS = 4000
"""Far above any readable condition; keeps a hostile text from costing time."""

_TOKEN = re.compile(
    r"\s*(?:"
    r"(?P<word>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*(?![A-Za-z0-9_.]))"
    r"|(?P<number>-?[0-9]{1,18}(?![A-Za-z0-9_.]))"
    r"|(?P<comma>,)|(?P<open>\()|(?P<close>\)))"
)
_ODD = re.compile(r"[^\s(),=<>!&|\"'“”‘’]+|[=<>!]+|[&|]+|[\"'“”‘’]")
# Operators of programming languages -> the words of this one.
_INSTEAD = {
    "==": "is",
    "=": "is",
    "!=": "is not",
    "<>": "is not",
    ">=": "is at least",
    "=>": "is at least",
    "<=": "is at most",
    "=<": "is at most",
    ">": "is at least",
    "<": "is at most",
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "!": "not",
}


@value
class Problem:
    """A mistake in a condition. `offset` is the character of its text, from 0."""

    rule: str
    message: str
    offset: int
    remedy: str = ""


@value
class Token:
    """One token; `start` and `end` are offsets in the text of the condition."""

    kind: TokenKind
    text: str
    start: int
    end: int


class NotAToken(Exception):
    """Stops the reading of a condition; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a condition; the last one has kind `end`.

    Raises:
        NotAToken: The text is too long, or has a sign that no condition has.
    """
    if len(text) > MOST_CHARACTERS:
        message = f"the condition has {len(text)} characters; at most {MOST_CHARACTERS} are read"
        raise NotAToken(
            Problem("condition-syntax", message, 0, "Give parts of it a name under 'terms:'.")
        )
    found: list[Token] = []
    at = 0
    while match := _TOKEN.match(text, at):
        kind: TokenKind = match.lastgroup  # type: ignore[assignment]
        found.append(Token(kind, match.group(kind), match.start(kind), match.end()))
        at = match.end()
    rest = text[at:].lstrip()
    if rest:
        raise NotAToken(_report_odd_sign(text, len(text) - len(rest)))
    found.append(Token("end", "", len(text.rstrip()), len(text.rstrip())))
    return found


def _report_odd_sign(text: str, at: int) -> Problem:
    """Return the problem, with what to write instead of the sign at this offset."""
    match = _ODD.match(text, at)
    odd = match.group() if match else text[at]
    if odd in "\"'“”‘’":
        return Problem(
            "condition-syntax",
            "a condition has no quotation marks",
            at,
            "Write names and values without them.",
        )
    if odd in _INSTEAD:
        remedy = f"Write '{_INSTEAD[odd]}' instead."
    elif odd.lower() != odd and _TOKEN.fullmatch(odd.lower()):
        remedy = f"Write '{odd.lower()}': conditions are written in small letters."
    elif "-" in odd and _TOKEN.fullmatch(odd.replace("-", "_")):
        remedy = f"Write '{odd.replace('-', '_')}': names have underscores, not dashes."
    else:
        remedy = (
            "A condition has names in small letters, whole numbers, commas, round brackets,"
            " and, or, not, is."
        )
    return Problem("condition-syntax", f"a condition cannot have {quote_value(odd)}", at, remedy)
