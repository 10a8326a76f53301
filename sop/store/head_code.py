"""The head of a history as twelve symbols, short enough for paper and the telephone.

60 bits of the hash in the symbols of case IDs. A person who alters a history cannot find another
one with the same symbols in reasonable time.

>>> head_code("0123456789abcdef" * 4)
'04HM-ASR9-NF6Y'
"""

from __future__ import annotations

import re

from sop.store.case_ids import SYMBOLS, parse_prefix

SYMBOLS_SHOWN = 12
_BITS = 5 * SYMBOLS_SHOWN
_LEAST_HEX = 16
"""Fewer digits of the hash could be met by chance."""


def head_code(head: str) -> str:
    """Return the twelve symbols of a hash in hexadecimal, in three groups."""
    number = int(head[: _BITS // 4], 16)
    symbols = "".join(SYMBOLS[number >> 5 * place & 31] for place in reversed(range(SYMBOLS_SHOWN)))
    return "-".join((symbols[:4], symbols[4:8], symbols[8:]))


def is_head(text: str) -> bool:
    """Whether the text can name a head: its twelve symbols, or 16 digits of the hash or more."""
    return _symbols(text) is not None or _digits(text) is not None


def names_head(text: str, head: str) -> bool:
    """Whether the text, as a person typed it, names this head."""
    symbols = _symbols(text)
    if symbols is not None:
        return symbols == head_code(head).replace("-", "")
    digits = _digits(text)
    return digits is not None and head.startswith(digits)


def _symbols(text: str) -> str | None:
    symbols = parse_prefix(text)
    return symbols if symbols is not None and len(symbols) == SYMBOLS_SHOWN else None


def _digits(text: str) -> str | None:
    digits = text.strip().lower()
    return digits if re.fullmatch(rf"[0-9a-f]{{{_LEAST_HEX},64}}", digits) else None
