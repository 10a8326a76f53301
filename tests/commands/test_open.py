"""`sop open`: a case with its opening facts, once for a key."""

from __future__ import annotations

from tests.commands.test_worklist import LETTER
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


def test_a_case_is_opened_with_its_references_and_they_can_be_undone(sop: Typist) -> None:
    sop.patch.setenv("SOP_AS", "warden")
    references = ("--reference", "CAS 88/12/2026", "--reference", "J88 7")
    told = sop.ok("open", "fire-drill", "--label", "grey jacket", *references)
    case = told.json["case"]
    shown = sop.ok("case", "show", case).data
    assert (shown["label"], shown["references"]) == ("grey jacket", ["CAS 88/12/2026", "J88 7"])
    assert [one["case"] for one in sop.ok("find", "88/12").data["cases"]] == [case]
    sop.ok("undo", "2", "--why", "another person", "-c", case)
    shown = sop.ok("case", "show", case).data
    assert (shown["label"], shown["references"]) == (None, [])
    alone = sop.ok("open", "fire-drill", "--reference", "J88 9").json["case"]
    assert sop.ok("case", "show", alone).data["references"] == ["J88 9"]
    assert sop.ok("case", "verify", alone).data


def test_a_wrong_reference_opens_no_case_and_several_cases_share_none(sop: Typist) -> None:
    sop.patch.setenv("SOP_AS", "warden")
    told = sop("open", "fire-drill", "--reference", "the hospital")
    assert (told.code, "has no number" in told.err) == (2, True)
    several = ("--incident", "x", "--persons", "2", "--reference", "CAS 1")
    told = sop("open", "fire-drill", *several)
    assert (told.code, "only for a single case" in told.err) == (2, True)
    assert sop.ok("case", "list").data["cases"] == []


def test_the_command_for_a_fact_that_is_needed_keeps_what_was_typed(sop: Typist) -> None:
    needs = LETTER.replace(
        "tracks:\n",
        "facts:\n  urgent: {ask: Is it urgent?, type: boolean, at_opening: required}\ntracks:\n",
        1,
    )
    (sop.folder / "workflows" / "letter.yaml").write_text(needs, encoding="utf-8")
    known = ("--label", "grey jacket", "--reference", "CAS 1", "--as", "clerk")
    told = sop.json("open", "letter", *known)
    (reason,) = told.json["reasons"]
    kept = "--label 'grey jacket' --reference 'CAS 1' --set urgent"
    assert reason["do"] == f"sop open letter {kept} --as clerk", reason
