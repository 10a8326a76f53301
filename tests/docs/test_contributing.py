"""CONTRIBUTING names every file that a real change touched, for five kinds of change.

The files are those of commits in this repository, under today's names. A file may be named by a
pattern of the table (`checks/<rule>.py`), or by its folder (`schemas/`).
"""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

COMMITS = {
    # c89dcfa: deadlines that cannot be met or are tight, waits that are missing
    "a lint rule": (
        "docs/rules.md",
        "sop/checks/deadline_tight.py",
        "sop/checks/deadline_unreachable.py",
        "sop/checks/wait_missing.py",
        "sop/checks/rules.py",
        "sop/checks/reasoning/critical_path.py",
        "sop/checks/reasoning/timing_constraints.py",
        "tests/rules/wait-missing/bad_ways_without.out",
    ),
    # 3a3829b: a closed case is reopened, two cases are linked (events), with their commands
    "an event": (
        "sop/model/case_state.py",
        "sop/model/commands.py",
        "sop/model/events.py",
        "sop/engine/decide/facts.py",
        "sop/engine/decide/corrections.py",
        "sop/engine/evolve.py",
        "sop/store/event_codec.py",
        "sop/views/event_text.py",
        "sop/views/case.py",
        "sop/commands/case_json.py",
        "sop/schemas/case.show.json",
        "tests/store/test_event_codec.py",
    ),
    # 9487b44: languages of a workflow's texts
    "a key of the language": (
        "sop/comparison/declaration_changes.py",
        "sop/definition/compile.py",
        "sop/definition/definition_codec.py",
        "sop/definition/declarations.py",
        "sop/definition/workflow.schema.json",
        "sop/model/definition.py",
        "tests/definition/test_translations.py",
    ),
    # 0df9494: sop doctor and sop config
    "another command": (
        "sop/casework/doctor.py",
        "sop/casework/user_settings.py",
        "sop/commands/config.py",
        "sop/commands/doctor.py",
        "sop/commands/main.py",
        "sop/schemas/config.get.json",
        "sop/schemas/doctor.json",
        "tests/commands/test_doctor.py",
        "tests/commands/test_json.py",
    ),
    # ed82207: deadlines for a calendar
    "a format": (
        "pyproject.toml",
        "sop/casework/calendar_export.py",
        "sop/commands/worklist.py",
        "tests/casework/test_calendar_export.py",
    ),
}
IN_WORDS = {"sop/commands/worklist.py": "its choice in the command"}
"""Files that a row names in words, because each change has another."""


def row(kind: str) -> str:
    table = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    return next(line for line in table.splitlines() if line.startswith(f"| {kind}"))


def names(text: str, path: str) -> bool:
    """Whether the row names the file: itself, its folder, or a pattern."""
    if path in IN_WORDS:
        return IN_WORDS[path] in text
    short = path.removeprefix("sop/")
    for name in re.findall(r"`([^`]+)`", text):
        pattern = re.sub(r"<[^>]+>", "*", name)
        is_folder = name.endswith("/") and short.startswith(pattern.removesuffix("*/"))
        if fnmatch(short, pattern) or is_folder or fnmatch(short, f"*/{pattern}"):
            return True
    return False


@pytest.mark.parametrize("kind", COMMITS)
def test_every_file_of_a_real_change_is_named(kind: str) -> None:
    missing = [path for path in COMMITS[kind] if not names(row(kind), path)]
    assert missing == []


@pytest.mark.parametrize("path", sorted({path for paths in COMMITS.values() for path in paths}))
def test_the_files_are_there(path: str) -> None:
    assert (ROOT / path).exists()


def test_every_path_of_the_table_is_there() -> None:
    lines = (ROOT / "CONTRIBUTING.md").read_text("utf-8").splitlines()
    table = "\n".join(line for line in lines if line.startswith("| "))
    quoted = re.findall(r"`([^`]+)`", table)
    named = [name for name in quoted if re.fullmatch(r"[^<>*]*[/.][^<>*]*", name)]
    folders = ("", "sop", "sop/definition", "sop/engine/decide")
    lost = [
        name
        for name in named
        if " " not in name and not any((ROOT / folder / name).exists() for folder in folders)
    ]
    assert len(named) > 40
    assert lost == []
