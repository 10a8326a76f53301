"""`sop do`: all or none, once for a key, nothing with --dry-run, no private facts on the command
line.
"""

from __future__ import annotations

from tests.commands.typing_in import Typist


def version(sop: Typist) -> int:
    found: int = sop.ok("case", "show").json["version"]
    return found


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


def test_writing_again_what_somebody_else_changed_decides_on_what_stands(recall: Typist) -> None:
    """A write that comes too late is decided anew, and refused where the rules now say no."""
    recall.ok("raise", "alarm")
    refused = recall.json("do", "take_complaint")
    assert refused.reasons == ["step_not_current"]


def test_no_prompt_offers_an_empty_answer_that_would_be_refused(sop: Typist) -> None:
    sop.open()
    sop.ok("do", "D1.1", "D1.2")
    sop.ok("advance", "started")
    told = sop("do", "count", stdin="\n", terminal=True)
    assert (told.code, "empty" in told.err) == (130, False)
    again = sop("do", "count", stdin="\n\n1\n", terminal=True)
    assert (again.code, again.err.count("An answer is required.")) == (0, 2)
    assert "Your answer: yes" in again.err


def test_the_remedy_for_a_missing_value_is_the_action_that_was_asked_for(recall: Typist) -> None:
    """Another action may record the same fact; to do that one instead would be a mistake."""
    recall.ok("do", "take_complaint")
    form = '{"sample_number": 1, "cold_chain": true}'
    refused = recall.json("do", "examine", "--form", "-", stdin=form)
    (reason,) = refused.json["reasons"]
    assert (reason["code"], reason["do"][:11]) == ("fact_unknown", "sop do R1.2")
