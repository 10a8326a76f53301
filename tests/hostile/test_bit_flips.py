"""Bit rot never changes a rule, a deadline or a list in silence."""

from __future__ import annotations

from pathlib import Path

from tests.hostile.nursery import nursed
from tests.volume import times

FLIPS = times(400)


def test_a_flipped_bit_in_cache_definition_or_index_is_noticed_or_harmless(tmp_path: Path) -> None:
    ran, wrong = nursed("tests.hostile.bit_flips", "all", FLIPS, tmp_path)
    assert wrong == []
    assert ran == FLIPS
