"""Text from files and people made safe to print: nothing in it can move the cursor, hide or reorder letters."""

from __future__ import annotations

import re
import unicodedata

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

# Letters by category that a terminal shows as nothing at all.
BLANK_LETTERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"

# Control, format, surrogate and unassigned characters, line and paragraph separators.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})

_SAFE_ASCII = re.compile(r"[ -~]*\Z")


def clean(text: str) -> str:
    """The text on one line as it may be printed: NFC, and what has no picture of its own shown by name.

    >>> clean("approved\\rREFUSED")
    'approved<CR>REFUSED'
    >>> clean("a\\u202eb")
    'a<U+202E>b'
    """
    if _SAFE_ASCII.match(text):
        return text
    # Names first, NFC last: composing after a name ends (">" and a combining stroke) must already have happened.
    return unicodedata.normalize("NFC", "".join(map(_visible_letter, text)))


def _visible_letter(letter: str) -> str:
    if unicodedata.category(letter) not in UNSEEN and letter not in BLANK_LETTERS:
        return letter
    code = ord(letter)
    return f"<{NAMED.get(code) or f'U+{code:04X}'}>"


def clean_lines(text: str) -> tuple[str, ...]:
    """The lines of a longer text, each clean; line ends of every system count, blank lines at the end do not."""
    return tuple(clean(line) for line in re.split(r"\r\n|\n", text.rstrip("\n")))


def cells(text: str) -> int:
    """How many columns of a terminal the clean text takes."""
    return len(text) if text.isascii() else sum(map(letter_cells, text))


def letter_cells(letter: str) -> int:
    """0 for a mark that sits on the letter before it, 2 for a wide letter, else 1."""
    if unicodedata.category(letter) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
