"""Expectations of a scenario are played with its turns, and refused if they fit no turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.definition.load import LoadedWorkflow, load_workflow
from sop.engine.rehearse import run_rehearsal

DRILL = """language: 1
version: 1.0.0
title: Drill
stakeholders: {warden: {name: Warden, short: W}}
tracks:
  drill:
    title: Drill
    lead: warden
    steps:
      gather:
        title: Gather
        responsible: warden
        actions: {call: {do: Call}, count: {do: Count, after: [call]}}
        outcomes: {here: {to: over}}
      over: {title: Over, end: true}
"""
SCENARIO = """title: A walk
opens: "2026-03-02 10:00"
turns:
  - {as: warden, do: call}
  - {id: counted, as: warden, do: count}
  - {expect: {current: {drill: gather}}}
"""


def loaded(folder: Path, expectations: str, name: str = "walk") -> LoadedWorkflow:
    for part in ("scenarios", "expectations"):
        (folder / "drill" / part).mkdir(parents=True, exist_ok=True)
    (folder / "drill" / "workflow.yaml").write_text(DRILL, encoding="utf-8")
    (folder / "drill" / "scenarios" / "walk.yaml").write_text(SCENARIO, encoding="utf-8")
    (folder / "drill" / "expectations" / f"{name}.yaml").write_text(expectations, encoding="utf-8")
    return load_workflow(folder / "drill", "drill")


def problem(folder: Path, expectations: str) -> str:
    found = loaded(folder, expectations)
    assert found.definition is not None and not found.findings, found.findings
    return run_rehearsal(found.definition, found.scenarios[0]).problem


def test_each_expectation_is_played_after_the_turn_that_it_names(tmp_path: Path) -> None:
    good = "turns: [{after: 1, expect: {open: [count], needed: [count]}}, "
    good += "{after: counted, expect: {open: [here]}}]"
    assert problem(tmp_path, good) == ""
    early, done = (
        "turns: [{after: 1, expect: {open: [here]}}]",
        "turns: [{after: counted, expect: {needed: [count]}}]",
    )
    assert problem(tmp_path, early) == "drill.gather.here is not open"
    assert problem(tmp_path, done) == "drill.gather.count is not needed"
    assert problem(tmp_path, "turns: [{after: counted, expect: {who: {here: [warden]}}}]") == ""


@pytest.mark.parametrize(
    ("expectations", "message"),
    [
        ("turns: [{after: 4, expect: {open: [here]}}]", "walk has no turn '4'"),
        ("turns: [{after: later, expect: {open: [here]}}]", "walk has no turn 'later'"),
        (
            "turns: [{after: 3, expect: {open: [here]}}]",
            "the turn '3' of walk already has an 'expect'",
        ),
        ("turns: [{after: 1, expect: {open: [there]}}]", "there"),
        ("turns: [{after: 1, expect: {who: {here: [nobody]}}}]", "nobody"),
        ("turns: [{after: 1}]", "expect"),
        ("turns: [{after: 0, expect: {open: [here]}}]", "0"),
    ],
)
def test_what_fits_no_turn_is_an_error_and_keeps_the_scenario_out(
    tmp_path: Path, expectations: str, message: str
) -> None:
    found = loaded(tmp_path, expectations)
    assert [message in one.message for one in found.findings] == [True], found.findings
    assert found.findings[0].position.path == "drill/expectations/walk.yaml"
    assert found.definition is not None and found.scenarios == ()


def test_expectations_for_an_unknown_scenario_are_an_error(tmp_path: Path) -> None:
    found = loaded(tmp_path, "turns: []", "walks")
    assert ["did you mean 'walk'" in one.message for one in found.findings] == [True]
    assert len(found.scenarios) == 1


def test_expectations_are_not_part_of_the_content_hash(tmp_path: Path) -> None:
    one = loaded(tmp_path, "turns: []").definition
    two = loaded(tmp_path, "turns: [{after: 1, expect: {open: [count]}}]").definition
    assert one is not None and two is not None and one.hash == two.hash
