"""The faults of planted_faults.py can still be planted: the text that each replaces stands there
once, and is code.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.store.planted_faults import FAULTS, ROOT, Fault

PROMISED = 10


def test_there_are_ten_faults_each_with_tests_that_exist() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= PROMISED
    named = [word for fault in FAULTS for word in fault.tests if word.startswith("tests/")]
    assert [word for word in named if not (ROOT / word).exists()] == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_can_be_planted(fault: Fault) -> None:
    text = Path(ROOT / fault.path).read_text("utf-8")
    planted = fault.planted(text)
    assert planted != text
    ast.parse(planted)


def test_a_text_that_is_gone_is_told() -> None:
    gone = FAULTS[0]._replace(old="no such line")
    with pytest.raises(ValueError, match="stands 0 times"):
        gone.planted((ROOT / gone.path).read_text("utf-8"))
