"""Whether a changed condition opens or obliges more than before."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.comparison.compare import compare_definitions
from tests.comparison.test_compare import describe_changes, workflow


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
