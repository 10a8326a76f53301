"""README and docs say what happens: every console block is typed into a terminal, every workflow in
them is checked.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from sop.checks.rules import run_checks
from sop.definition.load import load_workflow
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
