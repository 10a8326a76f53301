"""What `sop train new` writes is a scenario that plays and passes its own check."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.typing_in import Typist, new_typist
from tests.training.games import HERE


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    return new_typist(tmp_path, monkeypatch)


def test_a_new_scenario_plays_and_is_ready(sop: Typist) -> None:
    made = sop.ok("train", "new", "first_day", "--from", "fire-drill").data["path"]
    assert sop.ok("train", "check", made).data["scenarios"][0]["findings"] == []
    taken = sop.json("train", "new", "first_day", "--from", "fire-drill")
    assert (taken.code, "already" in taken.json["message"]) == (2, True)
    assert sop.json("train", "new", "First day", "--from", "fire-drill").code == 2


@pytest.mark.parametrize("workflow", ["food-recall", "parcel"])
def test_a_skeleton_comes_from_any_workflow(sop: Typist, workflow: str) -> None:
    (sop.folder / "workflows" / "parcel.yaml").write_text(
        (HERE / "parcel.yaml").read_text("utf-8"), "utf-8"
    )
    made = sop.ok("train", "new", "begin", "--from", workflow).data["path"]
    assert sop.ok("train", "check", made).data["scenarios"][0]["choices_met"] == 2


def test_a_skeleton_gives_the_facts_without_which_no_case_is_opened(sop: Typist) -> None:
    text = (HERE / "parcel.yaml").read_text("utf-8")
    needed = "facts:\n  sent_on: {type: date, ask: When was it sent?, at_opening: required}\n"
    (sop.folder / "workflows" / "parcel.yaml").write_text(
        text.replace("facts:\n", needed, 1), "utf-8"
    )
    made = sop.ok("train", "new", "begin", "--from", "parcel").data["path"]
    assert 'facts: {sent_on: "2026-03-02"}' in Path(made).read_text("utf-8")
