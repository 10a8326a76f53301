"""Courses as files: those that are shipped, and the place of each mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sop.definition.compile import NOT_CONTENT
from sop.definition.curricula import read_curricula, read_curriculum
from sop.definition.load import load_workflow
from tests.training.games import WORKFLOWS

ZA = WORKFLOWS / "za-trafficking"
FIVE = [
    "immigration_officials",
    "labour_inspectors",
    "medical_staff",
    "social_workers",
    "task_team_members",
]

GOOD = """\
title: Postmasters
for: postmaster
modules:
  - id: first
    title: First
    aims: [Listen before anything else]
    scenarios: [monday]
    pass_mark: 90
  - id: more
    title: More
    select: {for: postmaster, level: [beginner, advanced]}
"""


def test_the_five_shipped_courses_are_read_without_a_finding() -> None:
    names = [one.id for one in load_workflow(ZA).scenarios]
    courses, findings = read_curricula(ZA, names, "za")
    assert (findings, [one.id for one in courses]) == ((), FIVE)
    assert all(len(one.modules) >= 3 and all(m.aims for m in one.modules) for one in courses)


def test_the_content_hash_does_not_include_courses(tmp_path: Path) -> None:
    shutil.copytree(ZA, tmp_path / "za-trafficking")
    shutil.rmtree(tmp_path / "za-trafficking" / "curricula")
    without, with_them = load_workflow(tmp_path / "za-trafficking"), load_workflow(ZA)
    assert without.definition is not None
    assert with_them.definition is not None
    assert without.definition.hash == with_them.definition.hash
    assert "curricula" in NOT_CONTENT


MISTAKES = [
    ("[monday]", "[mondy]", "unknown-scenario", 7, "did you mean 'monday'"),
    ("pass_mark: 90", "pass_mark: 900", "wrong-value", 8, "not a valid pass mark"),
    ("aims: [", "aim: [", "unknown-key", 6, "did you mean 'aims'"),
    ("[beginner, advanced]", "expert", "wrong-value", 11, "unknown level"),
    ("id: more", "id: first", "duplicate-key", 9, "is used twice"),
    ("id: more", "id: More", "bad-id", 9, "is not an id"),
    ("title: Postmasters\n", "", "missing-key", 1, "'title' is missing"),
    ("    scenarios: [monday]\n", "", "missing-key", 4, "has no scenarios"),
    (GOOD, "- 1\n", "wrong-type", 1, "not contain a map of keys"),
    (GOOD, "title: A\nmodules: []\n", "wrong-type", 2, "at least one module"),
    (GOOD, "title: [\n", "yaml", 2, ""),
]


@pytest.mark.parametrize(
    ("old", "new", "rule", "line", "said"), MISTAKES, ids=[f"{n}" for n in range(len(MISTAKES))]
)
def test_each_mistake_has_its_place(
    tmp_path: Path, old: str, new: str, rule: str, line: int, said: str
) -> None:
    path = tmp_path / "course.yaml"
    path.write_text(GOOD.replace(old, new), "utf-8")
    course, findings = read_curriculum(path, ["monday"], "course.yaml")
    assert course is None
    assert [one.position.line for one in findings if rule in one.rule or rule == "yaml"][:1] == [
        line
    ]
    assert said in findings[0].message
