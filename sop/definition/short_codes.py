"""Assigns short codes for typing.

P3 is the third step of the track with code P, and P3.2 the second action of that step.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from itertools import product
from string import ascii_uppercase
from typing import Any

from sop.definition.compile_context import Context, as_map
from sop.definition.finding_report import quote_value

LONGEST = 4
"""Letters of a track's code; the language permits no more."""


def assign_track_codes(context: Context, tracks: Mapping[str, Any]) -> dict[str, str]:
    """Return track -> code: its own `code:`, else the first free capitals of its title.

    Two tracks with the same `code:` are reported.
    """
    codes: dict[str, str] = {}
    for name, track in tracks.items():
        code = as_map(track).get("code")
        if isinstance(code, str):
            _check_repeated_code(context, name, code, codes)
            codes[name] = code
    # After all explicit codes, so that none of them is taken by a track before.
    for name, track in tracks.items():
        if name not in codes:
            codes[name] = _find_free_code(name, as_map(track).get("title"), codes.values())
    return {name: codes[name] for name in tracks}


def _check_repeated_code(context: Context, name: str, code: str, codes: Mapping[str, str]) -> None:
    for other, taken in codes.items():
        if taken == code:
            context.report.error(
                "duplicate-code",
                ("tracks", name, "code"),
                f"the code {quote_value(code)} already belongs to the track {quote_value(other)}",
                "Choose other capitals, or delete 'code:' to have one assigned.",
            )
            return


def _find_free_code(name: str, title: Any, taken: Collection[str]) -> str:
    text = title
    if not isinstance(title, str):
        text = next(iter(as_map(title).values()), "")
    return next(code for code in _list_candidates(name, str(text)) if code not in taken)


def _list_candidates(name: str, title: str) -> Iterator[str]:
    """Yield P, PR, PRO, PROT for `Protection`, then the same of the ID, then any code."""
    for text in (title, name):
        letters = _select_capitals(text)
        for length in range(1, min(LONGEST, len(letters)) + 1):
            yield letters[:length]
    for length in range(1, LONGEST + 1):
        for combination in product(ascii_uppercase, repeat=length):
            yield "".join(combination)


def _select_capitals(text: str) -> str:
    """Return the letters of a text as capitals without accents."""
    plain = unicodedata.normalize("NFKD", text).upper()
    return re.sub(r"[^A-Z]", "", plain)
