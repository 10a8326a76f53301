"""The limits leave room for everything that is shipped, and stop what would spoil a case."""

from __future__ import annotations

from pathlib import Path

from sop.model.limits import EVENT_BYTES, FILE_BYTES, KEY_CHARACTERS, TEXT_CHARACTERS

WORKFLOWS = Path(__file__).resolve().parents[2] / "workflows"


def test_the_limits_are_those_of_the_contract() -> None:
    found = (FILE_BYTES, TEXT_CHARACTERS, EVENT_BYTES, KEY_CHARACTERS)
    assert found == (2 * 1024 * 1024, 20_000, 64 * 1024, 200)


def test_each_shipped_file_is_far_below_the_limit() -> None:
    sizes = [path.stat().st_size for path in WORKFLOWS.rglob("*") if path.is_file()]
    assert max(sizes) < FILE_BYTES / 10
