"""`sop workflow new`: a new workflow, or a copy of another under its own name."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.casework import new_workflow
from sop.casework.library import find_shipped_folder
from tests.commands.typing_in import Typist


def test_new_writes_a_workflow_that_passes_and_can_be_opened(sop: Typist) -> None:
    sop.ok("workflow", "new", "office-move")
    checked = sop.ok("check", "office-move", "--strict")
    assert checked.data["findings"] == []
    sop.open("office-move", as_="office")
    sop.ok("do", "look", "--set", "is_complete=yes")
    assert sop.ok("advance", "complete").data["closed"] == ["work"]
    for name in ("office-move", "Bad Name", "../up", "x--", ""):
        assert sop.json("workflow", "new", name).code == 2, name


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_copy_of_a_folder_is_the_same_workflow_under_another_name(sop: Typist) -> None:
    made = sop.ok("workflow", "new", "our-nrm", "--from", "uk-nrm")
    assert made.data == {"id": "our-nrm", "path": "workflows/our-nrm", "copied_from": "uk-nrm"}
    original = find_shipped_folder() or Path()
    assert files(sop.folder / "workflows" / "our-nrm") == files(original / "uk-nrm")
    assert sop.ok("check", "our-nrm", "--strict").data["summary"]["workflows"] == [
        "workflows/our-nrm"
    ]
    assert {one["ok"] for one in sop.ok("workflow", "test", "our-nrm").data["scenarios"]} == {True}


def test_a_copy_of_a_file_names_itself_where_the_original_did(sop: Typist) -> None:
    assert (
        sop.ok("workflow", "new", "our-drill", "--from", "fire-drill").data["path"]
        == "workflows/our-drill.yaml"
    )
    written = (sop.folder / "workflows" / "our-drill.yaml").read_text("utf-8")
    original = (sop.folder / "workflows" / "fire-drill.yaml").read_text("utf-8")
    assert "sop check workflows/our-drill.yaml" in written
    assert written == original.replace("workflows/fire-drill.yaml", "workflows/our-drill.yaml")


def test_only_where_a_copy_means_itself_does_it_change(sop: Typist) -> None:
    original = sop.folder / "workflows" / "visitor"
    (original / "scenarios").mkdir(parents=True)
    (original / ".hidden").write_text("x", encoding="utf-8")
    (original / "workflow.yaml").write_text(
        "# workflows/visitor, workflows/visitor-2\ntitle: visitor\n", encoding="utf-8"
    )
    (original / "scenarios" / "a.yaml").write_bytes(
        b"workflow: visitor # here\r\nworkflow: visitors\r\n"
    )
    sop.ok("workflow", "new", "guest", "--from", "workflows/visitor")
    assert files(sop.folder / "workflows" / "guest") == {
        "workflow.yaml": b"# workflows/guest, workflows/visitor-2\ntitle: visitor\n",
        "scenarios/a.yaml": b"workflow: guest # here\r\nworkflow: visitors\r\n",
    }


def test_a_copy_is_never_written_over_anything_and_leaves_nothing_half(
    sop: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(sop.folder / "workflows")
    for arguments in (
        ("fire-drill", "--from", "uk-nrm"),
        ("ours", "--from", "fire-drll"),
        ("Ours", "--from", "uk-nrm"),
    ):
        assert sop.json("workflow", "new", *arguments).code == 2, arguments
    (sop.folder / "workflows" / "ours.yml").write_text("language: 1\n", encoding="utf-8")
    assert sop.json("workflow", "new", "ours", "--from", "uk-nrm").code == 2

    def full(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(new_workflow, "_rename_workflow", full)
    assert sop.json("workflow", "new", "theirs", "--from", "uk-nrm").code != 0
    assert files(sop.folder / "workflows") == before | {"ours.yml": b"language: 1\n"}
    assert [
        one.name for one in (sop.folder / "workflows").iterdir() if one.name.startswith(".")
    ] == []
