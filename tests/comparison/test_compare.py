"""What a comparison says, and that it forgets no part of a definition."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.comparison.compare import compare_definitions
from sop.definition.load import load_workflow
from sop.model.definition import Definition
from tests.comparison.variants import fields, variants

EVERYTHING = Path(__file__).resolve().parents[1] / "definition" / "everything.yaml"
HEAD = """\
language: 1
version: 1.0.0
title: Fire drill
stakeholders: {warden: {name: Warden, short: W}, guard: {name: Guard, short: G}}
facts:
  size: {choices: [small, large, huge], ask: How large is the fire?}
  seen: {type: boolean, ask: Is it seen?}
  count: {type: integer, min: 0, max: 9, ask: How many?}
terms:
  bad: {say: is bad, when: "size is one of large, huge"}
tracks:
  drill:
    title: Drill
    lead: warden
    steps:
      look:
        title: Look
        responsible: warden
        actions:
          look: {do: Look, records: [size, seen, count]}
          call: {do: Call, when: WHEN, required: REQUIRED}
        outcomes:
          leave: {to: over, when: WHEN}
      over: {title: Over, end: true}
"""


def workflow(folder: Path, when: str, *more: tuple[str, str], required: str = "true") -> Definition:
    text = HEAD.replace("WHEN", f'"{when}"').replace("REQUIRED", required)
    for old, new in more:
        assert old in text
        text = text.replace(old, new)
    path = folder / "drill.yaml"
    path.write_text(text, "utf-8")
    found = load_workflow(path)
    assert found.definition is not None, found.findings
    return found.definition


def describe_changes(old: Definition, new: Definition) -> dict[tuple[str, str], str]:
    return {
        (change.group, change.place.rpartition(".")[2]): change.text
        for change in compare_definitions(old, new)
    }


def test_a_definition_compared_with_itself_has_no_differences(tmp_path: Path) -> None:
    whole = load_workflow(EVERYTHING).definition
    assert whole is not None
    assert compare_definitions(whole, whole) == ()


def test_no_field_of_any_part_is_forgotten(capsys: pytest.CaptureFixture[str]) -> None:
    whole = load_workflow(EVERYTHING).definition
    assert whole is not None
    every = list(variants(whole))
    tried = [(place, other) for _, place, other in every if other != whole]
    silent = [place for place, other in tried if not compare_definitions(whole, other)]
    with capsys.disabled():
        print(f"\n{len(tried)} definitions that differ in one field")
    assert silent == []
    assert fields() - {field for field, _, _ in every} == set()
    assert len(tried) > 300


def test_a_removed_choice_is_reported_at_the_fact_and_at_the_conditions(tmp_path: Path) -> None:
    other = ("[small, large, huge]", "[small, large, giant]")
    term = ('"size is one of large, huge"', '"size is one of large, giant"')
    found = describe_changes(
        workflow(tmp_path, "size is small"), workflow(tmp_path, "size is small", other, term)
    )
    assert found[("structure", "size")] in ("can no longer be 'huge'", "can now be 'giant'")
    assert ("changed", "bad") in found
    assert ("looser", "leave") not in found


def test_what_is_looser_comes_first(tmp_path: Path) -> None:
    changes = compare_definitions(
        workflow(tmp_path, "bad"), workflow(tmp_path, "size is huge", ("1.0.0", "2.0.0"))
    )
    assert [change.group for change in changes] == ["looser", "stricter", "texts"]
