"""Dates as far as they are known."""

from __future__ import annotations

from datetime import date

import pytest

from sop.model.coarse_date import parse_coarse_date


@pytest.mark.parametrize(
    ("text", "precision", "first", "last"),
    [
        ("2008-05-12", "day", date(2008, 5, 12), date(2008, 5, 12)),
        ("2008-02", "month", date(2008, 2, 1), date(2008, 2, 29)),
        ("2008", "year", date(2008, 1, 1), date(2008, 12, 31)),
        ("about_2008", "about", date(2008, 1, 1), date(2008, 12, 31)),
    ],
)
def test_a_date_has_a_precision_and_lies_between_two_days(
    text: str, precision: str, first: date, last: date
) -> None:
    found = parse_coarse_date(text)
    assert found is not None
    assert (found.precision, found.first, found.last) == (precision, first, last)
    assert found.starts_clock == (precision != "about")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2008-13",
        "2008-02-30",
        "2008-05-12T10:00",
        "about_2008-05",
        "1799",
        "2300-01-01",
        "08",
        "about 2008",
        "not_known",
        "\u0662\u0660\u0660\u0668",
    ],
)
def test_any_other_text_is_no_date(text: str) -> None:
    assert parse_coarse_date(text) is None
