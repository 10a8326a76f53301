"""Ids, law and values in words: unverified law says so, private values never show."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sop.model.definition import LawEntry, Validation
from sop.model.duration import Due, Duration
from sop.views.labels import Wording, validation_text
from sop.views.remedy import join_with_or
from tests.views.example import DEFINITION
from tests.views.screens import NOW

LAW = {
    "sure": LawEntry("sure", "Act 1, section 2", "x", "verified"),
    "open": LawEntry("open", "Act 1, section 3", "x", "to_be_confirmed"),
    "nowhere": LawEntry("nowhere", None, "time limit for the letter"),
    "later": LawEntry("later", "Act 9", "x", "not_in_force"),
}
WORDING = Wording(replace(DEFINITION, law=LAW), NOW)


@pytest.mark.parametrize(
    ("law", "said"),
    [
        (("sure",), "Act 1, section 2"),
        (("open",), "Act 1, section 3 (to be confirmed)"),
        (("nowhere",), "time limit for the letter (to be confirmed)"),
        (("later",), "Act 9 (not in force)"),
        (("sure", "sure", "later"), "Act 1, section 2; Act 9 (not in force)"),
        ((), ""),
    ],
)
def test_a_source_says_how_sure_it_is(law: tuple[str, ...], said: str) -> None:
    assert WORDING.source(law) == said


def test_a_rule_without_law_names_its_place_in_the_workflow() -> None:
    assert WORDING.source_at((), "recall.assessment") == "food-recall 1.2.0, recall.assessment"
    assert WORDING.source_at((), None) == ""


def test_the_value_of_a_private_fact_is_never_shown() -> None:
    assert WORDING.value("caller", "A Name") == "(private)"
    assert WORDING.value("injured", True) == "yes"
    assert WORDING.value("seized_at", "2026-11-20T10:00:00+00:00") == "Fri 20 Nov 12:00"
    assert WORDING.value("injured", None) == "unknown"


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (Due(None), "at once (usual practice)"),
        (Due(Duration(1, "hours"), nature="policy"), "1 hour from the start of the step (policy)"),
        (
            Due(Duration(2, "working_days"), from_fact="seized_at"),
            "2 working days from seized_at (usual practice)",
        ),
        (
            Due(Duration(30, "days"), before_fact="stay_until", nature="law"),
            "30 days before stay_until (law)",
        ),
        (
            Due(Duration(1, "court_days"), nature="not_in_force"),
            "1 court day from the start of the step (law not in force)",
        ),
    ],
)
def test_a_deadline_names_its_clock_and_its_nature(due: Due, said: str) -> None:
    assert WORDING.rule_of_due(due) == said


def test_several_stakeholders_are_any_one_of_them() -> None:
    assert join_with_or(["A"]) == "A"
    assert join_with_or(["A", "B", "C"]) == "A, B or C"
    assert WORDING.stakeholder_names(("lab", "shop")) == "LAB or SHOP"
    assert WORDING.stakeholder_names(("office", "lab", "shop", "health")) == "anyone"
    assert WORDING.stakeholder_names(("stranger",)) == "stranger"
    assert WORDING.stakeholder_names(()) == ""


def test_a_column_with_many_names_counts_them_and_a_note_names_them() -> None:
    assert WORDING.column_text(("lab", "shop")) == ("LAB or SHOP", "")
    assert WORDING.column_text(("office", "lab", "shop", "health")) == ("anyone", "")
    assert WORDING.column_text(("a", "b", "c", "d")) == ("any of 4", "Who: a, b, c or d")


def test_who_validated_is_named_and_nobody_is_said_too() -> None:
    by = (Validation("J. Dlamini", "Director", "2026-10-01", "the track recall"),)
    assert validation_text(replace(DEFINITION, validated_by=by)).startswith(
        "Validated by J. Dlamini, Director on 2026-10-01 (the track recall). Status: training "
        "draft."
    )
    assert validation_text(DEFINITION).startswith("Not validated.")
