"""The tests that docs/reliability.md names exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reliability.md").read_text("utf-8")
ROWS = re.findall(r"^\| [A-Z]\w* \| .* \| `(tests/[\w/.]+)`, `(\w+)[^`]*` \|$", PAGE, re.MULTILINE)


def test_the_page_lists_the_faults_that_testers_found() -> None:
    assert len(ROWS) >= 150


@pytest.mark.parametrize(("file", "name"), ROWS, ids=lambda part: part)
def test_a_test_that_the_page_names_exists(file: str, name: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    assert name == "all" or f"def {name}(" in text
