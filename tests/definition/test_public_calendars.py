"""Which calendars of public holidays exist, and which are similar."""

from __future__ import annotations

import pytest

from sop.definition.public_calendars import is_known_calendar, list_similar_calendars


@pytest.mark.parametrize("code", ["ZA", "GB-SCT", "US-CA"])
def test_a_country_or_a_part_of_it_is_known(code: str) -> None:
    assert is_known_calendar(code)


@pytest.mark.parametrize("code", ["XX", "ZA-GP", "GB-XYZ", "za", ""])
def test_another_code_is_not(code: str) -> None:
    assert not is_known_calendar(code)


def test_the_country_and_its_similar_parts_are_named_first() -> None:
    assert list_similar_calendars("ZA-GP") == ["ZA"]
    assert list_similar_calendars("GB-SCO")[:2] == ["GB", "GB-SCT"]
    assert "MX" in list_similar_calendars("XX")
