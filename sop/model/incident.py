"""When two IDs of incidents are the same, and when one may be a misspelling of the other.

People type them, so case and blanks do not matter. The spelling of the first use is kept.
"""

from __future__ import annotations

import re
import unicodedata

ALIKE = 0.8
"""How much of the letters has to agree in a misspelling: `nigth` and `night` agree by 0.8."""


def incident_key(incident: str) -> str:
    """Return what two spellings of one incident have in common.

    >>> incident_key(" NIGHT-7 ") == incident_key("night-7")
    True
    """
    return " ".join(unicodedata.normalize("NFC", incident).casefold().split())


def are_near(one: str, other: str) -> bool:
    """Whether two IDs may be spellings of one: `night-7` and `Night 07`, but not `night-8`."""
    from difflib import SequenceMatcher  # late: start-up; most commands name no incident

    letters, numbers = _parts(one)
    other_letters, other_numbers = _parts(other)
    if numbers != other_numbers:
        return False
    return SequenceMatcher(None, letters, other_letters).ratio() >= ALIKE


def _parts(incident: str) -> tuple[str, tuple[str, ...]]:
    """Return the letters, and the numbers without leading zeros."""
    found = re.findall(r"\d+|[^\W\d_]+", incident_key(incident))
    letters = "".join(part for part in found if not part.isdecimal())
    return letters, tuple(part.lstrip("0") for part in found if part.isdecimal())
