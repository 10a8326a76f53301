"""Make text from files and people safe to print.

Nothing in it can then move the cursor, hide or reorder letters.
"""

from __future__ import annotations

import re
import unicodedata

# The names of ASCII for its control characters that texts really contain.
NAMED = {
    0: "NUL",
    7: "BEL",
    8: "BS",
    9: "TAB",
    10: "LF",
    11: "VT",
    12: "FF",
    13: "CR",
    27: "ESC",
    127: "DEL",
}

# By category these are letters, but a terminal shows nothing for them.
BLANK_LETTERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"

# Control, format, surrogate and unassigned characters, line and paragraph separators.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})

_SAFE_ASCII = re.compile(r"[ -~]*\Z")


def clean(text: str) -> str:
    """Return the text on one line, safe to print: in NFC, invisible characters by their names.

    >>> clean("approved\\rREFUSED")
    'approved<CR>REFUSED'
    >>> clean("a\\u202eb")
    'a<U+202E>b'
    """
    if _SAFE_ASCII.match(text):
        return text
    # Names first, NFC last: a name ends with ">", which a combining stroke after it changes.
    return unicodedata.normalize("NFC", "".join(map(_visible_letter, text)))


def _visible_letter(letter: str) -> str:
    if unicodedata.category(letter) not in UNSEEN and letter not in BLANK_LETTERS:
        return letter
    code = ord(letter)
    return f"<{NAMED.get(code) or f'U+{code:04X}'}>"


def clean_lines(text: str) -> tuple[str, ...]:
    """Return the lines of a longer text, each clean; blank lines at the end are left out.

    Line ends are those of Unix and Windows.
    """
    return tuple(clean(line) for line in re.split(r"\r\n|\n", text.rstrip("\n")))


def cells(text: str) -> int:
    """Return how many columns of a terminal the clean text takes."""
    if text.isascii():
        return len(text)
    return sum(map(letter_cells, text))


def letter_cells(letter: str) -> int:
    """Return 0 for a mark on the letter before it, 2 for a wide letter, else 1."""
    if unicodedata.category(letter) in ("Mn", "Me"):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return 2
    return 1
