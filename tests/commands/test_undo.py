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
    refused = recall.json("undo", "2", "--dry-run")
    (line,) = [one["do"] for one in refused.json["reasons"]]
    assert line.startswith("sop undo 2") and line.endswith("--dry-run")
    (line,) = [one["do"] for one in recall.json("undo", "2").json["reasons"]]
    assert "--dry-run" not in line
