"""What `sop why` says of a private track and of private duties is the same in every case."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.secrecy.places import Place, new_place

LOOK = "fell_at=2026-03-01 19:00\ndose_units=3\n"
FORM = '{"found": "a cut"}'


def open_case(folder: Path, illness: str) -> Place:
    """A case after the examination, in which something is owed below a sudden collapse."""
    place = new_place(folder, "after-a-fall", 5)
    place.open("after-a-fall", as_="clerk")
    place.ok("do", "greet", "--set", "room=red", "--set", "came_at=2026-03-02 07:30", as_="clerk")
    (place.folder / "look.json").write_text(FORM, encoding="utf-8")
    said = ("do", "look", "--form", "look.json", "--set-from", "-")
    place.ok(*said, as_="doctor", stdin=f"{LOOK}illness={illness}\n")
    return place


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, Place]:
    folder = tmp_path_factory.mktemp("why")
    return open_case(folder / "left", "grave"), open_case(folder / "rite", "light")


@pytest.mark.parametrize("word", ["advance", "ward", "lying", "care", "C1.3"])
def test_a_private_track_and_its_outcomes_are_explained_alike(
    places: tuple[Place, Place], word: str
) -> None:
    grave, light = (place.ok("why", word).data for place in places)
    assert grave == light


def test_those_who_act_in_the_track_are_told_where_it_is(places: tuple[Place, Place]) -> None:
    grave, light = (place.ok("why", "ward", as_="doctor").data for place in places)
    assert grave != light


def test_what_a_waiting_step_owes_has_no_title_that_is_not_yours(tmp_path: Path) -> None:
    place = open_case(tmp_path / "office", "grave")
    raised = place.ok("raise", "collapse", "--why", "fell again", as_="nurse")
    tracks = place.ok("checklist").data["tracks"]
    (waits,) = next(track["waits"] for track in tracks if track["track"] == "care")
    assert {one["title"] for one in waits["owed"]} == {
        "Something for DOC or NURSE",
        "Something for DOC",
        "Listen",
    }
    assert "Treat the wound" in str(raised.data["waiting"] or place.ok("next", as_="doctor").out)
