"""Writing: all or none, once for a key, nothing with --dry-run, private facts never on the command line."""

from __future__ import annotations

import pytest

from tests.commands.typing_in import Typist


@pytest.fixture
def recall(sop: Typist) -> Typist:
    """A food recall, the plant acting."""
    sop.open("food-recall", "--set", "product=milk", as_="plant")
    return sop


def version(sop: Typist) -> int:
    found: int = sop.ok("case", "show").json["version"]
    return found


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


def test_several_actions_are_done_all_or_none(sop: Typist) -> None:
    sop.open()
    refused = sop.json("do", "D1.1", "count")
    assert (refused.code, refused.reasons, version(sop)) == (1, ["step_not_current"], 1)
    done = sop.ok("do", "D1.1", "D1.2", "D1.1")
    assert (done.data["events"], version(sop)) == ([2, 3], 3)


def test_the_reasons_of_every_refused_action_are_given(recall: Typist) -> None:
    refused = recall.json("do", "print_labels", "ask_shops", "--set", "shops_told=1")
    assert set(refused.reasons) == {"not_needed", "step_not_current", "not_yours"}


def test_a_fact_goes_to_the_one_action_that_records_it(recall: Typist) -> None:
    assert recall.json("do", "take_complaint", "--set", "hazard=germs").code == 2
    assert recall.json("do", "examine", "take_complaint", "--set", "shops_told=1").code == 2


def test_repeating_with_other_values_is_refused_with_the_way_to_correct(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    (recall.folder / "f.json").write_text(
        '{"sample_number": 1, "cold_chain": true}', encoding="utf-8"
    )
    recall.ok("do", "examine", "--set", "hazard=glass", "--form", "f.json")
    assert recall.ok("do", "examine", "--set", "hazard=glass").json["changed"] is False
    refused = recall.json("do", "examine", "--set", "hazard=germs")
    assert (refused.reasons, refused.json["reasons"][0]["do"][:10]) == (
        ["already_done"],
        "sop undo 3",
    )


def test_a_dry_run_says_would_asks_nothing_and_writes_nothing(recall: Typist) -> None:
    told = recall("do", "take_complaint", "--dry-run", terminal=True)
    assert (told.code, "Would do: R1.1" in told.out, version(recall)) == (0, True, 1)
    assert recall("do", "print_labels", "--dry-run").code == 1
    assert recall("undo", "--dry-run", "--why", "x", terminal=True).code == 2
    assert recall.ok("open", "fire-drill", "--as", "warden", "--dry-run").json["changed"] is False
    assert len(recall.ok("case", "list").data["cases"]) == 1


def test_a_key_writes_once_and_other_content_under_it_is_a_mistake(recall: Typist) -> None:
    first = recall.ok("do", "take_complaint", "--key", "mail-17")
    recall.at("2026-03-02T12:00:00")
    again = recall.ok("do", "take_complaint", "--key", "mail-17")
    assert (first.json["changed"], again.json["changed"]) == (True, False)
    assert (again.data, version(recall)) == (first.data, 2)
    assert recall.json("raise", "alarm", "--key", "mail-17").code == 2
    assert recall.json("do", "take_complaint", "--key", "mail-17", "--as", "authority").code == 2
    assert version(recall) == 2


def test_a_key_with_a_relative_time_is_the_same_request_later(recall: Typist) -> None:
    recall.at("2026-03-02T12:00:00")
    recall.ok("do", "take_complaint", "--at", "-1h", "--key", "k")
    recall.at("2026-03-02T12:30:00")
    assert recall.ok("do", "take_complaint", "--at", "-1h", "--key", "k").json["changed"] is False


def test_a_key_opens_one_case_however_often(sop: Typist) -> None:
    words = ("open", "fire-drill", "--as", "warden", "--key", "call-4")
    first, second = sop.ok(*words), sop.ok(*words)
    assert (first.json["case"], second.json["changed"]) == (second.json["case"], False)
    assert sop.json("open", "fire-drill", "--as", "owner", "--key", "call-4").code == 2
    assert len(sop.ok("case", "list").data["cases"]) == 1


def test_a_private_fact_never_comes_from_the_command_line(recall: Typist) -> None:
    refused = recall.json(
        "do", "take_complaint", "--set", "complainant=A. Nel", "--as", "authority"
    )
    assert (refused.code, "Nel" in refused.out) == (2, False)
    (recall.folder / "private.txt").write_text(
        "# told by telephone\ncomplainant=A. Nel\n", encoding="utf-8"
    )
    recall.ok("do", "take_complaint", "--set-from", "private.txt", "--as", "authority")
    assert recall.ok("case", "show", "--as", "authority").data["facts"]["complainant"] == "A. Nel"


def test_facts_are_read_from_stdin_as_lines_or_as_json(recall: Typist) -> None:
    recall.ok("set", "--set-from", "-", stdin="illness=yes\nentry_agreed = no\n")
    recall.ok("set", "--set-from", "-", stdin='{"illness": false}')
    facts = recall.ok("case", "show").data["facts"]
    assert (facts["illness"], facts["entry_agreed"]) == (False, False)
    assert recall.json("set", "--set-from", "missing.txt").code == 2
    assert recall.json("set", "illness=yes", "illness=no").code == 2
    assert recall.json("do", "examine", "--set-from", "-", "--form", "-").code == 2


def test_booleans_are_words_in_any_case(recall: Typist) -> None:
    for text, value in (("TRUE", True), ("No", False), ("yes", True), ("false", False)):
        recall.ok("set", f"illness={text}")
        assert recall.ok("case", "show").data["facts"]["illness"] is value
    assert recall.json("set", "illness=1").code == 2


def test_an_unreadable_form_is_a_mistake_and_a_wrong_one_a_refusal(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    assert recall.json("do", "examine", "--form", "missing.json").code == 2
    assert recall.json("do", "examine", "--form", "-", stdin="{").code == 2
    assert recall.json("do", "examine", "--form", "-", stdin="NaN").code == 2
    wrong = recall.json(
        "do", "examine", "--set", "hazard=glass", "--form", "-", stdin='{"sample_number": "x"}'
    )
    assert (wrong.code, wrong.reasons) == (1, ["evidence_invalid"] * 2)
    assert recall.json("do", "take_complaint", "--form", "-", stdin="{}").code == 2


def test_times_are_kept_in_the_workflows_zone(recall: Typist) -> None:
    recall.at("2026-03-02T12:00:00")
    recall.ok("do", "take_complaint", "--at", "2026-03-02T09:30Z")
    event = recall.ok("case", "timeline").data["events"][-1]
    assert (event["at"], event["recorded"]) == (
        "2026-03-02T11:30:00+02:00",
        "2026-03-02T12:00:00+02:00",
    )


def test_advance_takes_a_track_or_an_outcome(recall: Typist) -> None:
    for words in (("recall",), ("R",), ()):
        asked = recall.json("advance", *words)
        assert (asked.code, "recall.assess.dismiss" in asked.json["message"]) == (2, True)
    for words in (
        ("recall_it",),
        ("recall", "recall_it"),
        ("R", "recall_it"),
        ("recall.assess.recall_it",),
    ):
        assert set(recall.json("advance", *words).reasons) == {"action_open", "fact_unknown"}
    assert recall.json("advance", "alarm").code == 2


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


def test_waiving_and_closing_without_a_reason_are_refused_in_a_pipe(recall: Typist) -> None:
    assert "reason_missing" in recall.json("close", "--as", "authority").reasons
    assert "not_waivable" in recall.json("waive", "examine").reasons


def test_a_note_is_not_taken_from_the_command_line(recall: Typist) -> None:
    refused = recall.json("note", "she said so")
    assert (refused.code, "stdin" in refused.json["message"]) == (2, True)
    assert recall.json("note").code == 2
    assert recall.json("note", "-", stdin=" \n").code == 2
    assert recall.json("note", "-", "--for", "nobody", stdin="x").code == 2


def test_writing_again_what_somebody_else_changed_decides_on_what_stands(recall: Typist) -> None:
    """A write that comes too late is decided anew, and refused where the rules now say no."""
    recall.ok("raise", "alarm")
    refused = recall.json("do", "take_complaint")
    assert refused.reasons == ["step_not_current"]


def test_outcomes_are_taken_and_interrupts_raised(recall: Typist) -> None:
    told = recall.json("advance", "alarm")
    assert (
        told.code,
        "interrupt, not an outcome. raise it: sop raise alarm" in told.json["message"],
    ) == (2, True)
    told = recall.json("raise", "dismiss")
    assert (
        told.code,
        "outcome, not an interrupt. take it: sop advance dismiss" in told.json["message"],
    ) == (2, True)
    assert recall.ok("case", "show").json["version"] == 1
