"""What `sop assign` is about: letters inside a word name nothing, a short ID only with consent."""

from __future__ import annotations

import pytest

from tests.commands.typing_in import Typist


@pytest.fixture
def drill(sop: Typist) -> Typist:
    sop.open("fire-drill")
    sop.patch.setenv("SOP_NAME", "N")
    return sop


@pytest.mark.parametrize("word", ["D1.1", "d1.1"])
def test_an_action_is_named_by_its_code(drill: Typist, word: str) -> None:
    assert drill.ok("assign", word, "M").data["assigned"] == "M"


def test_no_case_of_another_person_is_assigned_by_a_mistyped_code(drill: Typist) -> None:
    other = drill.ok("open", "fire-drill", "--as", "warden").json["case"]
    for length in (3, 4):
        told = drill.json("assign", other[:length], "M")
        assert told.code == 2, told.out
    stopped = drill("assign", other[:4], "M", stdin="n\n", terminal=True)
    assert "Nothing was written." in stopped.out
    assert drill.ok("case", "show", "-c", other).data["assigned"] == []
    flagged = drill("assign", other[:4], "--me")
    assert f"sop assign case --me -c {other}" in flagged.err
