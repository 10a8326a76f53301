"""What only time or a finished step brings into a list: escalations and decisions, and for whom they wait."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from tests.commands.typing_in import Typist

LETTER = """
language: 1
version: 1.0.0
title: A letter
timezone: Africa/Johannesburg
calendar: ZA
stakeholders:
  clerk: {name: Clerk, short: CLERK}
  head: {name: Head of the office, short: HEAD}
tracks:
  letter:
    code: L
    title: Letter
    lead: clerk
    steps:
      answer:
        title: Answer the letter
        responsible: clerk
        due: 2 hours
        escalate_to: head
        actions:
          write: {do: Write the answer, due: 1 hour}
        outcomes:
          sent: {to: over, by: head, title: Signed and sent}
          late: {to: over, by: head, wait: 1 hour}
          thrown: {to: over, by: head, skips_actions: true}
      over: {end: true, title: Over}
    interrupts:
      fire: {from: any, to: over, by: any}
"""


@pytest.fixture
def letter(sop: Typist) -> Typist:
    (sop.folder / "workflows" / "letter.yaml").write_text(LETTER, encoding="utf-8")
    sop.open("letter", as_="clerk")
    return sop


def items(sop: Typist, *words: str) -> list[tuple[str, str, list[str], int | None]]:
    found: list[dict[str, Any]] = sop.ok("worklist", *words).data["items"]
    return [(one["kind"], one["action"], one["by"], one["overdue_by_s"]) for one in found]


def test_a_step_past_its_deadline_is_in_the_list_of_whom_it_escalates_to(letter: Typist) -> None:
    write = ("action", "letter.answer.write", ["clerk"], None)
    assert (items(letter), items(letter, "--as", "head")) == ([write], [])
    letter.at("2026-03-02T12:00:00")
    assert items(letter, "--as", "head") == []
    letter.at("2026-03-02T12:00:01")
    escalated = ("escalation", "letter.answer", ["head"], 1)
    assert items(letter, "--as", "head") == items(letter, "--waiting-for", "head") == [escalated]
    assert items(letter, "--all") == [(*write[:3], 3601), escalated]
    assert (
        items(letter, "--overdue", "--as", "head")
        == items(letter, "--due", "today", "--as", "head")
        == [escalated]
    )
    assert items(letter) == [(*write[:3], 3601)]
    told = letter("worklist", "--as", "head").out
    assert "ESCALATED" in told and "Answer the letter" in told and "1 escalated" in told


def test_home_and_next_tell_the_escalation(letter: Typist) -> None:
    letter.at("2026-03-02T13:00:00")
    assert [one["kind"] for one in letter.ok("--as", "head").data["items"]] == ["escalation"]
    first = letter.ok("next").data["items"][0]
    assert (first["kind"], first["id"], first["code"], first["by"]) == (
        "escalation",
        "letter.answer",
        "L1",
        ["head"],
    )
    assert first["due"] == "2026-03-02T12:00:00+02:00"
    told = letter("next").out
    assert "ESCALATED" in told and "late, to HEAD" in told


def test_a_step_that_was_left_escalates_no_more(letter: Typist) -> None:
    letter.at("2026-03-02T13:00:00")
    letter.ok("raise", "fire")
    assert items(letter, "--all") == []


def test_waiting_for_lists_the_decisions_once_all_is_done(letter: Typist) -> None:
    assert items(letter, "--waiting-for", "head") == []
    letter.ok("do", "write")
    decisions = [
        ("decision", f"letter.answer.{name}", ["head"], None) for name in ("sent", "late", "thrown")
    ]
    assert items(letter, "--waiting-for", "head") == [decisions[0], decisions[2]]
    assert items(letter, "--as", "head") == items(letter, "--all") == []
    letter.at("2026-03-02T11:00:00")
    assert items(letter, "--waiting-for", "head") == decisions
    told = letter("worklist", "--waiting-for", "head").out
    assert "DECIDE" in told and "Signed and sent -> Over" in told and "3 decisions to take" in told


def test_a_calendar_holds_no_escalation(letter: Typist) -> None:
    letter.at("2026-03-02T13:00:00")
    assert letter("worklist", "--all", "--format", "ics").out.count("BEGIN:VEVENT") == 1


def test_an_index_of_the_version_before_is_made_anew(letter: Typist) -> None:
    letter.at("2026-03-02T13:00:00")
    (index,) = letter.folder.glob("data/**/index*.sqlite*")
    with sqlite3.connect(index) as connection:
        connection.executescript("alter table work drop column kind; pragma user_version = 1;")
    told = letter.ok("worklist", "--as", "head")
    assert [one["kind"] for one in told.data["items"]] == ["escalation"]
    assert "another version of sop wrote it" in told.err
