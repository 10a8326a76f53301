"""A guarantee that is no longer proved is reported, if somebody proves."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sop.comparison.change import Change
from sop.comparison.compare import compare_definitions
from tests.comparison.test_compare import workflow


def test_a_guarantee_that_is_no_longer_proved_is_reported(tmp_path: Path) -> None:
    promise = ("tracks:\n", "guarantees:\n  told: {existence: drill.look.call is done}\ntracks:\n")
    old = workflow(tmp_path, "bad", promise)
    new = workflow(tmp_path, "bad", promise, ("version: 1.0.0", "version: 1.0.1"))
    verdicts: Mapping[str, Mapping[str, str]] = {
        "1.0.0": {"told": "proved", "always_can_close": "unknown", "nothing_dead": "violated"},
        "1.0.1": {"told": "violated", "always_can_close": "proved", "nothing_dead": "violated"},
    }
    changes = compare_definitions(old, new, lambda definition: verdicts[definition.version])
    assert [change for change in changes if change.group == "guarantees"] == [
        Change("guarantees", "looser", "told", "is no longer proved: violated"),
        Change("guarantees", "stricter", "always_can_close", "is now proved; it was unknown"),
    ]


def test_without_a_prover_no_proof_is_reported(tmp_path: Path) -> None:
    assert [
        c.group for c in compare_definitions(workflow(tmp_path, "bad"), workflow(tmp_path, "bad"))
    ] == []
