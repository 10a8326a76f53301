"""Dates as people write them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from sop.casework.parse_date import parse_date
from sop.casework.parse_facts import read_value
from sop.casework.parse_time import AmbiguousTime
from sop.model.fact import Fact
from sop.model.refusal import UsageError

NOW = datetime.fromisoformat("2026-11-30T11:40+02:00")
ZONE = ZoneInfo("Africa/Johannesburg")
BORN = Fact("born", "date", precision="about", past_only=True, may_be_not_known=True)
DAY = Fact("moved_on", "date")


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("2008-05-12", "2008-05-12"),
        ("2008-05", "2008-05"),
        ("2008", "2008"),
        ("about_2008", "about_2008"),
        ("about 2008", "about_2008"),
        ("Around 2008", "about_2008"),
        ("May 2008", "2008-05"),
        ("5/2008", "2008-05"),
        ("12 May 2008", "2008-05-12"),
        ("31/12/2008", "2008-12-31"),
        ("today", "2026-11-30"),
        ("yesterday", "2026-11-29"),
        ("2026", "2026"),
    ],
)
def test_a_date_is_stored_as_far_as_it_is_known(text: str, stored: str) -> None:
    assert parse_date(BORN, text, NOW, ZONE) == stored


@pytest.mark.parametrize("text", ["not_known", "Not known", "unknown", " not known "])
def test_not_known_is_an_answer_where_the_fact_allows_it(text: str) -> None:
    assert read_value(BORN, text, NOW, ZONE) == "not_known"
    with pytest.raises(UsageError, match="is not a value of moved_on"):
        read_value(DAY, text, NOW, ZONE)


@pytest.mark.parametrize("text", ["2008-05", "2008", "about 2008"])
def test_a_date_coarser_than_the_fact_accepts_is_refused_with_what_it_accepts(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_date(DAY, text, NOW, ZONE)
    assert refused.value.remedy == "Write a date such as 2008-05-12."


def test_day_and_month_are_never_guessed() -> None:
    with pytest.raises(AmbiguousTime) as unclear:
        parse_date(BORN, "5/12/2008", NOW, ZONE)
    assert [day.isoformat() for _, day in unclear.value.readings] == ["2008-12-05", "2008-05-12"]


@pytest.mark.parametrize("text", ["12 May", "soon", "2008-02-30", "31/31/2008"])
def test_a_day_without_its_year_and_other_texts_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a value of born"):
        parse_date(BORN, text, NOW, ZONE)


@pytest.mark.parametrize("text", ["2027-01-01", "1 Dec 2026", "2027", "about 2027", "2026-12"])
def test_a_date_in_the_future_is_refused_where_the_fact_forbids_it(text: str) -> None:
    with pytest.raises(UsageError, match="is in the future, and born may not be"):
        parse_date(BORN, text, NOW, ZONE)
