"""When two IDs of incidents are one, and when one looks like a misspelling."""

from __future__ import annotations

import pytest

from sop.model.incident import are_near, incident_key


def test_capital_letters_and_blanks_do_not_tell_incidents_apart() -> None:
    assert len({incident_key(text) for text in ("night-7", "NIGHT-7", " Night-7 ")}) == 1
    assert incident_key("night-7") != incident_key("night-8")
    assert incident_key("Straße 7") == incident_key("STRASSE  7")


@pytest.mark.parametrize("other", ["night 7", "night_07", "Nigth-7", "night7"])
def test_a_misspelling_is_near(other: str) -> None:
    assert are_near("night-7", other)


@pytest.mark.parametrize("other", ["night-8", "night-70", "harbour-7", "night"])
def test_another_number_or_another_word_is_another_incident(other: str) -> None:
    assert not are_near("night-7", other)
