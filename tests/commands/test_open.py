"""`sop open`: a case with its opening facts, once for a key."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def test_opening_prints_the_id_and_takes_opening_facts_only(sop: Typist) -> None:
    told = sop(
        "open", "food-recall", "--set", "product=bread", "--as", "plant", "--incident", "fair-2026"
    )
    assert told.code == 0
    case = told.out.split("Case ")[1].split()[0]
    shown = sop.ok("case", "show", case).data
    assert (shown["facts"]["product"], shown["incident"], shown["status"]) == (
        "bread",
        "fair-2026",
        "open",
    )
    assert sop.json("open", "food-recall", "--set", "hazard=glass", "--as", "plant").code == 2


def test_a_key_opens_one_case_however_often(sop: Typist) -> None:
    words = ("open", "fire-drill", "--as", "warden", "--key", "call-4")
    first, second = sop.ok(*words), sop.ok(*words)
    assert (first.json["case"], second.json["changed"]) == (second.json["case"], False)
    assert sop.json("open", "fire-drill", "--as", "owner", "--key", "call-4").code == 2
    assert len(sop.ok("case", "list").data["cases"]) == 1
