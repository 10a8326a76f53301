"""A stakeholder is named as screens and officials name it."""

from __future__ import annotations

import pytest

from sop.engine.resolve_names import resolve_stakeholder
from sop.engine.stakeholder_names import match_stakeholders, official_name
from sop.model.definition import Stakeholder
from sop.model.refusal import UsageError
from sop.model.value import replace
from tests.views.example import DEFINITION

OFFICES = (
    Stakeholder("shelter", "Accredited organisation for adults", "AO", "civil_society"),
    Stakeholder("dsd", "Department of Social Development, provincial office", "DSD", "government"),
    Stakeholder("head", "Provincial head of Social Development", "HEAD", "government"),
    Stakeholder("person", "The person helped", "PERSON", "person"),
)


@pytest.mark.parametrize(
    ("word", "ids"),
    [
        ("AO", ["shelter"]),
        ("ao", ["shelter"]),
        ("Shelter", ["shelter"]),
        ("accredited organisation for adults", ["shelter"]),
        ("Accredited", ["shelter"]),
        ("social depart", ["dsd"]),
        ("social development", ["dsd", "head"]),
        ("head", ["head"]),  # a short name comes before words of a full one
        ("the", []),  # too short to mean one of them
        ("embassy", []),
        ("", []),
    ],
)
def test_the_id_the_short_name_the_full_name_and_its_words_are_understood(
    word: str, ids: list[str]
) -> None:
    assert [one.id for one in match_stakeholders(OFFICES, word)] == ids


def test_a_word_of_several_names_is_refused_with_these_names() -> None:
    definition = replace(DEFINITION, stakeholders={one.id: one for one in OFFICES})
    assert resolve_stakeholder(definition, "ao") == "shelter"
    with pytest.raises(UsageError) as refused:
        resolve_stakeholder(definition, "Social Development")
    assert "fits 2 stakeholders: DSD (Department of Social" in refused.value.message
    assert refused.value.remedy == "Write more of the name, or the short name."


def test_the_official_name_has_the_short_and_the_full_name() -> None:
    assert official_name(OFFICES[0]) == "AO (Accredited organisation for adults)"
