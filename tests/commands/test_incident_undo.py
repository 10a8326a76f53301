"""`sop undo --incident`: the last joint write is undone in all its cases, or in none."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def drills(sop: Typist) -> list[str]:
    """Three drills of one incident; the brigade is told in all of them together."""
    sop.ok("open", "fire-drill", "--as", "warden", "--incident", "I-1", "--persons", "3")
    sop.patch.setenv("SOP_AS", "warden")
    sop.ok("do", "D1.1", "--incident", "I-1")
    return [line["case"] for line in sop.ok("case", "list").data["cases"]]


def done(sop: Typist, case: str) -> list[str]:
    return [
        action["code"]
        for track in sop.ok("checklist", "-c", case).data["tracks"]
        for action in track["actions"]
        if action["state"] == "done"
    ]


def test_the_last_joint_write_is_undone_in_every_case_of_it(sop: Typist) -> None:
    cases = drills(sop)
    sop.at("2026-03-02T10:05:00")
    sop.ok("do", "D1.2", "--incident", "I-1", "--except", cases[0])
    sop.at("2026-03-02T10:10:00")
    told = sop.ok("undo", "--incident", "i-1", "--why", "another building")
    assert told.data["skipped"] == [{"case": cases[0], "why": "other"}]
    assert [done(sop, case) for case in cases] == [["D1.1"]] * 3
    sop.ok("undo", "--incident", "I-1", "--why", "another building")
    assert [done(sop, case) for case in cases] == [[]] * 3
    assert sop.json("undo", "--incident", "I-1", "--why", "more").code == 2


def test_what_was_done_in_one_case_since_stays(sop: Typist) -> None:
    cases = drills(sop)
    sop.at("2026-03-02T10:05:00")
    sop.ok("do", "D1.2", "-c", cases[1])
    refused = sop.json("undo", "--incident", "I-1", "--why", "wrong")
    assert (refused.code, refused.reasons) == (1, ["event_depended_on"])
    assert [done(sop, case) for case in cases] == [["D1.1"], ["D1.1", "D1.2"], ["D1.1"]]
    sop.ok("undo", "--incident", "I-1", "--why", "wrong", "--except", cases[1])
    assert [done(sop, case) for case in cases] == [[], ["D1.1", "D1.2"], []]


def test_a_number_or_a_case_names_one_case_and_not_an_incident(sop: Typist) -> None:
    cases = drills(sop)
    assert sop.json("undo", "2", "--incident", "I-1", "--why", "x").code == 2
    assert sop.json("undo", "--incident", "I-1", "--why", "x", "-c", cases[0]).code == 2
    assert sop.json("undo", "--except", cases[0], "--why", "x", "-c", cases[1]).code == 2
    asked = sop("undo", "--incident", "I-1", stdin="wrong\nn\n", terminal=True)
    assert (asked.code, "Undo in 3 cases: Done: D1.1" in asked.err) == (130, True)


def test_what_would_be_undone_is_shown_with_its_cases_before_the_reason(sop: Typist) -> None:
    sop.patch.setenv("SOP_AS", "warden")
    labels = ("--label", "red cap", "--label", "yellow scarf")
    sop.ok("open", "fire-drill", "--incident", "night-7", "--persons", "2", *labels)
    sop.ok("do", "D1.1", "--incident", "night-7")
    told = sop("undo", "--incident", "night-7", terminal=True, stdin="slip\nn\n")
    before = told.err.partition("Reason")[0]
    assert "To be undone in 2 cases: " in before
    assert [label in before for label in ("D1.1", "red cap", "yellow scarf")] == [True] * 3
