"""Stakeholders are found before the workflow of a case is known; those of the workspace first."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.casework.library import Library
from sop.casework.stakeholder_lookup import (
    find_stakeholder,
    list_stakeholders,
    match_names,
    short_name,
    similar_names,
)
from sop.model.refusal import UsageError

ONE = """
language: 1
version: 1.0.0
title: One
stakeholders: {police: {name: Police of the town, short: POL}, host: {name: A host, short: AO}}
tracks:
  call:
    title: Call
    lead: police
    steps:
      answer:
        title: Answer
        responsible: police
        actions: {listen: {do: Listen}}
        outcomes: {settled: {to: over}}
      over: {end: true, title: Over}
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    two = ONE.replace("title: One", "title: Two")
    two = two.replace("police", "saps").replace("Police of", "Constables of").replace("POL", "SAPS")
    (tmp_path / "one.yaml").write_text(ONE, encoding="utf-8")
    (tmp_path / "two.yaml").write_text(two, encoding="utf-8")
    return Library(tmp_path, None)


def test_a_name_of_any_workflow_is_found_and_screens_show_its_short_name(library: Library) -> None:
    assert find_stakeholder(library, "pol") == "police"
    assert find_stakeholder(library, "Constables of the town") == "saps"
    assert short_name(library, "host") == "AO"
    assert short_name(library, "elsewhere") == "elsewhere"
    assert match_names(library, "AO", ["two"]) == {"host": "AO (A host)"}


def test_the_names_of_the_workspace_come_first_and_alone_are_listed(library: Library) -> None:
    assert find_stakeholder(library, "constables", ["two"]) == "saps"
    assert find_stakeholder(library, "town", ["two"]) == "saps"
    assert similar_names(library, "town", ["two"]) == ["SAPS (Constables of the town)"]
    assert find_stakeholder(library, "police", ["two"]) == "police"
    assert [one.id for one in list_stakeholders(library, ["two"])] == ["saps", "host"]
    with pytest.raises(UsageError, match="fits 2 stakeholders"):
        find_stakeholder(library, "town")
    with pytest.raises(UsageError) as refused:
        find_stakeholder(library, "quartermaster", ["two"])
    assert refused.value.remedy == "Stakeholders: host, saps."
