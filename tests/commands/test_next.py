"""`sop next`: what is overdue comes first, and decisions that no one should take lightly are
marked.
"""

from __future__ import annotations

from tests.commands.typing_in import Typist


def test_next_lists_what_is_overdue_first_and_outcomes_that_wait_for_a_decision(
    recall: Typist,
) -> None:
    recall.ok("do", "take_complaint")
    form = '{"sample_number": 1, "cold_chain": true}'
    recall.ok("do", "examine", "--set", "hazard=glass", "--form", "-", stdin=form)
    assert {"recall.assess.recall_it"} == {
        i["id"] for i in recall.ok("next").data["items"] if i["kind"] == "outcome"
    }
    recall.ok("advance", "recall_it")
    recall.at("2026-03-02T14:00:01")
    first = recall.ok("next").data["items"][0]
    assert (first["id"], first["overdue"]) == ("recall.withdraw.trace", True)


def test_next_never_advises_an_outcome_that_skips_actions(sop: Typist) -> None:
    sop.open("food-recall", as_="plant")
    sop.ok("do", "take_complaint")
    sop.ok(
        "do",
        "examine",
        "--set",
        "hazard=glass",
        "--form",
        "-",
        stdin='{"sample_number": 1, "cold_chain": true}',
    )
    assert "Move on: sop advance recall recall_it" in sop("next").out
    sop.ok("advance", "recall_it")
    told = sop("next", "--all").out
    assert ("EXCEPTION" in told, "sop advance" in told) == (True, False)


def test_next_fits_one_screen_and_says_how_much_more_there_is(sop: Typist) -> None:
    sop.patch.setenv("SOP_PLAIN", "0")
    sop.open("za-trafficking", as_="saps")
    for as_ in ("saps", "dsd", "doh", "person"):
        told = sop("next", "--as", as_).out
        assert len(told.splitlines()) <= 24, told


def test_the_readers_own_work_comes_first_and_that_of_others_is_a_number(recall: Typist) -> None:
    own = recall.ok("next", "--as", "plant").data["items"]
    mine = ["plant" in item["by"] for item in own if item["kind"] == "action"]
    assert mine == sorted(mine, reverse=True)
    told = recall("next", "--as", "authority").out
    assert "more for others: sop next --all" in told


def test_there_is_one_next_command_and_an_optional_action_is_marked(sop: Typist) -> None:
    sop.open("za-trafficking", as_="saps")
    told = sop("next").out
    assert "OPTIONAL" in told
    assert "OPTIONAL" in sop("worklist", "--all").out
    assert told.count("Start: ") == 1
    assert "Move on: " not in told
    sop.ok("do", "I1.1", "--set", "signal_source=police")
    sop.ok("do", "I1.2", "--set", "information_given=yes")
    sop.ok("do", "I1.3", "--set", "alone=yes")
    told = sop("next").out
    assert ("Start: " in told, "Move on: sop advance intake go_on" in told) == (False, True)
    assert "Ask SAPS" not in told


def test_a_decision_of_another_is_not_offered_as_a_command(sop: Typist) -> None:
    sop.open("za-trafficking", as_="saps")
    sop.ok("do", "I1.1", "--set", "signal_source=police")
    sop.ok("do", "I1.2", "--set", "information_given=yes")
    sop.ok("do", "I1.3", "--set", "alone=yes")
    told = sop("next", "--as", "npa").out
    assert "sop advance" not in told
    assert "Move on: Ask " in told


def test_the_last_required_action_says_how_the_step_may_move_on(sop: Typist) -> None:
    sop.open("za-trafficking", as_="saps")
    sop.ok("do", "I1.1", "--set", "signal_source=police")
    sop.ok("do", "I1.2", "--set", "information_given=yes")
    told = sop("do", "I1.3", "--set", "alone=yes").out
    assert "I1 may move on. Move on: sop advance intake go_on" in told


def test_why_prints_the_command_of_an_outcome_that_is_open(sop: Typist) -> None:
    sop.open()
    sop.ok("do", "D1.1", "D1.2")
    assert "Do: sop advance drill started" in sop("why", "started").out
    (rule,) = sop.ok("why", "started").data["rules"]
    assert rule["suggest"]["verb"] == "advance"


NIGHT_SHIFT = """
language: 1
version: 1.0.0
title: Night shift
stakeholders: {guard: {name: Guard, short: GUARD}, chief: {name: Chief, short: CHIEF}}
facts:
  storm: {type: boolean, ask: Is there a storm?, anytime: any, initially: false, urgent: false}
tracks:
  round:
    title: Round
    lead: guard
    on_hold_while: storm
    steps:
      walk:
        title: Walk
        responsible: guard
        actions: {look: {do: Look into each room}}
        outcomes: {seen: {to: over}}
      shelter:
        title: Shelter
        responsible: guard
        actions: {wait_inside: {do: Wait inside}}
        outcomes: {calm: {to: back}}
      over: {end: true, title: Over}
    interrupts:
      flood: {from: [walk], to: shelter, by: any, title: Water comes in}
"""


def test_a_case_that_is_held_names_the_ways_out_in_next_why_and_the_refusal(sop: Typist) -> None:
    (sop.folder / "workflows" / "night-shift.yaml").write_text(NIGHT_SHIFT, encoding="utf-8")
    sop.open("night-shift", as_="guard")
    sop.ok("set", "storm=yes")
    for words in (("next",), ("why", "advance"), ("do", "look"), ("advance", "seen")):
        told = sop(*words).out
        assert "Nothing more can be done here now. What leads out:" in told, told
        assert 'If so, raise "Water comes in": sop raise flood -c' in told
        assert "record it (Is there a storm?): sop set storm -c" in told
    ways = sop.ok("next").data["ways_out"]
    assert [(way["kind"], way["suggest"]["verb"]) for way in ways] == [
        ("interrupt", "raise"),
        ("fact", "set"),
    ]
    sop.ok("set", "storm=no")
    assert sop.ok("next").data["ways_out"] == []


def test_next_shows_what_to_say_and_to_avoid_at_its_first_thing(sop: Typist) -> None:
    sop.patch.setenv("SOP_PLAIN", "0")
    sop.open("za-trafficking", as_="saps")
    rows = sop("next").out.splitlines()
    said = [row for row in rows if row.startswith(" I1.1  Say: ") or "What can go wrong: " in row]
    assert said and all(len(row) <= 80 for row in rows if "sop " not in row)
    assert any(row.endswith(" ...") for row in rows)
    assert "sop checklist --all" in rows[-1]
