"""How a workflow is found among those of the office and those that come with the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.casework.library import Library, find_shipped_folder
from sop.model.refusal import UsageError


def test_shipped_workflows_are_found_beside_the_package() -> None:
    folder = find_shipped_folder()
    assert folder is not None
    assert Library(None, folder).find("fire-drill").origin == "shipped"


def test_an_unknown_workflow_gets_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as told:
        Library(tmp_path, find_shipped_folder()).find("fire-dril")
    assert "fire-drill" in told.value.remedy


def test_the_workflows_folder_of_the_checkout_is_no_second_one() -> None:
    folder = find_shipped_folder()
    assert Library(folder, folder).list_shadowed() == ()


def test_an_id_that_two_workflows_of_a_folder_bear_means_neither(tmp_path: Path) -> None:
    office, shipped = tmp_path / "office", tmp_path / "shipped"
    for folder in (office / "drill", shipped):
        folder.mkdir(parents=True)
    for file in (office / "drill.yaml", office / "drill" / "workflow.yaml", shipped / "drill.yaml"):
        file.write_text("", encoding="utf-8")
    library = Library(office, shipped, here=tmp_path)
    with pytest.raises(UsageError, match=r"'drill': office/drill, office/drill\.yaml"):
        library.find("drill")
    assert library.find("office/drill.yaml").path == office / "drill.yaml"
    (office / "drill.yaml").unlink()
    assert library.find("drill").path == office / "drill"
