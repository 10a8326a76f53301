"""Reopening, linking and printing cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.typing_in import Typist


@pytest.fixture
def closed(sop: Typist) -> Typist:
    """A food recall that a person closed."""
    sop.open("food-recall", as_="plant")
    sop.ok("do", "take_complaint")
    form = '{"sample_number": 1, "cold_chain": true}'
    sop.ok("do", "examine", "--set", "hazard=nothing", "--form", "-", stdin=form)
    sop.ok("advance", "dismiss", "--why", "sugar")
    sop.ok("close", "--as", "authority", "--why", "nothing found")
    return sop


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


def test_a_closed_case_takes_nothing_but_notes_and_links(closed: Typist) -> None:
    assert closed.json("set", "illness=yes").reasons == ["case_closed"]
    first = closed.case
    closed.open("fire-drill", as_="warden")
    second = closed.case
    assert (
        closed.json("case", "link", first, second).code == 2
    )  # the warden is no stakeholder of a recall
    closed.patch.delenv("SOP_AS")
    assert closed.json("case", "link", first, second, "--as", "plant").code == 2


def test_linked_cases_name_each_other_once(sop: Typist) -> None:
    first, second = sop.open(), sop.open()
    told = sop.ok("case", "link", first[:6], second, "--why", "one building")
    assert (told.json["changed"], told.data["linked"]) == (True, second)
    for one, other in ((first, second), (second, first)):
        assert sop.ok("case", "show", one).data["links"] == [other]
        assert f"Linked: {other}" in sop("case", "show", one).out
    assert sop.ok("case", "link", second, first).json["changed"] is False
    sop.ok("undo", "2", "--why", "another building", "-c", first)
    assert sop.ok("case", "show", first).data["links"] == []


def test_a_case_is_linked_with_another_that_exists(sop: Typist) -> None:
    first = sop.open()
    assert sop.json("case", "link", first, first).code == 2
    assert sop.json("case", "link", first, "0000-0000-0").code == 2
    assert sop.json("case", "link", first).code == 2


def test_a_case_goes_on_paper_with_checklist_and_history(closed: Typist) -> None:
    for form, mark in (
        ("text", "Closed: the case"),
        ("md", "## History"),
        ("html", '<h2 id="history">History</h2>'),
    ):
        told = closed("case", "print", "--format", form)
        assert (told.code, mark in told.out, "nothing found" in told.out) == (0, True, True), form
        written = closed("case", "print", closed.case, "--format", form, "-o", f"case.{form}")
        assert (written.code, written.out) == (0, "")
        assert "nothing found" in Path(f"case.{form}").read_text("utf-8")


def test_what_is_not_yours_to_see_is_on_no_paper(sop: Typist) -> None:
    sop.open("food-recall", as_="plant")
    sop.ok(
        "do", "take_complaint", "--set-from", "-", "--as", "authority", stdin="complainant=A. Nel"
    )
    sop.ok("note", "-", "--for", "lab", stdin="the manager drinks")
    for form in ("text", "md", "html", "json"):
        told = sop("case", "print", "--as", "shops", "--format", form)
        assert (told.code, "Nel" in told.out, "drinks" in told.out) == (0, False, False), form
