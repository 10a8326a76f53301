"""`sop undo`: the event stays in the history, and what it did is open again."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def test_undo_shows_the_event_keeps_it_and_reopens(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    assert recall.json("undo", "2").reasons == ["reason_missing"]
    undone = recall.ok("undo", "2", "--why", "another complaint")
    assert "recall.assess.take_complaint" in undone.data["opened"]
    events = recall.ok("case", "timeline").data["events"]
    assert [(event["type"], event["undone_by"]) for event in events][1:] == [
        ("action_done", 3),
        ("event_undone", None),
    ]
    assert recall.json("undo", "--why", "nothing left").code == 2


def test_a_suggestion_of_the_same_command_in_a_dry_run_is_a_dry_run(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    examine = ("do", "R1.2", "--set", "hazard=glass")
    refused = recall.json(*examine, "--dry-run")
    (line,) = [one["do"] for one in refused.json["reasons"]]
    assert line.startswith("sop do R1.2") and line.endswith("--dry-run")
    (line,) = [one["do"] for one in recall.json(*examine).json["reasons"]]
    assert "--dry-run" not in line


def test_without_a_number_it_is_the_last_event_notes_and_links_included(recall: Typist) -> None:
    other = recall.case
    recall.open("food-recall", as_="plant")
    recall.ok("do", "take_complaint")
    recall.ok("note", "-", stdin="called twice")
    recall.ok("case", "link", recall.case, other, "--why", "one house")
    for number in (4, 3, 2):
        undone = recall.ok("undo", "--why", "wrong case").json
        last = recall.ok("case", "timeline").data["events"][-1]
        assert (last["type"], last["event"]) == ("event_undone", number), undone


def test_without_a_number_it_is_of_the_stakeholder_that_acts(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    recall.ok("note", "-", "--as", "authority", stdin="called twice")
    recall.ok("undo", "--why", "another complaint")
    assert recall.ok("case", "timeline").data["events"][-1]["event"] == 2


def test_in_a_void_case_a_later_note_comes_before_what_made_it_void(recall: Typist) -> None:
    recall.ok("case", "void", "--why", "opened twice")
    recall.ok("note", "-", stdin="called twice")
    recall.ok("undo", "--why", "wrong case")
    assert recall.ok("case", "timeline").data["events"][-1]["event"] == 3
    assert recall.ok("case", "show").data["status"] == "void"


def test_all_events_that_go_first_are_listed_newest_first(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    form = '{"sample_number": 1, "cold_chain": true}'
    recall.ok("do", "examine", "--set", "hazard=glass", "--form", "-", stdin=form)
    recall.ok("advance", "recall", "recall_it")
    recall.ok("do", "trace", "--set", "delivered_at=2026-03-01T10:00")
    reasons = recall.json("undo", "2", "--why", "wrong").json["reasons"]
    (reason,) = [one for one in reasons if one["code"] == "event_depended_on"]
    assert reason["remedy"] == (
        "Undo in this order: 5 (done recall.withdraw.trace), then 4 (taken "
        "recall.assess.recall_it), then 3 (done recall.assess.examine), then 2 (done "
        "recall.assess.take_complaint). Then record again what is still true: R1.2 (event 3), "
        "R2.1 (event 5)."
    )
    assert reason["do"].startswith("sop undo 5")
    for number in ("5", "4", "3", "2"):
        recall.ok("undo", number, "--why", "wrong")


def test_a_dry_run_needs_no_reason(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    tried = recall.ok("undo", "2", "--dry-run")
    assert (tried.json["changed"], len(tried.data["events"])) == (False, 1)
    assert "a trial" not in recall("undo", "2", "--dry-run").out
    assert recall.ok("case", "void", "--dry-run").json["changed"] is False
