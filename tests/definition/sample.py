"""The workflows that these tests read, and short ways to look at what came out."""

from __future__ import annotations

from pathlib import Path

from sop.definition.load import LoadedWorkflow, load_workflow
from sop.model.definition import Definition

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EVERYTHING = HERE / "everything.yaml"
SHIPPED = sorted(
    path for path in (ROOT / "workflows").iterdir() if path.suffix == ".yaml" or path.is_dir()
)

SMALL = """\
language: 1
version: 1.0.0
title: Food recall
stakeholders:
  shop: {name: Corner shop}
tracks:
  recall:
    title: Recall
    lead: shop
    steps:
      look: {title: Look, responsible: shop, outcomes: {good: {to: over}}}
      over: {end: true, title: Over}
"""


def written(folder: Path, text: str, name: str = "food.yaml") -> Path:
    """The path of a workflow file with this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def compiled(path: Path) -> Definition:
    """The definition of a workflow that has no error."""
    loaded = load_workflow(path)
    assert loaded.definition is not None, lines(loaded)
    return loaded.definition


def lines(loaded: LoadedWorkflow) -> list[str]:
    """The findings, one a line, without the file."""
    return [
        f"{each.position.line}:{each.position.column}: {each.message} [{each.rule}]"
        for each in loaded.findings
    ]
