"""What `sop train record` writes of a session plays again with the same answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.typing_in import Typist, new_typist
from tests.training.games import HERE


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    return new_typist(tmp_path, monkeypatch)


def test_a_played_session_becomes_a_scenario_that_passes(sop: Typist) -> None:
    (sop.folder / "workflows" / "parcel.yaml").write_text(
        (HERE / "parcel.yaml").read_text("utf-8"), "utf-8"
    )
    choices = ("shake", "hears", "gossip", "guard_knows", "wound")
    answers = f"[{', '.join(f'{{choice: {choice}}}' for choice in choices)}]"
    (sop.folder / "a.yaml").write_text(answers, "utf-8")
    played = sop.json("train", "play", "parcel/monday", "--answers", "a.yaml").data["session"]
    sop.ok("train", "record", played, "-o", "again.yaml")
    text = (sop.folder / "again.yaml").read_text("utf-8")
    assert "MARKGUARDNOTE" in text
    assert sop.ok("train", "check", "again.yaml").data["scenarios"][0]["model_percent"] == 100
    refused = sop.json("train", "record", played, "-o", "again.yaml")
    assert (refused.code, "already" in refused.json["message"]) == (2, True)
