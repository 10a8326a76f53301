"""`sop set`: facts as lines, as JSON and as words."""

from __future__ import annotations

from tests.commands.typing_in import Typist


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


def test_a_value_without_the_sign_is_answered_with_the_exact_line(recall: Typist) -> None:
    wrong = recall("set", "illness", "yes", "--why", "a new call")
    assert (wrong.code, wrong.out) == (2, "")
    assert "'illness yes' does not have the form FACT=VALUE." in wrong.err
    assert "Write: sop set illness=yes --why 'a new call'" in wrong.err
    apart = recall("set", "illness", "--why", "a call", "yes")
    assert "Write illness=yes" in apart.err
    recall.ok("do", "take_complaint")
    done = recall("do", "inspect", "--set", "hazard", "glass")
    assert "Write: sop do inspect --set hazard=glass" in done.err
    opened = recall("open", "food-recall", "--set", "product", "milk")
    assert "Write: sop open food-recall --set product=milk" in opened.err


DATES = """
language: 1
version: 1.0.0
title: Lost ticket
timezone: Africa/Johannesburg
stakeholders: {desk: {name: Desk, short: DESK}}
facts:
  lost_on:
    {type: date, precision: about, not_after: now, not_known: allowed, at_opening: required,
     ask: When was it lost?}
  born:
    {type: date, precision: year, not_after: now, not_known: allowed, ask: When were you born?}
tracks:
  search:
    title: Search
    lead: desk
    steps:
      look:
        title: Look for it
        responsible: desk
        due: {within: 2 weeks, from: lost_on}
        actions: {ask: {do: Ask the owner, records: [born]}}
        outcomes: {found: {to: over}}
      over: {title: Over, end: true}
"""


def lost(sop: Typist) -> Typist:
    sop.at("2026-11-30T11:40")
    (sop.folder / "workflows" / "lost.yaml").write_text(DATES, "utf-8")
    return sop


def test_a_fact_that_the_opening_needs_is_asked_for_or_the_case_is_not_opened(
    sop: Typist,
) -> None:
    lost(sop)
    refused = sop.json("open", "lost", "--as", "desk")
    assert (refused.code, refused.reasons) == (1, ["fact_unknown"])
    opened = sop("open", "lost", "--as", "desk", terminal=True, stdin="November 2026\n")
    assert opened.code == 0
    assert "[2008-05-12, 2008-05, 2008, about 2008 or not known]" in opened.err
    assert sop.json("open", "lost", "--as", "desk", "--set", "lost_on=not_known").code == 0


def test_a_date_is_given_as_far_as_it_is_known_and_the_due_times_say_so(sop: Typist) -> None:
    lost(sop).open("lost", "--set", "lost_on=2026-11", as_="desk")
    (track,) = sop.ok("checklist").data["tracks"]
    assert (track["due"], track["at_latest"]) == (
        "2026-11-15T23:59:59+02:00",
        "2026-12-14T23:59:59+02:00",
    )
    assert (track["possibly_overdue"], track["overdue"]) == (True, False)
    assert "POSSIBLY LATE, due 15 Nov to 14 Dec" in sop("checklist").out


def test_an_honest_answer_finishes_the_action_and_a_date_in_the_future_does_not(
    sop: Typist,
) -> None:
    lost(sop).open("lost", "--set", "lost_on=about 2025", as_="desk")
    assert "no time runs: the year of lost_on is uncertain" in sop("checklist").out
    assert sop.json("do", "ask", "--set", "born=about 2008").code == 2
    assert sop.json("do", "ask", "--set", "born=2027").code == 2
    typed = sop("do", "ask", terminal=True, stdin="2027-01-01\nnot known\n")
    assert typed.code == 0
    assert "[2008-05-12, 2008-05, 2008 or not known]" in typed.err
    assert sop.ok("case", "show").data["not_known"] == ["born"]
    assert sop.ok("advance", "found").code == 0
