"""Which calendars of public holidays exist: countries and their parts, as the library has them."""

from __future__ import annotations

import re
from difflib import get_close_matches

CODE = r"[A-Z]{2}(-[A-Z0-9]{1,3})?"
"""A country (ISO 3166), or a part of it behind a dash."""
MOST_SIMILAR = 3


def is_known_calendar(code: str) -> bool:
    """Whether the library has the public holidays of the country or the part of it."""
    if not re.fullmatch(CODE, code):
        return False
    import holidays  # late: it costs more than a whole command

    country, _, part = code.partition("-")
    try:
        holidays.country_holidays(country, subdiv=part or None)
    except NotImplementedError:
        return False
    return True


def list_similar_calendars(code: str) -> list[str]:
    """Return similar calendars: those of the same country, else those with near letters."""
    import holidays  # late: it costs more than a whole command

    country, _, part = code.upper().partition("-")
    parts_of = holidays.list_supported_countries(include_aliases=True)
    countries = [name for name in parts_of if re.fullmatch(CODE, name)]
    if country not in countries:
        return get_close_matches(country, countries, MOST_SIMILAR, cutoff=0.5)
    parts = [f"{country}-{name}" for name in parts_of[country]]
    usable = [name for name in parts if re.fullmatch(CODE, name)]
    return [country, *get_close_matches(f"{country}-{part}", usable, MOST_SIMILAR - 1)]
