"""Workflows and scenarios as files and folders; a file that is missing is a finding."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sop.definition.load import load_scenario, load_workflow
from tests.definition.sample import EVERYTHING, lines, written
from tests.definition.test_compile import DEFINITION


def folder_of(tmp_path: Path, text: str, name: str) -> Path:
    """The same workflow as a folder: its tracks, guarantees and scenarios in files of their own."""
    folder = tmp_path / name
    blocks = re.split(r"(?m)^(?=\w)", text)
    main = [block for block in blocks if not re.match(r"(tracks|guarantees|scenarios):", block)]
    folder.mkdir()
    written(folder, "".join(main), "workflow.yaml")
    for block in blocks:
        part = block.split(":", 1)[0]
        if part == "guarantees":
            written(folder, block, "guarantees.yaml")
        elif part in ("tracks", "scenarios"):
            (folder / part).mkdir()
            for entry in re.split(r"(?m)^  (?=\w)", block)[1:]:
                ident, body = entry.split(":", 1)
                written(folder / part, re.sub(r"(?m)^    ", "", body.lstrip("\n")), f"{ident}.yaml")
    return folder


def test_a_folder_and_a_single_file_are_the_same_workflow(tmp_path: Path) -> None:
    folder = load_workflow(folder_of(tmp_path, EVERYTHING.read_text("utf-8"), "everything"))
    single = load_workflow(EVERYTHING)
    assert lines(folder) == []
    assert folder.definition == single.definition
    assert [scenario.turns for scenario in folder.scenarios] == [
        scenario.turns for scenario in single.scenarios
    ]
    assert sorted(folder.texts) == [
        "guarantees.yaml",
        "scenarios/one_jar.yaml",
        "tracks/recall.yaml",
        "tracks/refund.yaml",
        "workflow.yaml",
    ]


def test_the_path_of_workflow_yaml_is_that_of_its_folder(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, EVERYTHING.read_text("utf-8"), "everything")
    assert load_workflow(folder / "workflow.yaml").definition == load_workflow(folder).definition


def test_each_finding_names_the_file_as_it_was_given(tmp_path: Path) -> None:
    text = EVERYTHING.read_text("utf-8").replace("to: destroy, when", "to: destory, when")
    folder = folder_of(tmp_path, text, "everything")
    (finding,) = load_workflow(folder, shown_as="workflows/everything/").findings
    assert finding.position.path == "workflows/everything/tracks/recall.yaml"
    assert finding.excerpt[-1][1][finding.position.column - 1 :].startswith("destory")


ALONE = """\
workflow: everything
title: Alone
opens: "2026-03-02 08:10"
turns:
  - {as: shop, do: open_box, with: {batch: fresh}}
"""


def test_a_scenario_may_have_its_own_file(tmp_path: Path) -> None:
    found, findings = load_scenario(written(tmp_path, ALONE, "alone.yaml"), DEFINITION)
    assert findings == ()
    assert found is not None and (found.id, found.workflow) == ("alone", "everything")


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("workflow: everything", "workflow: fire-drill", "unknown-workflow"),
        ("do: open_box", "do: opn_box", "unknown-action"),
        ("batch: fresh", "batch: fesh", "wrong-value"),
        ("turns:", "turn:", "unknown-key"),
        ("title: Alone", "title: [Alone", "yaml-syntax"),
    ],
)
def test_a_scenario_in_its_own_file_is_checked(
    tmp_path: Path, old: str, new: str, rule: str
) -> None:
    found, findings = load_scenario(
        written(tmp_path, ALONE.replace(old, new), "alone.yaml"), DEFINITION
    )
    assert found is None
    assert [finding.rule for finding in findings] == [rule]


def test_a_missing_file_is_a_finding(tmp_path: Path) -> None:
    loaded = load_workflow(tmp_path / "nowhere.yaml")
    assert loaded.definition is None
    assert [finding.rule for finding in loaded.findings] == ["unreadable-file"]
    assert load_scenario(tmp_path / "nowhere.yaml", DEFINITION)[1][0].rule == "unreadable-file"
