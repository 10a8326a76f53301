"""What a viewer could conclude about a private fact is private too, by the definition alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.definition.load import load_workflow
from sop.engine.private_rules import NOTHING_PRIVATE, find_private_rules, may_see_fact
from sop.model.definition import Definition
from sop.model.value import replace

CLINIC = """
language: 1
version: 1.0.0
title: Clinic
stakeholders:
  doctor: {name: Doctor, short: DOC}
  guard: {name: Guard, short: GUARD}
facts:
  found: {choices: [grave, light], ask: What was found?, sensitive: true, seen_by: [doctor]}
  harmed_at: {type: datetime, ask: When?, sensitive: true, seen_by: [doctor]}
  note_text: {type: text, sensitive: true}
terms:
  urgent_case: {when: found is grave, say: the case is urgent}
tracks:
  care:
    title: Care
    lead: doctor
    steps:
      look:
        title: Look
        responsible: doctor
        actions:
          examine: {do: Examine, records: [found, harmed_at]}
          treat: {do: Treat, when: urgent_case, required: true}
          report: {do: Report, after: [treat]}
          call: {do: Call, by: [guard], due: {within: 3 days, from: harmed_at}}
          open_door: {do: Open the door, by: [guard]}
        outcomes:
          well: {to: over}
          away: {to: over, by: [guard], skips_actions: true}
      over: {end: true, title: Over}
  ward:
    title: Ward
    lead: doctor
    starts: found is grave
    steps:
      bed:
        title: Bed
        responsible: doctor
        actions: {admit: {do: Admit}}
        outcomes: {home: {to: over}}
      over: {end: true, title: Over}
  visit:
    title: Visit
    lead: guard
    starts: ward.bed is current
    steps:
      gate:
        title: Gate
        responsible: guard
        outcomes: {left: {to: over}}
      over: {end: true, title: Over}
guarantees:
  treated: {absence: urgent_case and care.over is current, because: x}
  opened: {absence: care.over is current and not care.look.open_door is done, because: x}
"""


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Definition:
    path: Path = tmp_path_factory.mktemp("clinic") / "clinic.yaml"
    path.write_text(CLINIC, encoding="utf-8")
    loaded = load_workflow(path)
    assert loaded.definition is not None, [one.message for one in loaded.findings]
    return loaded.definition


def test_who_may_see_every_fact_has_nothing_private(clinic: Definition) -> None:
    assert find_private_rules(clinic, "doctor") == NOTHING_PRIVATE


def test_the_shadow_of_a_private_fact_is_private(clinic: Definition) -> None:
    private = find_private_rules(clinic, "guard")
    assert private.facts == {"found", "harmed_at"}
    assert private.actions == {"care.look.treat", "care.look.report"}  # what waits for it too
    assert private.outcomes == {"care.look.well"}  # a needed action keeps it shut
    assert private.dues == {"care.look.call"}
    assert private.guarantees == {"treated"}


def test_a_track_that_a_private_fact_starts_is_private_with_all_its_work(
    clinic: Definition,
) -> None:
    private = find_private_rules(clinic, None)
    assert private.tracks == {"ward", "visit"}  # one starts the other
    assert private.hides("ward.bed.admit")
    assert private.hides_due("ward.bed")
    assert not private.hides("care.look.open_door")


def test_the_rules_of_each_viewer_are_found_once_for_a_definition(clinic: Definition) -> None:
    found = {who: find_private_rules(clinic, who) for who in ("doctor", "guard", None)}
    assert found["guard"] != found[None] != found["doctor"]
    assert find_private_rules(clinic, "guard") is found["guard"]
    facts = {name: replace(fact, seen_by=("guard",)) for name, fact in clinic.facts.items()}
    changed = replace(clinic, facts=facts)
    assert find_private_rules(changed, "guard") == NOTHING_PRIVATE  # nothing is kept for it
    assert find_private_rules(changed, "doctor").facts == set(facts)


def test_a_duty_is_not_hidden_from_those_who_have_it(clinic: Definition) -> None:
    private = find_private_rules(clinic, "guard")
    assert private.tracks == {"ward"}  # the guard leads the visit
    assert not private.hides("care.look.call")
    assert private.hides_due("care.look.call")


def test_who_is_not_named_sees_no_sensitive_fact(clinic: Definition) -> None:
    assert not may_see_fact(clinic, "note_text", None)
    assert may_see_fact(clinic, "note_text", "guard")
    assert not may_see_fact(clinic, "found", "guard")
