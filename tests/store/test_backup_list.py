"""`backup.json` comes back as it was written, or is not read."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sop.model.refusal import UsageError
from sop.store.backup_list import list_bytes, read_list
from sop.store.case_log import CasePlace
from sop.store.port import IntegrityError
from sop.store.verify_case import Verification
from tests.hostile.store_files import strange_json
from tests.store.samples import CASE, OTHER

PLACE = Path("kept")
NAME = CasePlace(Path(), CASE).log.as_posix()
SUM = "0" * 64
WHOLE = Verification(case=CASE, ok=True, events=3, head=SUM, last="2026-03-02T09:30:00+00:00")
DAMAGED = Verification(case=OTHER, ok=False, events=1, head=None, problem="It is damaged.")


def written() -> bytes:
    now = datetime(2026, 3, 2, 10, tzinfo=UTC)
    return list_bytes({NAME: SUM}, {NAME: 7}, [WHOLE, DAMAGED], now)


def test_what_is_written_is_read() -> None:
    found = read_list(PLACE, written())
    assert (found.files, found.sizes) == ({NAME: SUM}, {NAME: 7})
    assert {case: (head.version, head.hash) for case, head in found.cases.items()} == {
        CASE: (3, SUM)
    }
    assert found.problems == ("It is damaged.",)
    assert (found.made, found.events) == ("2026-03-02T10:00:00+00:00", 4)
    assert found.last == WHOLE.last


def test_a_list_of_an_earlier_sop_is_read() -> None:
    listed = json.loads(written())
    for name in ("sizes", "made", "events", "last"):
        del listed[name]
    found = read_list(PLACE, json.dumps(listed).encode())
    assert (found.sizes, found.made, found.events, found.last) == ({}, None, None, None)


def test_without_a_list_it_is_not_a_backup_and_a_later_format_is_named() -> None:
    with pytest.raises(UsageError, match="is not a backup"):
        read_list(PLACE, None)
    with pytest.raises(UsageError, match="has format 2"):
        read_list(PLACE, b'{"format":2}')


def test_a_changed_list_is_read_or_refused() -> None:
    listed: Any = json.loads(written())
    refused = 0
    for seed in range(500):
        changed = strange_json(listed, random.Random(seed))
        try:
            read_list(PLACE, json.dumps(changed).encode())
        except IntegrityError as error:
            refused += "cannot be read" in error.message
        except UsageError:
            pass
    assert refused > 200
