"""Finds characters that look like those of YAML and are not, as word processors write them.

YAML reports such a mistake elsewhere and in words that do not name its cause: the line looks right.
"""

from __future__ import annotations

import re

from sop.definition.text_decoding import character_name

Lookalike = tuple[str, str, int]
"""Message, remedy, and the offset of the character in the text."""

# Every blank of Unicode but the ordinary one (category Zs).
ODD_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"

# A blank of YAML's own grammar: before a key or a list item, and after a colon or a dash.
_GRAMMAR_BLANK = re.compile(
    rf"^ *(?:- *)*(?P<indent>[{ODD_BLANKS}])"
    rf"|^[ ]*(?:- +)*[\w.]+(?P<colon>[{ODD_BLANKS}]*:[{ODD_BLANKS}])"
    rf"|^[ ]*(?P<dash>-[{ODD_BLANKS}])",
)
_ODD_COLON = re.compile(rf"[a-z_]+:([{ODD_BLANKS}])")
_TYPOGRAPHIC_QUOTE = re.compile(r"(?:: +|- +|[{\[,] *)([“”„‟«»‘’‚‹›])")
_BLANK_REMEDY = "Delete it and type an ordinary blank; the two look the same."


def find_lookalike(text: str, line_start: int) -> Lookalike | None:
    """Return the character that misleads YAML in the line at this offset or in the one above it.

    The line above counts because YAML often notices a mistake one line too late.
    """
    if text.isascii():
        return None
    above = text.rfind("\n", 0, max(line_start - 1, 0)) + 1
    for start in (above, line_start):
        line = text[start:].split("\n", 1)[0]
        found = _find_odd_blank(line, start) or _find_typographic_quote(line, start)
        if found is not None:
            return found
    return None


def find_odd_colon(text: str) -> tuple[str, str] | None:
    """Return message and remedy for a plain text that looks like `key: value`."""
    match = _ODD_COLON.match(text)
    if match is None:
        return None
    return f"{character_name(match[1])} after the colon is not an ordinary blank", _BLANK_REMEDY


def _find_odd_blank(line: str, start: int) -> Lookalike | None:
    match = _GRAMMAR_BLANK.match(line)
    if match is None:
        return None
    odd = next(at for at in range(match.end()) if re.match(f"[{ODD_BLANKS}]", line[at]))
    message = f"{character_name(line[odd])} is where YAML needs an ordinary blank"
    return message, _BLANK_REMEDY, start + odd


def _find_typographic_quote(line: str, start: int) -> Lookalike | None:
    match = _TYPOGRAPHIC_QUOTE.search(line)
    if match is None:
        return None
    message = f"{character_name(match[1])} does not quote a text in YAML"
    return message, 'Write straight quotation marks around the text: "…".', start + match.start(1)
