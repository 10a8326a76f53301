"""README and docs say what happens: every console block is typed into a terminal, every workflow in
them is checked.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from textwrap import dedent

import pytest

from sop.checks.rules import run_checks
from sop.definition.load import load_workflow
from sop.engine.rehearse import run_rehearsal
from sop.model.calendar import Calendar
from tests.docs.document import Typed, turns_of
from tests.docs.terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
WITH_CONSOLE = [
    path for path in DOCUMENTS if any(isinstance(turn, Typed) for turn in turns_of(path))
]


@pytest.mark.parametrize("document", WITH_CONSOLE, ids=lambda path: path.name)
def test_every_console_block_shows_what_the_terminal_shows(document: Path, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    if os.environ.get("SOP_WRITE_GOLDEN"):
        document.write_text(terminal.written_down(document), "utf-8")
        return
    wrong = terminal.wrong_in(document)
    assert not wrong, "\n\n".join(wrong)


def test_readme_and_tutorial_have_console_blocks() -> None:
    assert {"README.md", "coordinators.md", "tutorial.md"} <= {path.name for path in WITH_CONSOLE}


def test_every_workflow_in_the_documents_is_clean(tmp_path: Path) -> None:
    found = 0
    for document in set(DOCUMENTS) - {
        ROOT / "docs" / "rules.md"
    }:  # its good and bad ones are run with the rules
        for block in re.findall(
            r"```yaml\n(language: 1.*?)```", document.read_text("utf-8"), re.DOTALL
        ):
            found += 1
            path = tmp_path / f"example{found}.yaml"
            path.write_text(block, "utf-8")
            problems = [f.message for f in run_checks(load_workflow(path)) if f.severity != "note"]
            assert problems == [], f"{document.name}: {problems}"
    assert found >= 1


def test_the_folder_that_the_manual_shows_is_clean_and_its_scenario_passes(tmp_path: Path) -> None:
    folder = _write_visitor_folder(tmp_path)
    loaded = load_workflow(folder)
    assert [finding.message for finding in run_checks(loaded)] == []
    assert loaded.definition is not None
    (scenario,) = loaded.scenarios
    assert [turn.expect is not None for turn in scenario.turns] == [True, False, False]
    result = run_rehearsal(loaded.definition, scenario, Calendar())
    assert (result.problem, result.ok) == ("", True)


def _write_visitor_folder(tmp_path: Path) -> Path:
    """Write the example of language.md as a folder: its one file cut up, and the files shown."""
    blocks = re.findall(
        r"```yaml\n(.*?)```", (ROOT / "docs" / "language.md").read_text("utf-8"), re.DOTALL
    )
    head, _, tracks = blocks[0].partition("tracks:\n  gate:\n")
    files = {"workflow.yaml": head}
    for block in blocks[1:]:
        if named := re.match(r"# visitor/(\S+)\n", block):
            files[named[1]] = block
    # The manual leaves the steps of the track out, because the file above it has them.
    files["tracks/gate.yaml"] = dedent(tracks)
    for name, text in files.items():
        path = tmp_path / "visitor" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    assert sorted(files) == [
        "expectations/expected_guest.yaml",
        "guarantees.yaml",
        "scenarios/expected_guest.yaml",
        "tracks/gate.yaml",
        "workflow.yaml",
    ]
    return tmp_path / "visitor"


def test_readme_names_the_two_commands_that_set_everything_up() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    commands = re.findall(r"^python3 -m venv \.venv && .*$", readme, re.MULTILINE)
    assert commands == [
        "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/sop demo",
        "python3 -m venv .venv && .venv/bin/pip install -q -e '.[test]' && .venv/bin/pytest -q",
    ]


def test_links_between_documents_lead_somewhere() -> None:
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"
