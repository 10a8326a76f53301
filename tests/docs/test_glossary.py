"""The glossary names every stakeholder of the workflows that it explains, as they name it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sop.definition.load import load_workflow

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| ([A-Z]+) \| (.+) \| ([a-z ]+) \|$", re.MULTILINE)


@pytest.mark.parametrize("name", ["za-trafficking", "uk-nrm", "osce-nrm.yaml"])
def test_the_glossary_lists_the_stakeholders_as_the_workflow_does(name: str) -> None:
    definition = load_workflow(ROOT / "workflows" / name).definition
    assert definition is not None
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    part = text.split(f"(`{definition.id}`)")[1].split("\n## ")[0]
    has = [
        (one.short, one.name, str(one.kind).replace("_", " "))
        for one in definition.stakeholders.values()
    ]
    assert ROW.findall(part) == has


def test_every_line_explains_one_word_and_no_word_twice() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    words = [
        line.split(" | ")[0]
        for line in text.splitlines()
        if line.startswith("| ") and line.count(" | ") == 1
    ]
    words = [word for word in words if word not in ("| word", "| ---")]
    assert len(words) >= 50
    assert len(words) == len(set(words))
