"""Courses: their files, the choice by name or by audience and level, a learner's progress."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sop.definition.compile import NOT_CONTENT
from sop.definition.curricula import read_curricula, read_curriculum
from sop.definition.load import load_workflow
from sop.model.curriculum import LEVELS, Module, Selection
from sop.model.scenario import Scenario
from sop.training.learner_progress import course_progress, module_scenarios
from tests.commands.typing_in import Typist, new_typist
from tests.training.games import HERE, WORKFLOWS

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


def scenario(name: str, level: str, *audience: str) -> Scenario:
    return Scenario(name, name, "w", "2026-03-02 10:00", (), level=level, audience=audience)


def test_the_five_shipped_courses_are_read_without_a_finding() -> None:
    names = [one.id for one in load_workflow(ZA).scenarios]
    courses, findings = read_curricula(ZA, names, "za")
    assert (findings, [one.id for one in courses]) == ((), FIVE)
    assert all(len(one.modules) >= 3 and all(m.aims for m in one.modules) for one in courses)


@pytest.mark.parametrize("name", FIVE)
def test_a_shipped_course_is_run_to_its_end_with_model_answers(sop: Typist, name: str) -> None:
    told = sop.ok("train", "course", f"za-trafficking/{name}", "--check").data
    played = [one for module in told["modules"] for one in module["scenarios"]]
    assert len({one["scenario"] for one in played}) == len(played) >= 4
    assert all(one["model_passes"] is True for one in played)
    for module in told["modules"]:
        levels = [LEVELS.index(one["level"]) for one in module["scenarios"]]
        assert levels and levels == sorted(levels)


def test_each_course_has_injects_at_each_level_of_each_kind_somewhere() -> None:
    scenarios = load_workflow(ZA).scenarios
    courses, _ = read_curricula(ZA, [one.id for one in scenarios], "za")
    for course in courses:
        progress = course_progress(course, "za-trafficking", scenarios, (), None).scenarios
        with_some = {one.scenario.level for one in progress if one.scenario.injects}
        assert with_some == set(LEVELS), course.id
    injects = [one for scenario in scenarios for one in scenario.injects]
    assert {one.trigger for one in injects} == {"at", "after", "if_not"}
    assert {one.channel for one in injects} == {"telephone", "visitor", "e_mail", "radio"}


def test_the_content_hash_does_not_include_courses(tmp_path: Path) -> None:
    shutil.copytree(ZA, tmp_path / "za-trafficking")
    shutil.rmtree(tmp_path / "za-trafficking" / "curricula")
    without, with_them = load_workflow(tmp_path / "za-trafficking"), load_workflow(ZA)
    assert without.definition is not None
    assert with_them.definition is not None
    assert without.definition.hash == with_them.definition.hash
    assert "curricula" in NOT_CONTENT


def test_a_module_takes_those_named_and_those_that_fit_in_order_of_level() -> None:
    hard, easy = scenario("hard", "advanced", "a"), scenario("easy", "beginner", "a", "b")
    known = (hard, easy, scenario("mid", "intermediate", "b"))
    chosen = module_scenarios(Module("m", "M", scenarios=("mid",), select=Selection(("a",))), known)
    assert [one.id for one in chosen] == ["easy", "mid", "hard"]
    fitting = Module("m", "M", select=Selection(("b",), ("beginner",)))
    assert [one.id for one in module_scenarios(fitting, known)] == ["easy"]
    assert module_scenarios(fitting, known, ["easy"]) == ()


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


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    """A workspace with a workflow that is a folder, one scenario and one course."""
    typist = new_typist(tmp_path, monkeypatch)
    folder = typist.folder / "workflows" / "parcel"
    (folder / "curricula").mkdir(parents=True)
    (folder / "scenarios").mkdir()
    text = (HERE / "parcel.yaml").read_text("utf-8")
    main, _, scenarios = text.partition("scenarios:\n  monday:\n")
    (folder / "workflow.yaml").write_text(main, "utf-8")
    lines = [line[4:] for line in scenarios.splitlines()]
    (folder / "scenarios" / "monday.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "curricula" / "postmasters.yaml").write_text(GOOD, "utf-8")
    return typist


def test_a_learner_goes_through_a_course(sop: Typist) -> None:
    begun = sop.ok("train", "course", "postmasters", "--learner", "L07").data
    assert (begun["next"], begun["completed"]) == ("monday", False)
    (sop.folder / "weak.yaml").write_text(
        "[{choice: shake}, {choice: hears}, {choice: gossip}, {choice: guard_knows},"
        " {choice: wound}]",
        "utf-8",
    )
    (sop.folder / "good.yaml").write_text(
        "[{choice: hears}, {choice: guard_knows}, {choice: wound}]", "utf-8"
    )
    sop("train", "play", "monday", "--answers", "weak.yaml", "--learner", "L07")
    tried = sop.ok("train", "course", "postmasters", "--learner", "L07").data
    stop = tried["modules"][0]["scenarios"][0]
    assert (stop["tries"], stop["passed"], tried["next"]) == (
        1,
        False,
        "monday",
    )  # 82 % of the 90 % asked
    sop.ok("train", "play", "monday", "--answers", "good.yaml", "--learner", "L07")
    assert sop.ok("train", "course", "postmasters", "--learner", "L07").data["modules"][0][
        "scenarios"
    ][0]["passed"]
    assert not sop.ok("train", "course", "postmasters", "--learner", "L08").data["modules"][0][
        "scenarios"
    ][0]["passed"]
    told = sop.ok("train", "progress").data["learners"]
    assert [(one["learner"], one["passed"], len(one["sessions"])) for one in told] == [
        ("L07", 1, 2)
    ]


def test_the_model_answers_run_a_course_to_its_end(sop: Typist) -> None:
    found = sop.ok("train", "course", "postmasters", "--check").data
    assert [one["model_passes"] for module in found["modules"] for one in module["scenarios"]] == [
        True
    ]
    path = sop.folder / "workflows" / "parcel" / "scenarios" / "monday.yaml"
    path.write_text(
        path.read_text("utf-8")
        .replace("{chose: hears, points: 4}", "{chose: hears.shake, points: 4}")
        .replace("weight: 3", "weight: 30"),
        "utf-8",
    )
    failed = sop.json("train", "course", "postmasters", "--check")
    assert (failed.code, "monday" in failed.json["message"]) == (1, True)


def test_a_course_with_a_mistake_is_refused_with_its_place(sop: Typist) -> None:
    path = sop.folder / "workflows" / "parcel" / "curricula" / "postmasters.yaml"
    path.write_text(GOOD.replace("[monday]", "[mondy]"), "utf-8")
    told = sop.json("train", "course")
    assert told.code == 1
    assert "curricula/postmasters.yaml:7" in told.json["reasons"][0]["what"]
