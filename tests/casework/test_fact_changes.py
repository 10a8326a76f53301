"""A correction that changes what was decided on it is accepted by a person, or not written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.typing_in import Typist, new_typist

WORKFLOW = """
language: 1
version: 1.0.0
title: Blood sample
stakeholders:
  lab: {name: Laboratory, short: LAB}
  desk: {name: Desk, short: DESK}
facts:
  consent: {choices: [given, refused], ask: Does the person agree?, changes: [lab]}
  colour: {choices: [red, blue], ask: Which label?}
tracks:
  sample:
    title: Sample
    lead: lab
    steps:
      ask:
        title: Ask
        responsible: lab
        actions:
          hear: {do: Hear the person, records: [consent, colour]}
          take: {do: Take the sample, when: consent is given}
        outcomes: {over: {to: kept}}
      kept: {title: Kept, end: true}
guarantees:
  only_with_consent:
    precondition: {of: sample.ask.take is done, holds: consent is given}
    because: A sample is taken only with consent.
"""
CONSEQUENCES = {
    "events": [{"id": 3, "codes": ["not_needed"]}],
    "guarantees": ["only_with_consent"],
    "rested": [3],
}
NONE: dict[str, object] = {"events": [], "guarantees": [], "rested": []}


@pytest.fixture
def taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    """A sample was taken with consent."""
    typist = new_typist(tmp_path, monkeypatch)
    typist.at("2026-03-02T10:00")
    (typist.folder / "workflows" / "blood.yaml").write_text(WORKFLOW, "utf-8")
    typist.open("blood", as_="lab")
    typist.ok("do", "hear", "--set", "consent=given", "--set", "colour=red")
    typist.ok("do", "take")
    return typist


def test_a_correction_with_consequences_is_refused_in_a_script_and_shows_them(
    taken: Typist,
) -> None:
    for words in ((), ("--dry-run",)):
        answer = taken.json("set", "consent=refused", "--why", "misread", *words)
        assert (answer.code, answer.reasons) == (1, ["has_consequences"])
        assert answer.json["data"]["consequences"] == CONSEQUENCES
    assert taken.ok("case", "show").data["facts"]["consent"] == "given"


def test_accept_writes_it_and_the_audit_judges_the_corrected_history(taken: Typist) -> None:
    answer = taken.ok("set", "consent=refused", "--why", "misread", "--accept")
    assert answer.data["consequences"] == CONSEQUENCES
    audit = taken.json("case", "audit").json
    (judged,) = audit["data"]["guarantees"]
    assert (judged["verdict"], judged["event"]) == ("broken", 3)


def test_a_correction_without_consequences_is_written_at_once(taken: Typist) -> None:
    answer = taken.ok("set", "colour=blue", "--why", "misread")
    assert answer.data["consequences"] == NONE


def test_a_change_from_now_on_shows_what_rested_on_the_value_and_breaks_no_history(
    taken: Typist,
) -> None:
    answer = taken.ok("set", "consent=refused", "--why", "she said no", "--from-now")
    assert answer.data["consequences"] == {"events": [], "guarantees": [], "rested": [3]}
    assert taken.ok("case", "audit").data["summary"] == {
        "kept": 1,
        "broken": 0,
        "open": 0,
        "private": 0,
    }
    assert "Changed from now on: consent: refused" in taken("case", "timeline").out
    refused = taken.json("set", "consent=given", "--why", "x", "--from-now", "--as", "desk")
    assert refused.reasons == ["not_yours"]


def test_a_terminal_shows_the_consequences_and_asks(taken: Typist) -> None:
    words = ("set", "consent=refused", "--why", "misread")
    refused = taken(*words, terminal=True, stdin="n\n")
    assert refused.code == 130
    assert "The history breaks the guarantee only_with_consent" in refused.err
    assert taken.ok("case", "show").data["facts"]["consent"] == "given"
    written = taken(*words, terminal=True, stdin="y\n")
    assert written.code == 0
    assert taken.ok("case", "show").data["facts"]["consent"] == "refused"
