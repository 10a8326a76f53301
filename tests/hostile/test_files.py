"""Whatever stands in a file, reading it gives findings: no traceback, no signal, at most 5 s and
300 MB each.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.definition.load import load_workflow
from sop.definition.schema_termination import is_endless
from tests.hostile.bombs import FILES, SMALL
from tests.hostile.nursery import nursed
from tests.volume import times

BOMBS = 60
MUTANTS = times(20_000, usual=4_000)


def test_files_made_to_break_a_reader_end_in_findings(tmp_path: Path) -> None:
    assert len(FILES) >= BOMBS
    ran, wrong = nursed("tests.hostile.bombs", "bombs", 2 * len(FILES), tmp_path)
    assert wrong == []
    assert ran == 2 * len(FILES)  # each read, and each through `sop check`


def test_mutants_of_the_shipped_files_give_findings_and_nothing_else(tmp_path: Path) -> None:
    ran, wrong = nursed("tests.hostile.mutants", "workflows", MUTANTS, tmp_path)
    assert wrong == []
    assert ran == MUTANTS


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("a form that is itself", "bad-form"),
        ("a form in a circle", "bad-form"),
        ("a form that doubles forty times", "bad-form"),
        ("a form under another name", "bad-form"),
        ("a form with a dynamic reference", "bad-form"),
        ("a form with a pattern that never ends", "bad-form"),
        ("a form with an alternative that never ends", "bad-form"),
        ("a form from elsewhere", "bad-form"),
        ("terms that double", "too-large"),
        ("four megabytes of line ends", "too-large"),
        ("a directive of a million handles", "too-large"),
        ("aliases of nine levels", "yaml-feature"),
        ("brackets without an end", "too-large"),
        ("UTF-16", "encoding"),
    ],
)
def test_the_finding_names_what_is_wrong_with_it(tmp_path: Path, name: str, rule: str) -> None:
    (tmp_path / "food.yaml").write_bytes(FILES[name])
    assert rule in {finding.rule for finding in load_workflow(tmp_path / "food.yaml").findings}


def test_the_file_that_the_bombs_are_made_of_has_no_finding(tmp_path: Path) -> None:
    (tmp_path / "food.yaml").write_text(SMALL, encoding="utf-8")
    assert load_workflow(tmp_path / "food.yaml").findings == ()


@pytest.mark.parametrize(
    ("pattern", "endless"),
    [
        ("^(a+)+$", True),
        ("^(a|a|aa)*$", True),
        ("(a{1,20}){1,20}", True),
        ("(a?){9}", True),
        (".*.*.*.*.*", True),
        (r"\S", False),
        ("^[A-Z]{2}[0-9]{6}$", False),
        ("^(yes|no)$", False),
        (r"^[^@\s]+@[^@\s]+$", False),
        (r"^[0-9]{1,3}(\.[0-9]{1,3}){3}$", False),
        ("^[a-z](, [a-z])*$", False),
        (r"^[0-9]{4}-[0-9]{2}$", False),
    ],
)
def test_a_pattern_is_refused_when_it_may_never_end(pattern: str, endless: bool) -> None:
    assert is_endless(pattern) is endless
