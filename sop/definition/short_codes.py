"""Short codes for fingers: P3 is the third step of the track with code P, P3.2 its second action."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import product
from string import ascii_uppercase
from typing import Any

from sop.definition.compile_context import Context, as_map
from sop.definition.diagnostics import quote_value

LONGEST = 4


def track_codes(context: Context, tracks: Mapping[str, Any]) -> dict[str, str]:
    """Track -> code: the one that it names, else the first free capitals of its title."""
    codes: dict[str, str] = {}
    for name, track in tracks.items():
        code = as_map(track).get("code")
        if not isinstance(code, str):
            continue
        holder = next((other for other, taken in codes.items() if taken == code), None)
        if holder is not None:
            context.report.error(
                "duplicate-code",
                ("tracks", name, "code"),
                f"the code {quote_value(code)} is that of the track {quote_value(holder)} already",
                "Choose other capitals, or delete 'code:' and one is made.",
            )
        codes[name] = code
    for name, track in tracks.items():
        if name not in codes:
            codes[name] = _first_free(name, as_map(track).get("title"), set(codes.values()))
    return {name: codes[name] for name in tracks}


def _first_free(name: str, title: Any, taken: set[str]) -> str:
    text = title if isinstance(title, str) else next(iter(as_map(title).values()), "")
    return next(code for code in _candidates(name, str(text)) if code not in taken)


def _candidates(name: str, title: str) -> Iterator[str]:
    """P, PR, PRO, PROT of `Protection`; then the same of the id; then any."""
    for text in (title, name):
        letters = _capitals(text)
        yield from (letters[:length] for length in range(1, min(LONGEST, len(letters)) + 1))
    for length in range(1, LONGEST + 1):
        yield from ("".join(letters) for letters in product(ascii_uppercase, repeat=length))


def _capitals(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).upper()
    return re.sub(r"[^A-Z]", "", plain)
