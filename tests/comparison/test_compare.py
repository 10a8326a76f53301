"""What a comparison says, and that it forgets no part of a definition."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from sop.comparison.change import Change
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


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("size is one of large, huge", "size is not small"),
        ("not (size is small)", "size is one of huge, large"),
        ("bad", "size is one of large, huge"),
        ("seen and bad", "bad and seen"),
        ("count is at least 3", "not (count is at most 2)"),
    ],
)
def test_the_same_condition_in_other_words_is_only_a_text(
    was: str, now: str, tmp_path: Path
) -> None:
    changes = compare_definitions(workflow(tmp_path, was), workflow(tmp_path, now))
    assert [(change.group, change.place) for change in changes] == [
        ("texts", "drill.look.call"),
        ("texts", "drill.look.leave"),
    ]


@pytest.mark.parametrize(
    ("was", "now", "way"),
    [
        ("size is huge", "bad", "wider"),
        ("seen or bad", "bad", "narrower"),
        ("count is at least 3", "count is at least 2", "wider"),
        ("seen", "seen and size is known", "narrower"),
    ],
)
def test_a_wider_condition_opens_more_and_obliges_more(
    was: str, now: str, way: str, tmp_path: Path
) -> None:
    found = describe_changes(workflow(tmp_path, was), workflow(tmp_path, now))
    out, duty = ("looser", "stricter") if way == "wider" else ("stricter", "looser")
    word = "more" if way == "wider" else "fewer"
    assert found == {
        (out, "leave"): f"open in {word} cases: '{was}' became '{now}'",
        (duty, "call"): f"needed in {word} cases: '{was}' became '{now}'",
    }


def test_an_optional_action_is_looser_when_it_may_be_done_more(tmp_path: Path) -> None:
    found = describe_changes(
        workflow(tmp_path, "size is huge", required="false"),
        workflow(tmp_path, "bad", required="false"),
    )
    assert found["looser", "call"] == "may be done in more cases: 'size is huge' became 'bad'"


def test_a_condition_that_goes_both_ways_is_changed(tmp_path: Path) -> None:
    found = describe_changes(
        workflow(tmp_path, "size is small"), workflow(tmp_path, "size is huge")
    )
    assert (
        found["changed", "leave"]
        == "open in other cases than before: 'size is small' became 'size is huge'"
    )


def test_a_term_that_means_something_else_changes_each_condition_that_reads_it(
    tmp_path: Path,
) -> None:
    other = ('when: "size is one of large, huge"', "when: size is huge")
    found = describe_changes(workflow(tmp_path, "bad"), workflow(tmp_path, "bad", other))
    assert found == {
        (
            "changed",
            "bad",
        ): "the term holds in fewer cases: 'size is one of large, huge' became 'size is huge'",
        ("stricter", "leave"): "open in fewer cases: its terms have another meaning",
        ("looser", "call"): "needed in fewer cases: its terms have another meaning",
    }


def test_a_fact_of_another_type_leaves_its_conditions_undecided(tmp_path: Path) -> None:
    other = ("count: {type: integer, min: 0, max: 9,", "count: {choices: [few, many],")
    found = describe_changes(
        workflow(tmp_path, "count is 3"), workflow(tmp_path, "count is many", other)
    )
    assert found["structure", "count"] == "is of type choices; it was integer"
    assert (
        found["changed", "leave"]
        == "open perhaps in other cases than before: 'count is 3' became 'count is many'"
    )


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


def test_a_guarantee_that_is_no_longer_proved_is_reported(tmp_path: Path) -> None:
    promise = ("tracks:\n", "guarantees:\n  told: {existence: drill.look.call is done}\ntracks:\n")
    old = workflow(tmp_path, "bad", promise)
    new = workflow(tmp_path, "bad", promise, ("version: 1.0.0", "version: 1.0.1"))
    verdicts: Mapping[str, Mapping[str, str]] = {
        "1.0.0": {"told": "proved", "always_can_close": "unknown", "nothing_dead": "violated"},
        "1.0.1": {"told": "violated", "always_can_close": "proved", "nothing_dead": "violated"},
    }
    changes = compare_definitions(old, new, lambda definition: verdicts[definition.version])
    assert [change for change in changes if change.group == "guarantees"] == [
        Change("guarantees", "looser", "told", "is no longer proved: violated"),
        Change("guarantees", "stricter", "always_can_close", "is now proved; it was unknown"),
    ]


def test_without_a_prover_no_proof_is_reported(tmp_path: Path) -> None:
    assert [
        c.group for c in compare_definitions(workflow(tmp_path, "bad"), workflow(tmp_path, "bad"))
    ] == []
