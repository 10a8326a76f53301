"""Which ways drop what an interrupted step owes: by the graph, and in the cases that exist."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sop.checks.rules import run_checks
from sop.definition.load import LoadedWorkflow, load_workflow
from sop.model.finding import Finding
from sop.proof.dropped_duties import list_possible_drops
from sop.proof.explicit_proof import prove_by_listing
from sop.proof.prove import prove_workflow

WORKFLOW = """
language: 1
version: 1.0.0
title: Fire drill
stakeholders: {warden: {name: Warden, short: W}}
facts:
  counted: {type: boolean, ask: Was everyone counted?}
tracks:
  drill:
    title: Drill
    lead: warden
    steps:
      gather:
        title: Gather
        responsible: warden
        actions: {count: {do: Count everyone, records: [counted]}}
        outcomes: {here: {to: over}}
      rescue:
        title: Rescue
        responsible: warden
        actions: {call: {do: Call}}
        outcomes: {safe: {to: back}, all_left: {to: over, when: WHEN}}
      over: {title: Over, end: true}
    interrupts:
      smoke: {from: [gather], to: rescue}
"""


def workflow(tmp_path: Path, when: str) -> LoadedWorkflow:
    path = tmp_path / "drill.yaml"
    path.write_text(WORKFLOW.replace("WHEN", when), "utf-8")
    return load_workflow(path)


def found(loaded: LoadedWorkflow, proved: tuple[Finding, ...] | None = None) -> list[str]:
    findings = run_checks(loaded, proved=proved)
    return [one.severity for one in findings if one.rule == "interrupted-duty-dropped"]


def proved(loaded: LoadedWorkflow) -> tuple[Finding, ...]:
    return tuple(finding for answer in prove_workflow(loaded) for finding in answer.findings)


def listed(loaded: LoadedWorkflow, bound: int) -> tuple[Finding, ...]:
    assert loaded.definition is not None
    answers = prove_by_listing(loaded, loaded.definition, bound)
    return tuple(finding for answer in answers for finding in answer.findings)


def test_without_a_proof_a_way_that_may_drop_a_duty_is_a_warning(tmp_path: Path) -> None:
    assert found(workflow(tmp_path, "counted is unknown or counted")) == ["warning"]


def test_with_a_proof_a_duty_that_a_case_can_lose_is_an_error_with_that_case(
    tmp_path: Path,
) -> None:
    loaded = workflow(tmp_path, "counted is unknown or counted")
    answers = proved(loaded)
    assert found(loaded, answers) == ["error"]
    (finding,) = (one for one in answers if one.rule == "interrupted-duty-dropped")
    assert finding.flow[0].text == ('W raises "smoke": Drill goes to D2 Rescue')


def test_with_a_proof_a_duty_that_no_case_can_lose_is_no_finding(tmp_path: Path) -> None:
    loaded = workflow(tmp_path, "drill.gather.count is done")
    assert found(loaded) == ["warning"]
    assert found(loaded, proved(loaded)) == []


def test_a_list_of_all_configurations_gives_the_same_answers(tmp_path: Path) -> None:
    lost, kept = workflow(tmp_path, "counted is unknown"), workflow(tmp_path, "counted is known")
    assert found(lost, listed(lost, 500)) == ["error"]
    assert found(kept, listed(kept, 500)) == []
    assert found(lost, listed(lost, 1)) == ["warning"]  # not decided


def test_a_way_that_says_so_drops_nothing_by_mistake(tmp_path: Path) -> None:
    loaded = workflow(tmp_path, "counted is unknown, drops_waiting: true")
    assert loaded.definition is not None
    assert list_possible_drops(loaded.definition) == ()
    assert len(list_possible_drops(loaded.definition, admitted=True)) == 1
    assert found(loaded) == found(loaded, proved(loaded)) == []
    assert replace(loaded.definition.outcome("drill.rescue.all_left")).drops_waiting
