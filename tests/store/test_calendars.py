"""Public holidays come from the store's own files; the library is asked only for years that are not
there.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from sop.model.calendar import Calendar
from sop.model.refusal import UsageError
from sop.store import calendars
from sop.store.calendars import holidays_of, holidays_or_none, library_version

# Human Rights Day, 21 March 2027, is a Sunday: the Monday after it is a holiday too.
SUNDAY, MONDAY = date(2027, 3, 21), date(2027, 3, 22)


def no_library(country: str, years: range) -> calendars.Years:
    raise AssertionError(f"The library was asked for {country} {years}.")


def test_a_holiday_on_a_sunday_moves_to_the_monday(tmp_path: Path) -> None:
    days = holidays_of("ZA", tmp_path)(2027)
    assert {SUNDAY, MONDAY} <= days
    assert {day.year for day in days} == {2027}
    calendar = Calendar(holidays_of("ZA", tmp_path))
    assert [calendar.is_working_day(date(2027, 3, day)) for day in (19, 22, 23)] == [
        True,
        False,
        True,
    ]


def test_a_part_of_a_country_has_its_own_days() -> None:
    assert holidays_of("GB-SCT", None)(2026) - holidays_of("GB-ENG", None)(2026)


def test_last_year_to_five_years_ahead_are_kept_and_read_without_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data" / "calendars"
    folder.parent.mkdir()
    asked = holidays_of("ZA", folder)(2026)
    monkeypatch.setattr(calendars, "_from_library", no_library)
    kept = holidays_of("ZA", folder)
    assert kept(2026) == asked
    assert all(kept(year) for year in range(2025, 2032))
    with pytest.raises(AssertionError, match="ZA"):
        kept(2032)
    assert [path.name for path in folder.iterdir()] == [f"ZA-{library_version()}.json"]


def test_a_later_year_joins_those_that_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "calendars"
    holidays_of("ZA", folder)(2026)
    holidays_of("ZA", folder)(2040)
    monkeypatch.setattr(calendars, "_from_library", no_library)
    assert holidays_of("ZA", folder)(2026)
    assert holidays_of("ZA", folder)(2040)


def test_another_version_of_the_library_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "calendars"
    holidays_of("ZA", folder)(2026)
    monkeypatch.setattr(calendars, "library_version", lambda: "99")
    monkeypatch.setattr(calendars, "_from_library", no_library)
    with pytest.raises(AssertionError, match="ZA"):
        holidays_of("ZA", folder)(2026)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"x": 1}', b'{"2027": ["soon"]}', b"\xff"])
def test_a_damaged_file_is_made_again(tmp_path: Path, content: bytes) -> None:
    folder = tmp_path / "calendars"
    holidays_of("ZA", folder)(2027)
    (path,) = folder.iterdir()
    whole = path.read_bytes()
    path.write_bytes(content)
    assert MONDAY in holidays_of("ZA", folder)(2027)
    assert path.read_bytes() == whole


def test_a_place_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert MONDAY in holidays_of("ZA", tmp_path / "file" / "calendars")(2027)
    assert MONDAY in holidays_of("ZA", tmp_path / "a" / "b" / "calendars")(2027)
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.parametrize("country", ["XX", "ZA-XX", "za", "ZAF1", "../x", "", "Z A"])
def test_an_unknown_country_is_refused_by_name(tmp_path: Path, country: str) -> None:
    with pytest.raises(UsageError, match=f'named "{country}"') as caught:
        holidays_of(country, tmp_path)(2026)
    assert "calendar:" in caught.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_the_version_is_that_of_the_library() -> None:
    from importlib.metadata import version

    assert library_version() == version("holidays")


def test_a_case_with_a_calendar_that_does_not_exist_goes_on_and_says_so(tmp_path: Path) -> None:
    said: list[str] = []
    assert holidays_or_none("ZA-GP", tmp_path, said.append)(2027) == frozenset()
    assert len(said) == 1
    assert 'named "ZA-GP"' in said[0]
    said.clear()
    assert MONDAY in holidays_or_none("ZA", tmp_path, said.append)(2027)
    assert said == []
