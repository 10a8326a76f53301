"""`sop` alone: how to begin, then what to do first, in this case and in the others."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def test_sop_alone_says_how_to_begin_and_then_what_is_due(sop: Typist) -> None:
    assert "sop demo" in sop().out
    sop.open()
    for action in ("D1.1", "D1.2"):
        sop.ok("do", action)
    sop.ok("advance", "started")
    told = sop()
    assert (told.code, "D2.1" in told.out) == (0, True)
    assert [item["code"] for item in sop.ok().data["items"]] == ["D2.1"]


def test_sop_alone_shows_the_first_work_where_nothing_is_due_today(sop: Typist) -> None:
    sop.open("food-recall", as_="plant")
    home = sop.ok().data
    assert (home["items"], [one["code"] for one in home["first"]]) == ([], ["R1.1"])
    told = sop().out
    assert ("R1.1" in told, "Nothing" in told) == (True, False)


def test_sop_alone_begins_with_the_current_case_and_counts_the_others(sop: Typist) -> None:
    first = sop.open()
    others = [sop.open() for _ in range(10)]
    sop.patch.delenv("SOP_CASE")
    sop.patch.delenv("SOP_AS")
    sop("as", "warden", terminal=True)
    sop("use", first, terminal=True)
    sop.patch.setenv("SOP_PLAIN", "0")
    told = sop(terminal=True).out
    assert f"Current case: {first}" in told
    assert told.index(first) < min(told.index(case) for case in others if case in told)
    assert "OTHER CASES" in told and "2 more cases: sop case list" in told
    assert [line for line in told.splitlines() if len(line) > 80] == []


def test_sop_alone_says_where_the_current_case_waits_for_others(sop: Typist) -> None:
    case = sop.open()
    sop.patch.delenv("SOP_CASE")
    sop.patch.delenv("SOP_AS")
    sop("as", "owner", "--name", "B. Dlamini", terminal=True)
    sop("use", case, terminal=True)
    told = sop(terminal=True).out
    assert f"Current case: {case}. Nothing for you to do there now." in told
