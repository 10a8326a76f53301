"""Whatever stands in a case's file: it is read, or refused as damaged, or its torn end is moved
aside.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.store.event_codec import canonical, event_to_json
from sop.store.event_schema import check_event
from tests.hostile.nursery import nursed
from tests.store.samples import event
from tests.volume import times

MUTANTS = times(10_000, usual=2_000)


def test_mutants_of_a_case_file_are_read_or_refused_by_store_and_program(tmp_path: Path) -> None:
    ran, wrong = nursed("tests.hostile.case_files", "cases", MUTANTS, tmp_path)
    assert wrong == []
    assert ran == MUTANTS


@pytest.mark.parametrize(
    "changed",
    [
        {"as": None},
        {"by": 3},
        {"at": "2026-03-04T12:00:00"},
        {"at": "9999-12-31T00:00:00+00:00"},
        {"id": True},
        {"text": []},
        {"readers": "lab"},
        {"dues": []},
        {"dues": {"a.b": 1}},
        {"recorded": 0},
    ],
    ids=lambda changed: canonical(changed).decode(),
)
def test_an_event_with_a_value_of_another_kind_is_no_event(changed: dict[str, object]) -> None:
    stored = event_to_json(event(2))
    check_event(stored)
    with pytest.raises(ValueError, match=r"has a wrong value|Invalid"):
        check_event({**stored, **changed})
