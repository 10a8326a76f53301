"""`sop case`: lists, what is shown to whom, verification, reopening."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def test_a_fact_is_shown_to_those_who_may_see_it(recall: Typist) -> None:
    recall.ok(
        "do", "take_complaint", "--set-from", "-", "--as", "authority", stdin="complainant=A. Nel"
    )
    for words in (("case", "show"), ("case", "timeline"), ("checklist",), ("next",)):
        for who in ("plant", "authority"):
            told = recall(*words, "--as", who)
            assert (told.code, "Nel" in told.out) == (0, False), (
                words,
                who,
            )  # private: on no screen
            assert ("Nel" in recall(*words, "--as", who, "--json").out) == (
                who == "authority" and words[0] != "next"
            )
    assert "complainant" in recall.ok("case", "show").data["not_yours"]


def test_a_confidential_note_is_shown_to_its_readers_and_its_writer(recall: Typist) -> None:
    recall.ok("note", "-", "--for", "lab", stdin="the manager drinks")
    for who, sees in (("lab", True), ("plant", True), ("shops", False), ("authority", False)):
        assert ("drinks" in recall("case", "timeline", "--as", who).out) is sees, who
        assert ("drinks" in recall("case", "timeline", "--as", who, "--json").out) is sees, who
    recall.patch.delenv("SOP_AS")
    assert "drinks" not in recall("case", "timeline").out


def test_evidence_is_shown_to_those_whose_action_it_is(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    form = '{"sample_number": 4711, "cold_chain": true}'
    recall.ok("do", "examine", "--set", "hazard=glass", "--form", "-", stdin=form)
    own = recall.ok("case", "timeline", "--as", "plant").data["events"][-1]
    other = recall.ok("case", "timeline", "--as", "shops").data["events"][-1]
    assert (own["form"]["sample_number"], other["form"], other["not_yours"]) == (
        4711,
        None,
        ["form"],
    )


def test_the_case_list_tells_times_in_the_zone_of_each_workflow(sop: Typist) -> None:
    sop.patch.setenv("SOP_NOW", "2026-03-02T22:30:00+00:00")
    sop.open("fire-drill")
    assert "Tue 3 Mar 00:30" in sop("case", "list").out


def test_lists_choose_by_status_and_incident(sop: Typist) -> None:
    sop.open("fire-drill", "--incident", "I-1")
    sop.ok("raise", "fire")
    sop.open("fire-drill")
    assert sorted(case["status"] for case in sop.ok("case", "list").data["cases"]) == [
        "closed",
        "open",
    ]
    assert len(sop.ok("case", "list", "--status", "open").data["cases"]) == 1
    assert sop.ok("case", "list", "--incident", "I-1").data["cases"][0]["status"] == "closed"


def test_control_characters_never_reach_the_terminal(recall: Typist) -> None:
    recall.ok("note", "-", stdin="a\x1b]0;title\x07b\rc\u202ed [red] [/] :smile:")
    told = recall("case", "timeline")
    assert not {"\x1b", "\x07", "\r", "\u202e"} & set(told.out)
    assert "[red] [/] :smile:" in " ".join(told.out.split())


def test_verify_looks_at_every_case_with_or_without_all(sop: Typist) -> None:
    cases = {sop.open(), sop.open()}
    for words in ((), ("--all",)):
        assert {one["case"] for one in sop.ok("case", "verify", *words).data["cases"]} == cases
    assert sop.json("case", "verify", sop.case, "--all").code == 2


def status(sop: Typist) -> str:
    return str(sop.ok("case", "show").data["status"])


def test_reopening_undoes_the_closing_and_the_history_keeps_both(closed: Typist) -> None:
    assert status(closed) == "closed"
    told = closed.ok("case", "reopen", "--as", "authority", "--why", "a second loaf")
    assert (told.json["changed"], status(closed)) == (True, "open")
    events = closed.ok("case", "timeline").data["events"]
    assert [(e["type"], e["undone_by"]) for e in events[-2:]] == [
        ("case_closed", 6),
        ("event_undone", None),
    ]
    again = closed.ok("case", "reopen", "--as", "authority", "--why", "again")
    assert (again.json["changed"], again.data["events"]) == (False, [])


def test_a_case_that_closed_by_itself_loses_the_outcome_that_closed_it(sop: Typist) -> None:
    sop.open()
    sop.ok("raise", "fire")
    sop.ok("note", "-", stdin="it was toast")
    assert status(sop) == "closed"
    sop.ok("case", "reopen", "--why", "a false alarm")
    assert status(sop) == "open"
    assert sop.ok("checklist").data["tracks"][0]["step"] == "alarm"


def test_reopening_asks_for_a_reason_and_for_the_one_who_closed(closed: Typist) -> None:
    without = closed.json("case", "reopen", "--as", "plant")
    assert (without.code, sorted(without.reasons)) == (1, ["not_yours", "reason_missing"])
    assert status(closed) == "closed"


def test_a_dry_run_reopens_nothing(closed: Typist) -> None:
    assert closed.json("case", "reopen", "--as", "authority", "--why", "x", "--dry-run").code == 0
    assert status(closed) == "closed"


def test_a_value_that_no_one_stated_is_shown_as_assumed(recall: Typist) -> None:
    shown = recall.ok("case", "show").data
    assert (shown["facts"]["illness"], shown["assumed"]) == (False, ["illness"])
    assert "illness: no; recorded by: assumed at opening" in recall("case", "show").out
    recall.ok("set", "illness=no")
    assert recall.ok("case", "show").data["assumed"] == []
    assert "illness: no; recorded by: PLANT" in recall("case", "show").out
