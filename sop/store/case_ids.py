"""Case IDs: eight random Crockford symbols and a check symbol, `7K3M-9QTD-X`.

They are made offline and can be read over the telephone. The check symbol is the sum over i of
2^i * v_i in GF(32) with x^5 + x^2 + 1. All weights differ and none is 0 or 1, so every wrong symbol
and every swap of neighbours, the check symbol included, gives another sum.

>>> is_valid("7K3M-9QTD-X"), is_valid("7K3M-9QTD-Y"), is_valid("K73M-9QTD-X")
(True, False, False)
"""

from __future__ import annotations

from typing import Protocol

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_LENGTH = 8
"""40 bits: short enough to read aloud. Among a million cases two get the same id with a probability
of about a third; the store then refuses to open the second one."""
FULL_LENGTH = _LENGTH + 1  # with the check symbol


class RandomBits(Protocol):
    """A source of randomness: `random.SystemRandom()`; in tests a seeded `random.Random`."""

    def getrandbits(self, k: int, /) -> int: ...


def new_case_id(random: RandomBits) -> str:
    """Return a new id of 40 random bits. Only the store knows whether a case has it already."""
    bits = random.getrandbits(5 * _LENGTH)
    symbols = "".join(SYMBOLS[bits >> 5 * place & 31] for place in range(_LENGTH))
    return _with_dashes(symbols + check_symbol(symbols))


def parse_case_id(text: str) -> str | None:
    """Return the id in its one spelling, None unless the text is a complete, valid id.

    >>> parse_case_id("7k3m9qtdx"), parse_case_id("abcd-efgh-2")
    ('7K3M-9QTD-X', 'ABCD-EFGH-2')
    """
    symbols = parse_prefix(text)
    if symbols is None or len(symbols) != FULL_LENGTH:
        return None
    if check_symbol(symbols[:_LENGTH]) != symbols[_LENGTH]:
        return None
    return _with_dashes(symbols)


def parse_prefix(text: str) -> str | None:
    """Return the symbols of the first part of an id, without dashes; None for other characters.

    >>> parse_prefix("7k3m-9")
    '7K3M9'
    """
    if not text.isascii():
        return None
    symbols = text.upper().translate(_READ_AS)
    if not symbols or any(symbol not in SYMBOLS for symbol in symbols):
        return None
    return symbols


def is_valid(case_id: str) -> bool:
    """Whether this is an id in its one spelling: capitals, dashes, right check symbol."""
    return parse_case_id(case_id) == case_id


def check_symbol(symbols: str) -> str:
    """Return the check symbol of eight symbols."""
    total, weight = 0, 1
    for symbol in symbols:
        weight = _double(weight)
        total ^= _product(weight, SYMBOLS.index(symbol))
    return SYMBOLS[total]


def _double(element: int) -> int:
    element <<= 1
    return element ^ 0b100101 if element & 32 else element


def _product(a: int, b: int) -> int:
    total = 0
    while b:
        if b & 1:
            total ^= a
        a, b = _double(a), b >> 1
    return total


def _with_dashes(symbols: str) -> str:
    return f"{symbols[:4]}-{symbols[4:8]}-{symbols[8:]}"
