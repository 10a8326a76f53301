"""Case ids: eight random Crockford symbols and a check symbol, `7K3M-9QTD-X`, made offline and read over the telephone.

The check symbol is the sum over i of 2^i * v_i in GF(32) with x^5 + x^2 + 1. All weights differ and none is 0 or 1, so
every wrong symbol and every swap of neighbours, the check symbol included, gives another sum.

>>> is_valid("7K3M-9QTD-X"), is_valid("7K3M-9QTD-Y"), is_valid("K73M-9QTD-X")
(True, False, False)
"""

from __future__ import annotations

from typing import Protocol

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_LENGTH = 8


class RandomBits(Protocol):
    """A source of randomness: `random.SystemRandom()` in earnest, a seeded `random.Random` in tests."""

    def getrandbits(self, k: int, /) -> int: ...


def new_case_id(random: RandomBits) -> str:
    """A fresh id of 40 random bits. It says nothing about the case; whether it is taken the store tells."""
    bits = random.getrandbits(5 * _LENGTH)
    symbols = "".join(SYMBOLS[bits >> 5 * place & 31] for place in range(_LENGTH))
    return _with_dashes(symbols + check_symbol(symbols))


def parse_case_id(text: str) -> str | None:
    """The id that was meant, in its one spelling; None when it is not a whole, valid id.

    >>> parse_case_id("7k3m9qtdx"), parse_case_id("abcd-efgh-2")
    ('7K3M-9QTD-X', 'ABCD-EFGH-2')
    """
    symbols = parse_prefix(text)
    if (
        symbols is None
        or len(symbols) != _LENGTH + 1
        or check_symbol(symbols[:_LENGTH]) != symbols[_LENGTH]
    ):
        return None
    return _with_dashes(symbols)


def parse_prefix(text: str) -> str | None:
    """The symbols of the beginning of an id, without dashes; None when a character cannot stand in one.

    >>> parse_prefix("7k3m-9")
    '7K3M9'
    """
    if not text.isascii():
        return None
    symbols = text.upper().translate(_READ_AS)
    return symbols if symbols and all(symbol in SYMBOLS for symbol in symbols) else None


def is_valid(case_id: str) -> bool:
    """Whether this is an id in its one spelling: capitals, dashes, right check symbol."""
    return parse_case_id(case_id) == case_id


def check_symbol(symbols: str) -> str:
    """The check symbol of eight symbols."""
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
