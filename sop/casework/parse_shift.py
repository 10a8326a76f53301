"""Reads how wrong a clock was: `+2h`, `-45min`, `+1h30`, `-1d`."""

from __future__ import annotations

import re
from datetime import timedelta

from sop.model.refusal import UsageError

ACCEPTED = "Write + if it happened later and - if earlier, such as +2h, -45min, +1h30 or -1d."
_SHIFT = re.compile(
    r"(?P<sign>[+-])\s*"
    r"(?:(?P<days>\d{1,4})\s*d(?:ays?)?)?\s*"
    r"(?:(?P<hours>\d{1,5})\s*(?:h|hours?))?\s*"
    r"(?:(?P<minutes>\d{1,6})\s*(?P<unit>m|min|minutes?)?)?",
    re.IGNORECASE,
)


def parse_shift(text: str) -> timedelta:
    """Return how much later an event happened than the clock showed; negative: earlier.

    Minutes need no unit after hours. Raise UsageError for another form, and for no shift at all.
    """
    found = _SHIFT.fullmatch(text.strip())
    if found is None or _lacks_unit(found):
        raise UsageError(f"'{text}' is not a valid shift.", ACCEPTED)
    length = timedelta(
        days=int(found["days"] or 0),
        hours=int(found["hours"] or 0),
        minutes=int(found["minutes"] or 0),
    )
    if not length:
        raise UsageError(f"'{text}' moves nothing.", ACCEPTED)
    return -length if found["sign"] == "-" else length


def _lacks_unit(found: re.Match[str]) -> bool:
    """Whether a number has no unit: it could be hours or minutes."""
    return bool(found["minutes"] and not found["unit"] and not found["hours"])
