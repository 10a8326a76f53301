"""The first call: who you are, once; which case; danger before everything."""

from __future__ import annotations

from pathlib import Path

from tests.commands.guided_desk import GuidedDesk, script
from tests.commands.typing_in import Typist


def test_before_there_is_a_case_the_emergency_key_says_what_comes_first(sop: Typist) -> None:
    visit = GuidedDesk(sop).go(script("!", "q"))
    assert "First the case" in visit.text


def test_without_a_workspace_the_first_screen_names_the_folder_of_the_user(
    sop: Typist, tmp_path: Path
) -> None:
    """Before `sop init` it offers the cases of that folder, which may be another person's."""
    outside = tmp_path / "outside"
    outside.mkdir()
    sop.patch.chdir(outside)
    for name in ("SOP_NOW", "SOP_WORKSPACE", "SOP_CASE", "SOP_AS"):
        sop.patch.delenv(name, raising=False)
    sop.patch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    sop.patch.setenv("HOME", str(tmp_path / "home"))
    visit = GuidedDesk(sop).go(script("q"))
    first = " ".join(visit.shown[0].split())
    assert first.startswith("Workspace: ") and str(tmp_path / "home") in first.replace(" ", "")
    assert "(Make one here: sop init)" in first
