"""`sop why`: a rule line by line, who could make each true, and nothing hidden from you."""

from __future__ import annotations

from typing import Any

import pytest

from tests.commands.typing_in import Typist


@pytest.fixture
def recall(sop: Typist) -> Typist:
    sop.open("food-recall", as_="plant")
    return sop


def parts(sop: Typist, *words: str) -> list[tuple[str, bool | None]]:
    return [(part["text"], part["value"]) for part in sop.ok("why", *words).data["parts"]]


def test_each_line_of_an_outcome_is_true_false_or_unknown(recall: Typist) -> None:
    assert parts(recall, "recall_it") == [
        ('RECALL is at R1 "Assess the complaint"', True),
        ('R1.1 "Write down the complaint" is done', False),
        ('R1.2 "Examine the kept sample" is done', False),
        ('R1.3 "Inspect the plant" is not needed', True),
        ('R1.4 "Print labels for returned goods" is not needed', True),
        ('Condition: "dangerous" is yes. Now: hazard is not yet known', None),
        ("You act for PLANT; only PLANT may do this", True),
    ]


def test_who_could_make_a_line_true_and_the_command_stand_beside_it(recall: Typist) -> None:
    told = recall.ok("why", "recall_it").data["parts"]
    assert (told[1]["who"], told[1]["do"]) == (
        ["plant", "authority"],
        f"sop do R1.1 -c {recall.case} --as plant",
    )
    assert told[5]["asks"] == ["What was found in the kept sample?"]
    shown = recall("why", "recall_it").out
    assert "Question: What was found in the kept sample?" in " ".join(shown.split())


def test_the_command_for_an_action_is_that_of_what_comes_first(sop: Typist) -> None:
    sop.open()
    about = f"-c {sop.case} --as warden"
    told = [
        (part["text"], part["do"]) for part in sop.ok("why", "started").data["parts"] if part["do"]
    ]
    assert told == [
        ('D1.1 "Tell the fire brigade that this is a drill" is done', f"sop do D1.1 {about}"),
        ('D1.2 "Sound the alarm" is done', f"sop do D1.1 {about}"),
    ]
    sop.ok("do", "D1.1")
    assert [part["do"] for part in sop.ok("why", "started").data["parts"] if part["do"]] == [
        f"sop do D1.2 {about}"
    ]


def test_what_is_open_is_what_will_be_accepted(recall: Typist) -> None:
    """In a whole recall an outcome is shown as open exactly where a dry run of it is accepted."""
    form = '{"sample_number": 1, "cold_chain": true}'
    moves: list[tuple[tuple[str, ...], dict[str, Any]]] = [
        (("do", "take_complaint"), {}),
        (("do", "examine", "--set", "hazard=glass", "--form", "-"), {"stdin": form}),
        (("raise", "alarm"), {}),
        (("do", "all_clear", "--as", "authority"), {}),
        (("advance", "resume", "--as", "authority"), {}),
        (("advance", "recall_it"), {}),
        (("do", "trace", "--set", "delivered_at=2026-03-01T08:00"), {}),
    ]
    seen: set[bool] = set()
    for words, how in moves:
        recall.ok(*words, **how)
        for outcome in (
            "recall_it",
            "dismiss",
            "resume",
            "emptied",
            "give_up",
            "calm",
            "tests.sampling.reported",
        ):
            told = recall.ok("why", outcome).data
            tried = recall.json(
                "advance", outcome, "--as", told["by"][0], "--why", "so", "--dry-run"
            )
            assert (told["verdict"] == "open") is (tried.code == 0), (words, outcome)
            seen.add(tried.code == 0)
    assert seen == {True, False}


def test_advance_explains_every_way_out_of_every_current_step(recall: Typist) -> None:
    told = recall.ok("why").data
    assert (told["target"], told["verdict"]) == ("advance", "not_yet")
    assert [rule["target"] for rule in told["rules"]] == [
        "recall.assess.recall_it",
        "recall.assess.dismiss",
    ]
    assert recall.ok("why", "advance").data == told
    assert recall.ok("why", "recall").data["parts"] == told["parts"]


def test_a_fact_says_who_can_give_it_and_which_rules_read_it(recall: Typist) -> None:
    told = recall.ok("why", "illness").data
    assert (told["verdict"], told["read_by"]) == (
        "known",
        ["recall.assess.inspect", "recall.watch.calm", "recall.watch.illness_again", "closing"],
    )
    assert told["parts"][-1]["do"] == f"sop set illness -c {recall.case} --as plant"
    assert recall.ok("why", "hazard").data["parts"][1]["do"] is None  # R1.1 comes first
    recall.ok("do", "R1.1")
    asked = recall.ok("why", "hazard").data
    assert (asked["verdict"], asked["parts"][1]["do"]) == (
        "unknown",
        f"sop do R1.2 -c {recall.case} --as plant",
    )


def test_an_action_an_interrupt_a_waiting_track_and_the_closing_are_explained(
    recall: Typist,
) -> None:
    assert recall.ok("why", "R1.1").data["verdict"] == "open"
    recall.ok("do", "R1.1")
    assert recall.ok("why", "R1.1").data["verdict"] == "done"
    assert recall.ok("why", "alarm").data["verdict"] == "open"
    assert recall.ok("why", "tests").data["target"] == "tests"
    assert recall.ok("why", "close").data["verdict"] == "not_yet"


def test_no_value_of_a_fact_that_is_not_yours_to_see(recall: Typist) -> None:
    workflow = recall.folder / "workflows" / "secret.yaml"
    workflow.write_text(SECRET, encoding="utf-8")
    recall.open("secret", as_="clinic")
    recall.ok("do", "test", "--set-from", "-", stdin="result=positive")
    for words in (("why", "treat"), ("why", "result"), ("why",), ("why", "give"), ("why", "W")):
        told = recall(*words, "--as", "desk", "--json")
        assert (told.code, "positive" in told.out) == (0, False), (words, told.out)
        assert "positive" not in recall(*words, "--as", "desk").out
    assert [p["value"] for p in recall.ok("why", "treat", "--as", "desk").data["parts"]] == [None]
    assert [p["value"] for p in recall.ok("why", "treat").data["parts"]][-2:] == [True, True]


SECRET = """language: 1
version: 1.0.0
title: A test
stakeholders:
  clinic: {name: The clinic, short: CLINIC}
  desk: {name: The desk, short: DESK}
facts:
  result: {choices: [positive, negative], ask: "What is the result?", sensitive: true,
      seen_by: [clinic]}
tracks:
  work:
    code: W
    title: Work
    lead: clinic
    steps:
      look:
        title: Look
        responsible: clinic
        actions:
          test: {do: Test, records: [result]}
          give: {do: Give the medicine, required: false, when: result is positive}
        outcomes:
          treat: {to: over, when: result is positive}
          send_home: {to: over, when: result is negative}
      over: {end: true, title: Over}
"""


@pytest.mark.parametrize("word", ["nonsense", "advanse", ""])
def test_a_word_that_names_nothing_is_asked_wrongly(recall: Typist, word: str) -> None:
    told = recall.json("why", word)
    assert (told.code, told.json["code"]) == (2, "usage")


def test_a_closed_case_explains_that_it_is_closed(sop: Typist) -> None:
    sop.open()
    sop.ok("raise", "fire")
    assert sop.ok("why", "D1.1").data["parts"][0]["value"] is False
    assert sop("why").code == 0


def test_a_deadline_says_how_it_is_counted_and_when_it_ends(recall: Typist) -> None:
    clocks = recall.ok("why", "dismiss").data["rules"][0]["clocks"]
    assert [(one["at"], one["nature"]) for one in clocks] == [("recall.assess", "practice")]
    assert clocks[0]["due"] and clocks[0]["says"].startswith(
        "2 working days, counted from the start of this step."
    )
    shown = " ".join(recall("why", "dismiss").out.split())
    assert f"Deadline (usual practice) of R1: {clocks[0]['says']} That is " in shown
