"""Damage to the store's own files ends in words, never as a defect of the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.nursery import nursed
from tests.hostile.store_files import KINDS
from tests.volume import TIMES

MUTANTS = 450 if TIMES == 1 else 900 * TIMES
"""All kinds in turn. `.ci/long` runs ten times as many: 4,500."""


def test_mutants_of_the_stores_own_files_end_in_words(tmp_path: Path) -> None:
    ran, wrong = nursed("tests.hostile.store_files", "all", MUTANTS, tmp_path)
    assert wrong == []
    assert ran == MUTANTS


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_file_is_among_the_mutants(kind: str) -> None:
    assert KINDS.index(kind) < MUTANTS
