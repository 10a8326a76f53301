"""`sop assign` alone: what a person has by name."""

from __future__ import annotations

from tests.commands.test_worklist import LETTER
from tests.commands.typing_in import Typist


def test_it_lists_cases_and_actions_of_one_person_in_all_cases(sop: Typist) -> None:
    sop.patch.setenv("SOP_NAME", "N. Dlamini")
    first = sop.open("fire-drill", "--label", "hall")
    sop.ok("assign", "D1.1", "--me")
    second = sop.open("fire-drill")
    sop.ok("assign", "case", "N. Dlamini")
    found = sop.ok("assign").data
    assert {one["case"] for one in found["items"]} == {first, second}
    assert [one["case"] for one in found["cases"]] == [second]
    told = sop("assign").out
    assert f'{first} "hall"' in told
    assert f"sop assign D1.1 --hand-back -c {first}" in told
    sop.patch.setenv("SOP_NAME", "M")
    assert sop.ok("assign").data["items"] == []


def test_without_a_name_it_says_how_to_give_one(sop: Typist) -> None:
    sop.open("fire-drill")
    told = sop.json("assign")
    assert (told.code, told.json["message"]) == (2, "Your name is not known. Set SOP_NAME.")


def test_a_whole_case_has_the_deadlines_of_others_below_it(sop: Typist) -> None:
    (sop.folder / "workflows" / "letter.yaml").write_text(LETTER, encoding="utf-8")
    sop.patch.setenv("SOP_NAME", "T. Mokoena")
    sop.open("letter", as_="head")
    sop.ok("assign", "case", "--me")
    found = sop.ok("assign").data
    assert [one["code"] for one in found["for_others"]] == ["L1.1"]
    told = sop("assign").out
    line = "For others, due in the next 12 hours: L1.1 Write the answer, CLERK, due Mon 2 Mar 11:00"
    assert line in " ".join(told.split()), told
    sop.ok("assign", "case", "--none")
    assert sop.ok("assign").data["for_others"] == []


def test_who_gave_the_work_sees_that_it_was_handed_back_and_takes_it(sop: Typist) -> None:
    sop.patch.setenv("SOP_NAME", "L. Botha")
    case = sop.open("fire-drill", "--label", "hall")
    sop.ok("assign", "case", "T Mokoena")
    sop.ok("assign", "D1.1", "T. Mokoena")
    for name, target in (("T. Mokoena", "case"), ("T. Mokoena", "D1.1")):
        sop.patch.setenv("SOP_NAME", name)
        sop.ok("assign", target, "--hand-back", "--why", "ill")
    assert sop.ok("assign").data["handed_back"] == []  # not of the person who handed it back
    sop.patch.setenv("SOP_NAME", "L. Botha")
    found = sop.ok("assign").data["handed_back"]
    assert {(one["code"], one["by"], one["why"]) for one in found} == {
        (None, "T. Mokoena", "ill"),
        ("D1.1", "T. Mokoena", "ill"),
    }
    told = sop("assign").out
    assert "HANDED BACK: NO ONE HAS IT NOW" in told, told
    assert f"Take it yourself: sop assign D1.1 --me -c {case}" in told, told
    sop.ok("assign", "D1.1", "--me")
    assert [one["code"] for one in sop.ok("assign").data["handed_back"]] == [None]


def test_the_empty_list_names_the_agency_by_its_short_name(sop: Typist) -> None:
    sop.patch.setenv("SOP_NAME", "N")
    sop.open("fire-drill")
    assert "all cases, for WARDEN" in sop("assign").out
    assert "for HEAD" not in sop("assign").out
