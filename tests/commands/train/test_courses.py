"""`sop train course`: a learner goes through a course, and a course checks itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.model.curriculum import LEVELS
from tests.commands.typing_in import Typist, new_typist
from tests.definition.test_curricula import FIVE, GOOD
from tests.training.games import HERE


@pytest.mark.parametrize("name", FIVE)
def test_a_shipped_course_is_run_to_its_end_with_model_answers(sop: Typist, name: str) -> None:
    told = sop.ok("train", "course", f"za-trafficking/{name}", "--check").data
    played = [one for module in told["modules"] for one in module["scenarios"]]
    assert len({one["scenario"] for one in played}) == len(played) >= 4
    assert all(one["model_passes"] is True for one in played)
    for module in told["modules"]:
        levels = [LEVELS.index(one["level"]) for one in module["scenarios"]]
        assert levels and levels == sorted(levels)


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
