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

# Zero-width non-joiner and joiner: the spelling of Persian, Urdu, Sinhala and the Indic languages
# needs them between letters, and emoji families are made of them. Elsewhere they hide.
JOINERS = "\u200c\u200d"

# Scripts whose spelling uses joiners, by the first word of the Unicode names of their letters.
JOINING_SCRIPTS = frozenset(
    {
        "ARABIC",
        "BENGALI",
        "DEVANAGARI",
        "GUJARATI",
        "GURMUKHI",
        "KANNADA",
        "KHMER",
        "MALAYALAM",
        "MONGOLIAN",
        "MYANMAR",
        "ORIYA",
        "SINHALA",
        "SYRIAC",
        "TAMIL",
        "TELUGU",
        "TIBETAN",
    }
)

VIRAMA = 9  # the canonical combining class of a sign that joins a letter to the next one

EMOJI_PRESENTATION = "\ufe0f"

# Control, format, surrogate and unassigned characters, line and paragraph separators.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})


def clean(text: str) -> str:
    """Return the text on one line, safe to print: in NFC, invisible characters by their names.

    >>> clean("approved\\rREFUSED")
    'approved<CR>REFUSED'
    >>> clean("a\\u202eb")
    'a<U+202E>b'
    """
    if text.isascii() and text.isprintable():  # most texts are; this takes no pattern
        return text
    # Names first, NFC last: a name ends with ">", which a combining stroke after it changes.
    shown = [
        letter if letter in JOINERS and _is_spelling(text, at) else _visible_letter(letter)
        for at, letter in enumerate(text)
    ]
    return unicodedata.normalize("NFC", "".join(shown))


def _is_spelling(text: str, at: int) -> bool:
    """Whether the joiner at this place belongs to the spelling of a word or to an emoji.

    A joiner after a virama may end a word; every other one has a neighbour on both sides.
    """
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if not before:
        return False
    if _is_of_joining_script(before):
        ends_letter = unicodedata.combining(before) == VIRAMA
        return ends_letter or (bool(after) and _is_of_joining_script(after))
    return text[at] == "\u200d" and _is_emoji(before) and bool(after) and _is_emoji(after)


def _is_of_joining_script(letter: str) -> bool:
    if unicodedata.category(letter)[0] not in "LM":
        return False
    return unicodedata.name(letter, "").split(" ", 1)[0] in JOINING_SCRIPTS


def _is_emoji(letter: str) -> bool:
    """Whether the letter is a picture, or the skin tone or the form of one."""
    if letter == EMOJI_PRESENTATION or "\U0001f3fb" <= letter <= "\U0001f3ff":
        return True
    return unicodedata.category(letter) == "So" and ord(letter) >= 0x2190


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
    """Return 0 for a joiner or a mark on the letter before it, 2 for a wide letter, else 1."""
    if letter in JOINERS:
        return 0
    if unicodedata.category(letter) in ("Mn", "Me"):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return 2
    return 1
