"""Ids, law and values in words: unverified law says so, private values never show."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sop.model.condition import FactIs, FactKnown, StepCurrent
from sop.model.definition import LawEntry, Validation
from sop.model.duration import Due, Duration
from sop.views.labels import Wording, rule_text, validation_text
from sop.views.remedy import join_with_or
from tests.views.example import DEFINITION, at
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
        (
            ("nowhere",),
            "to be confirmed (no legal reference found yet for: time limit for the letter)",
        ),
        (("later",), "Act 9 (not in force)"),
        (("sure", "sure", "later"), "Act 1, section 2; Act 9 (not in force)"),
        ((), ""),
    ],
)
def test_a_source_says_how_sure_it_is(law: tuple[str, ...], said: str) -> None:
    assert WORDING.source(law) == said


def test_a_rule_without_law_names_its_place_in_the_workflow() -> None:
    assert WORDING.source_at((), "recall.assessment") == "workflow food-recall 1.2.0, R1"
    assert WORDING.source_at((), None) == ""


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("recall", "Recall of the batch"),
        ("recall.assessment.interview", "R1.2"),
        ("recall.assessment.withdraw", 'R1 "withdraw"'),
        ("recall.stop", 'Recall of the batch, interrupt "stop"'),
        ("recall.of_another_version", "recall.of_another_version"),
        ("closing", "closing"),
    ],
)
def test_a_place_in_the_workflow_is_shown_as_on_the_checklist(path: str, shown: str) -> None:
    assert WORDING.place(path) == shown


def test_a_condition_is_shown_with_the_questions_of_its_facts() -> None:
    asked, other = FactIs("injured", (True,), "injured"), FactKnown("danger", "danger is known")
    place = StepCurrent("recall", "stopped", "recall.stopped is current")
    assert WORDING.explained_gate((asked,)) == '"injured" is yes (Is anybody injured or ill?)'
    assert WORDING.explained_gate((asked, other)) == (
        'both are true: "injured" is yes; "danger" is known '
        "(injured: Is anybody injured or ill?; danger: Is there danger in the building?)"
    )
    assert WORDING.explained_gate((place,)) == 'RECALL is at R3 "Everything stopped"'


def test_a_rule_names_the_fact_that_it_waits_for_unless_a_reason_does() -> None:
    reason = 'R1.6 is not allowed until "seized_at" is known.'
    assert rule_text("2 days", "seized_at", []) == (
        "Rule: 2 days. No date yet: seized_at is not yet known"
    )
    assert rule_text("2 days", "seized_at", [reason]) == "Rule: 2 days"


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
        "This workflow was validated by J. Dlamini, Director on 2026-10-01 (the track recall). "
        "Its status: training draft."
    )
    assert validation_text(DEFINITION).startswith("This workflow is not validated.")


def test_the_end_of_a_wait_in_days_is_the_end_of_its_last_day() -> None:
    wording = Wording(DEFINITION, NOW)
    assert wording.wait_end(at("22T23:59:59")) == "the end of Sun 22 Nov"
    assert wording.wait_end(at("22T16:10")) == "Sun 22 Nov 16:10"
