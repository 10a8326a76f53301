"""A case is named by its whole label where exactly one case has it; an ID goes first."""

from __future__ import annotations

import shlex

import pytest

from tests.commands.typing_in import Typist


@pytest.fixture
def night(sop: Typist) -> Typist:
    """Three persons, two of them with the same label."""
    sop.patch.setenv("SOP_AS", "warden")
    labels = ("yellow scarf", "red cap", "red cap")
    named = [word for label in labels for word in ("--label", label)]
    sop.ok("open", "fire-drill", "--incident", "factory", "--persons", "3", *named)
    return sop


def scarf(sop: Typist) -> str:
    listed = sop.ok("case", "list").data["cases"]
    return next(one["case"] for one in listed if one["label"] == "yellow scarf")


@pytest.mark.parametrize("text", ["yellow scarf", " Yellow  SCARF "])
def test_a_whole_label_names_its_only_case(night: Typist, text: str) -> None:
    case = scarf(night)
    assert night.ok("next", "-c", text).json["case"] == case
    assert night.ok("case", "show", text).json["case"] == case
    assert night.ok("use", text).json["case"] == case
    left_out = night.ok("do", "D1.1", "--incident", "factory", "--except", text).data["skipped"]
    assert [one["case"] for one in left_out] == [case]


def test_two_cases_with_the_label_are_named_and_none_is_chosen(night: Typist) -> None:
    before = {one["version"] for one in night.ok("case", "list").data["cases"]}
    told = night("do", "D1.1", "-c", "red cap")
    assert (told.code, "2 cases have the label 'red cap'" in " ".join(told.err.split())) == (
        2,
        True,
    )
    assert {one["version"] for one in night.ok("case", "list").data["cases"]} == before


@pytest.mark.parametrize("text", ["yellow", "scarf", "green jersey"])
def test_a_part_of_a_label_leads_to_the_search(night: Typist, text: str) -> None:
    told = night("do", "D1.1", "-c", text)
    assert told.code == 2
    command = f"sop find {shlex.quote(text)}"
    assert command in " ".join(told.err.split())
    assert night(*shlex.split(command)[1:]).code == 0


def test_the_start_of_an_id_goes_before_a_label(night: Typist) -> None:
    other = next(one for one in night.ok("case", "list").data["cases"] if one["label"] == "red cap")
    night.ok("case", "label", scarf(night), other["case"][:4].lower())
    assert night.ok("next", "-c", other["case"][:4]).json["case"] == other["case"]


def test_a_whole_reference_names_its_only_case_and_a_part_leads_to_the_search(
    night: Typist,
) -> None:
    case = scarf(night)
    night.ok("case", "label", case, "--reference", "CAS 88/12/2026")
    for text in ("CAS 88/12/2026", " cas  88/12/2026"):
        assert night.ok("use", text).json["case"] == case
        assert night.ok("next", "-c", text).json["case"] == case
    told = night("do", "D1.1", "-c", "88/12/2026")
    assert (told.code, "only a part of a reference" in told.err) == (2, True), told.err
    assert "sop find 88/12/2026" in told.err


def test_a_reference_of_two_cases_and_one_that_is_the_label_of_another_name_none(
    night: Typist,
) -> None:
    case = scarf(night)
    other = next(
        one["case"] for one in night.ok("case", "list").data["cases"] if one["case"] != case
    )
    night.ok("case", "label", case, "--reference", "BED 4")
    night.ok("case", "label", other, "bed 4")
    told = night("do", "D1.1", "-c", "Bed 4")
    assert (told.code, "2 cases have the label or reference 'Bed 4'" in told.err) == (2, True)
    night.ok("case", "label", other, "scarf 2", "--reference", "BED 4")
    told = night("do", "D1.1", "-c", "Bed 4")
    assert (told.code, "2 cases have the reference 'Bed 4'" in told.err) == (2, True), told.err
