"""`sop find`: a case by label, reference, ID or step, and never by what is hidden."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.typing_in import Typist
from tests.secrecy.planted import plant_fall


@pytest.fixture
def office(sop: Typist) -> Typist:
    """Two cases; the current one has a label and a reference, and is at the head count."""
    sop.open("fire-drill", "--label", "other")
    sop.open("fire-drill", "--label", "Gr\u00fcner Pulli")
    sop.ok("case", "label", sop.case, "--reference", "CAS 12/3/2026")
    sop.ok("do", "D1.1", "D1.2")
    sop.ok("advance", "started")
    return sop


def found(sop: Typist, text: str) -> list[str]:
    return [one["label"] for one in sop.ok("find", text).data["cases"]]


def test_capital_letters_and_accents_do_not_matter(office: Typist) -> None:
    for text in ("gruner PULLI", "cas 12/3", "head count", "d2", office.case[:4].lower()):
        assert found(office, text) == ["Gr\u00fcner Pulli"], text
    assert found(office, "blue") == []


def test_json_says_where_the_case_is(office: Typist) -> None:
    (one,) = office.ok("find", "pulli").data["cases"]
    expected = {
        "case": office.case,
        "label": "Gr\u00fcner Pulli",
        "references": ["CAS 12/3/2026"],
        "workflow": "fire-drill",
        "status": "open",
        "danger": False,
        "overdue": 0,
    }
    assert {name: one[name] for name in expected} == expected
    (track,) = one["tracks"]
    assert (track["track"], track["step"], track["step_code"]) == ("drill", "headcount", "D2")


def test_closed_cases_are_found_and_nothing_found_says_how_to_list(office: Typist) -> None:
    office.ok("raise", "fire", "--why", "smoke")
    (one,) = office.ok("find", "pulli").data["cases"]
    assert one["status"] == "closed"
    empty = office("find", "blue")
    assert (empty.code, "No case fits 'blue'. To list the cases: sop case list" in empty.out) == (
        0,
        True,
    )


def test_a_text_is_needed(office: Typist) -> None:
    assert office("find").code == office("find", " ").code == 2
    assert office("find", terminal=True, stdin="pulli\n").code == 0


def test_a_step_that_a_private_fact_started_is_found_only_by_those_who_may_see_it(
    tmp_path: Path,
) -> None:
    place = plant_fall(tmp_path / "office").place
    (seen,) = place.ok("case", "list", as_="doctor").data["cases"]
    (public,) = place.ok("case", "list", as_="guard").data["cases"]
    own = {track["step_title"] for track in seen["tracks"]}
    secret = own - {track["step_title"] for track in public["tracks"]}
    assert secret, own
    for title in secret:
        assert len(place.ok("find", title, as_="doctor").data["cases"]) == 1
        for viewer in ("guard", None):
            assert place.ok("find", title, as_=viewer).data["cases"] == []
            assert title not in place.run("case", "list", as_=viewer).out


def test_several_words_are_one_text(sop: Typist) -> None:
    sop.open("fire-drill")
    sop.ok("case", "label", sop.case, "green jersey", "--reference", "CAS 123/11/2026")
    (found,) = sop.ok("find", "CAS", "123/11/2026").data["cases"]
    assert found["case"] == sop.case
    assert sop.ok("find", "green", "coat").data["cases"] == []


@pytest.mark.parametrize("text", ["12-3-2026", "cas 12.3", "CAS-12/3/2026", "12 3 2026"])
def test_what_separates_the_parts_of_a_reference_does_not_matter(office: Typist, text: str) -> None:
    assert found(office, text) == ["Gr\u00fcner Pulli"]


@pytest.mark.parametrize("text", ["-", "1/23/2026", "12-3-2027"])
def test_signs_alone_and_other_numbers_find_no_reference(office: Typist, text: str) -> None:
    assert found(office, text) == []


def test_a_search_with_results_says_how_to_go_on(office: Typist) -> None:
    told = office("find", "12-3-2026").out
    assert f"To go on with it: sop use {office.case}" in told, told
    office("use", office.case, terminal=True)
    assert (
        "It is the current case. To go on: sop next" in office("find", "pulli", terminal=True).out
    )
    assert "To go on with the first: sop use " in office("find", "r").out
    assert "To go on" not in office("find", "blue").out
