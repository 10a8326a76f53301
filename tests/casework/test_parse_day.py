"""Days as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from sop.casework.parse_day import NOT_A_DAY, parse_day

TODAY = date(2026, 1, 2)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("yesterday", (date(2026, 1, 1),)),
        ("30 Dec", (date(2025, 12, 30),)),  # three days ago, not in a year
        ("Tuesday 30 December", (date(2025, 12, 30),)),
        ("Wed 30 Dec", NOT_A_DAY),
        ("Dec 30, 2024", (date(2024, 12, 30),)),
        ("12-30-2025", (date(2025, 12, 30),)),
        ("1.2.2026", (date(2026, 2, 1), date(2026, 1, 2))),
        ("1/2-2026", NOT_A_DAY),
        ("30 Dez", NOT_A_DAY),
        ("32 Dec", NOT_A_DAY),
        ("", NOT_A_DAY),
    ],
)
def test_a_text_names_the_days_that_it_can_mean(text: str, days: tuple[date, ...]) -> None:
    assert parse_day(text, TODAY) == days
