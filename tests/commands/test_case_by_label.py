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
