"""The tables of quick and slow tests name what is there, and the marker follows them."""

from __future__ import annotations

from pathlib import Path, PurePath

import pytest

from tests.quick import QUICK, SLOW, is_quick, may_hold_quick

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", [*QUICK, *SLOW])
def test_what_a_table_names_is_there(name: str) -> None:
    assert (ROOT / name.split("::")[0]).exists()


def test_what_is_slow_would_be_quick_otherwise_and_says_how_long_it_takes() -> None:
    assert [name for name in SLOW if not name.startswith(tuple(QUICK))] == []
    assert [name for name, reason in SLOW.items() if " s" not in reason] == []


@pytest.mark.parametrize(
    ("name", "quick"),
    [
        ("tests/engine/test_evolve.py::test_a_name", True),
        ("tests/engine/test_reference.py::test_a_walk[1]", False),
        ("tests/test_house.py::test_lint_and_types_are_clean[ruff]", True),
        ("tests/test_house.py::test_lint_and_types_are_clean[mypy]", False),
        ("tests/store/test_kills.py::test_a_kill", False),
    ],
)
def test_a_test_is_quick_by_its_name(name: str, quick: bool) -> None:
    assert is_quick(name) is quick


@pytest.mark.parametrize(
    ("path", "read"),
    [
        ("tests/engine", True),
        ("tests/store/test_port.py", True),
        ("tests/store/test_kills.py", False),
        ("tests/engine/test_reference.py", False),
    ],
)
def test_a_file_without_quick_tests_is_not_imported_for_them(path: str, read: bool) -> None:
    assert may_hold_quick(PurePath("/there") / path, PurePath("/there")) is read
