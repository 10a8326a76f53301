"""Public holidays by year, cached in the store: importing the library costs more than a command.

One file per country and version of the library: `<country>-<version>.json`,
`{"2026": ["2026-01-01", …]}`, sealed (sealed_json.py). A missing year is fetched from the library
with the year before and the five after.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from sop.definition.public_calendars import CODE, list_similar_calendars
from sop.model.calendar import HolidaysOf, no_holidays
from sop.model.refusal import UsageError
from sop.store.durable_files import write_whole
from sop.store.event_codec import canonical
from sop.store.sealed_json import seal, unseal

Years = dict[int, frozenset[date]]


def holidays_of(country: str, folder: Path | None) -> HolidaysOf:
    """Return a function that gives the public holidays of a year, moved ones included.

    `country` is a country (ISO 3166) or a part of it (`country-part`). `folder` keeps the years
    from one run to the next; None, or one that cannot be written, keeps them for this run. The
    function raises UsageError for a country that the library does not know.
    """
    if not re.fullmatch(CODE, country):
        raise _unknown_country(country, [])
    years: Years = {}

    def holidays_in(year: int) -> frozenset[date]:
        if not years and folder is not None:
            years.update(_read_years(_file(folder, country)))
        if year not in years:
            years.update(_from_library(country, range(year - 1, year + 6)))
            if folder is not None:
                _write_years(_file(folder, country), years)
        return years[year]

    return holidays_in


def holidays_or_none(country: str, folder: Path, warn: Callable[[str], None]) -> HolidaysOf:
    """Return the public holidays as `holidays_of` does, for a case that is open already.

    `sop check` refuses a calendar that does not exist, so only a case opened before that, or with
    another version of the library, can have one. Such a case goes on: weekends are left out, no
    holidays are, and `warn` gets a sentence that says so.
    """
    text = (
        f'There is no calendar of public holidays named "{country}". Working days are counted '
        "without public holidays here: check each due time in working days."
    )
    try:
        known = holidays_of(country, folder)
    except UsageError:
        warn(text)
        return no_holidays

    def holidays_in(year: int) -> frozenset[date]:
        try:
            return known(year)
        except UsageError:
            warn(text)
            return no_holidays(year)

    return holidays_in


def library_version() -> str:
    """Return the version of the holidays library, from the name of its metadata folder."""
    spec = find_spec("holidays")
    if spec is not None and spec.origin is not None:
        for path in Path(spec.origin).parent.parent.glob("holidays-*.dist-info"):
            return path.name.removeprefix("holidays-").removesuffix(".dist-info")
    from importlib.metadata import version  # late: it costs 20 ms

    return version("holidays")


def _file(folder: Path, country: str) -> Path:
    return folder / f"{country}-{library_version()}.json"


def _read_years(path: Path) -> Years:
    """Return the years in the file, none where it is missing or cannot be read."""
    with suppress(OSError, ValueError, AttributeError, TypeError):
        stored = json.loads(unseal(path.read_bytes()))
        return {
            int(year): frozenset(map(date.fromisoformat, days)) for year, days in stored.items()
        }
    return {}


def _write_years(path: Path, years: Years) -> None:
    stored = {str(year): sorted(map(date.isoformat, days)) for year, days in years.items()}
    with suppress(OSError):  # the file only saves time
        write_whole(path, seal(canonical(stored)), path.parent.parent)


def _from_library(country: str, years: range) -> Years:
    import holidays  # late: it costs more than a whole command

    code, _, part = country.partition("-")
    try:
        days = holidays.country_holidays(code, subdiv=part or None, years=years, observed=True)
    except NotImplementedError as error:
        raise _unknown_country(country, list_similar_calendars(country)) from error
    by_year: dict[int, set[date]] = {year: set() for year in years}
    for day in days:
        if day.year in by_year:
            by_year[day.year].add(day)
    return {year: frozenset(found) for year, found in by_year.items()}


def _unknown_country(country: str, similar: list[str]) -> UsageError:
    remedy = (
        "In `calendar:` write the two letters of a country (ISO 3166), or these, a dash and the "
        "letters of a part."
    )
    if similar:
        remedy = f"{remedy} Similar: {', '.join(similar)}."
    return UsageError(f'There is no calendar of public holidays named "{country}".', remedy)
