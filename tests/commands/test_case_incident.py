"""Incidents: one whatever its capital letters; cases join and leave; a near ID is warned of."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def incident_of(sop: Typist, case: str) -> str | None:
    found: str | None = sop.ok("case", "show", case).data["incident"]
    return found


def test_capital_letters_do_not_make_another_incident(sop: Typist) -> None:
    sop.ok("open", "fire-drill", "--as", "warden", "--incident", "night-7", "--persons", "2")
    case = sop.open("fire-drill", "--incident", "NIGHT-7")
    assert incident_of(sop, case) == "night-7"
    assert sop.ok("do", "D1.1", "--incident", "Night-7").data["skipped"] == []
    assert len(sop.ok("case", "list", "--incident", "NIGHT-7").data["cases"]) == 3
    assert sop.ok("worklist", "--incident", "NiGhT-7").data["count"] == 3
    assert sop.json("worklist", "--incident", "night-9").code == 2


def test_a_near_id_of_a_new_incident_is_warned_of(sop: Typist) -> None:
    sop.open("fire-drill", "--incident", "night-7")
    told = sop.ok("open", "fire-drill", "--incident", "night 07")
    assert told.json["warnings"] == [
        "'night 07' is a new incident. A similar one is known: 'night-7'."
    ]
    assert "similar" in told.err
    assert "warnings" not in sop.ok("open", "fire-drill", "--incident", "night-8").json


def test_a_case_joins_an_incident_and_leaves_it(sop: Typist) -> None:
    sop.open("fire-drill", "--incident", "night-7")
    case = sop.open()
    told = sop.ok("case", "incident", case, "Night-7", "--why", "found later")
    assert told.data["incident"] == "night-7"
    assert sop.ok("do", "D1.1", "--incident", "night-7").data["skipped"] == []
    assert sop.ok("case", "incident", case, "NIGHT-7").json["changed"] is False
    left = sop.ok("case", "incident", case, "--leave", "--why", "another night")
    assert (left.data["incident"], incident_of(sop, case)) == (None, None)
    assert len(sop.ok("case", "list", "--incident", "night-7").data["cases"]) == 1
    sop.ok("undo", "--why", "it was the same night", "-c", case)
    assert incident_of(sop, case) == "night-7"
    kinds = [event["type"] for event in sop.ok("case", "timeline", case).data["events"]]
    assert kinds.count("incident_changed") == 2


def test_joining_needs_an_incident_and_leaving_none(sop: Typist) -> None:
    case = sop.open()
    assert sop.json("case", "incident", case).code == 2
    assert sop.json("case", "incident", case, "night-7", "--leave").code == 2
    asked = sop("case", "incident", case, stdin="night-7\n", terminal=True)
    assert (asked.code, incident_of(sop, case)) == (0, "night-7")


def test_a_void_case_stays_out_of_a_joint_write(sop: Typist) -> None:
    first = sop.open("fire-drill", "--incident", "night-7")
    sop.open("fire-drill", "--incident", "night-7")
    sop.ok("case", "void", first, "-c", first, "--why", "twice")
    skipped = sop.ok("do", "D1.1", "--incident", "night-7").data["skipped"]
    assert skipped == [{"case": first, "why": "void"}]
    assert "Left out, because void:" in sop("do", "D1.2", "--incident", "night-7").out
