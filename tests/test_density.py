"""One decision per line: benchmarks/density.py counts correctly, and sop/ is within the limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.density import (
    ROOT,
    Source,
    body_lines,
    count_branches,
    count_comments,
    count_lines,
    crowded_statements,
    density,
    long_lines,
    nested_conditionals,
    read_source,
    read_sources,
)

MOST_CONDITIONAL = 20
"""Conditional expressions per 1,000 lines. Comparable programs have 1 to 11."""
MOST_BRANCHES = 0.40
"""Branches per line of a function. Comparable programs have 0.12 to 0.35."""

TEXT = '''"""A module."""

# A comment alone.
LIMIT = 3  # and one at the end


def judge(values: list[int], limit: int) -> str:
    """The docstring is not part of the body lines."""
    found = [value for value in values if value > 0]

    # Why it is so.
    if found and len(found) > limit:
        return "a" if limit else "b" if found else "c"
    for one in [n for n in found]:
        assert one
    both = [n for n in found] + [n for n in values]
    return str(both)
'''


def test_each_figure_is_counted_as_its_docstring_says(tmp_path: Path) -> None:
    path = tmp_path / "judge.py"
    path.write_text(TEXT + "#" * 101 + "\n", "utf-8")
    source = read_source(path)
    lines = TEXT.splitlines()
    return_line = lines.index('        return "a" if limit else "b" if found else "c"') + 1
    both_line = lines.index("    both = [n for n in found] + [n for n in values]") + 1
    assert (count_lines(source), count_comments(source)) == (14, 4)
    assert list(long_lines(source)) == [len(lines) + 1]
    assert list(nested_conditionals(source)) == [return_line]
    assert list(crowded_statements(source)) == [both_line]
    assert len(body_lines(source)) == 7
    # A comprehension with an `if`: 2; `if` and `and`: 2; two conditional expressions: 2; `for` over
    # a comprehension: 2; `assert`: 1; two comprehensions: 2.
    assert count_branches(source) == 11


@pytest.mark.parametrize(
    ("body", "branches"),
    [
        ("try:\n        pass\n    except OSError:\n        pass", 1),
        ("while a or b or c:\n        pass", 3),
        ("match a:\n        case 1:\n            pass\n        case _:\n            pass", 2),
        ("if a:\n        pass\n    elif b:\n        pass\n    else:\n        pass", 2),
        ("def g() -> None:\n        if a:\n            pass", 1),
    ],
)
def test_a_branch_is_counted_once(tmp_path: Path, body: str, branches: int) -> None:
    path = tmp_path / "f.py"
    path.write_text(f"def f() -> None:\n    {body}\n", "utf-8")
    assert count_branches(read_source(path)) == branches


@pytest.fixture(scope="module")
def sources() -> list[Source]:
    found = read_sources(ROOT / "sop")
    assert len(found) > 200
    return found


def places(places_in: Callable[[Source], Iterator[int]], sources: list[Source]) -> list[str]:
    """FILE:LINE for each place."""
    return [
        f"{source.path.relative_to(ROOT)}:{number}"
        for source in sources
        for number in places_in(source)
    ]


def test_no_conditional_expression_is_within_another(sources: list[Source]) -> None:
    assert places(nested_conditionals, sources) == []


def test_no_statement_has_two_comprehensions(sources: list[Source]) -> None:
    assert places(crowded_statements, sources) == []


def test_no_line_of_the_program_or_its_tests_is_longer_than_100_columns(
    sources: list[Source],
) -> None:
    assert places(long_lines, [*sources, *read_sources(ROOT / "tests")]) == []


def test_few_lines_have_a_conditional_expression_and_few_a_branch(sources: list[Source]) -> None:
    found = density(sources)
    assert found.conditional_per_1000 <= MOST_CONDITIONAL
    assert found.branches_per_line <= MOST_BRANCHES
