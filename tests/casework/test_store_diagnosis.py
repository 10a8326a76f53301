"""Where damage makes the program fail, the damage is reported and not the program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sop.store.sealed_json import seal, unseal
from tests.commands.typing_in import Typist, new_typist


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    typist = new_typist(tmp_path, monkeypatch)
    typist.open()
    return typist


def test_a_definition_with_values_of_wrong_types_is_data_damaged(sop: Typist) -> None:
    (path,) = (sop.folder / "data" / "definitions").glob("*.json")
    compiled = json.loads(unseal(path.read_bytes()))
    action = compiled["tracks"]["drill"]["steps"]["alarm"]["actions"]["tell_fire_brigade"]
    action["by"] = 5
    path.write_bytes(seal(json.dumps(compiled).encode()))
    for words in (("checklist", "--all"), ("case", "show"), ("why",)):
        answer = sop(*words)
        assert (answer.code, "DATA DAMAGED" in answer.err) == (5, True), answer.err


def test_a_cache_with_values_of_wrong_types_is_removed(sop: Typist) -> None:
    sop.ok("workflow", "show", "fire-drill")
    for path in (sop.folder / "data" / "compiled").glob("*.json"):
        compiled = json.loads(unseal(path.read_bytes()))
        compiled["title"] = 3
        path.write_bytes(seal(json.dumps(compiled).encode()))
    answer = sop("workflow", "show", "fire-drill")
    assert (answer.code, "data/compiled was damaged" in " ".join(answer.err.split())) == (3, True)
    assert sop("workflow", "show", "fire-drill").code == 0


def test_a_defect_of_the_program_is_still_reported_as_one(sop: Typist) -> None:
    def broken(*given: object, **named: object) -> None:
        raise RuntimeError("a defect")

    sop.patch.setattr("sop.casework.case_service.replay_history", broken)
    sop.patch.setattr("sop.commands.context.CommandContext.file", broken)
    assert "Internal error" in sop("case", "show").err
