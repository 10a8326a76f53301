"""2,000 writers killed with SIGKILL at random moments, four at once, on shared cases."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from sop.store.embedded_store import EmbeddedStore
from sop.store.index_rows import WorkQuery
from sop.store.port import UnknownCase
from sop.store.verify_case import verify_log
from tests.store.killed_writers import CASES
from tests.store.samples import embedded, event, log_of
from tests.volume import SEED, TIMES, times

KILLS = times(2_000)
SHARES = 4  # so that several cores share the kills; each share has a store of its own
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("share", range(SHARES))
def test_what_was_acknowledged_is_there_once_whatever_was_killed(
    tmp_path: Path, share: int
) -> None:
    kills = KILLS // SHARES
    command = [
        sys.executable,
        "-m",
        "tests.store.killed_writers",
        str(tmp_path),
        str(kills),
        str(2026 + SEED + share),
    ]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900 * TIMES)
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert (told["kills"], told["otherwise"], run.stderr) == (kills, [], "")

    store = embedded(tmp_path)
    histories = {case: keys_of(store, case) for case in CASES}
    acknowledged = [line.split(" ") for line in told["lines"]]
    for case, version, key in acknowledged:
        count = int(key.split(".")[2])
        assert histories[case][int(version) : int(version) + count] == [
            f"{key}.{place}" for place in range(count)
        ]

    written = Counter(key for keys in histories.values() for key in keys)
    assert set(written.values()) == {1}
    appends = Counter(key.rsplit(".", 1)[0] for key in written)
    assert {key: count for key, count in appends.items() if count != int(key.split(".")[2])} == {}

    unacknowledged = sum(not key.startswith("after.") for key in appends) - len(acknowledged)
    torn = len(store.status().quarantine) + sum(
        "never confirmed" in warning for warning in store.warnings
    )
    print(
        f"{told['kills']} kills, {len(acknowledged)} acknowledged appends of "
        f"{sum(written.values())} events, "
        f"{unacknowledged} whole but not acknowledged, {torn} torn ends"
    )
    assert len(acknowledged) > kills
    assert 0 <= unacknowledged <= kills

    check_index(store, histories)


def keys_of(store: EmbeddedStore, case: str) -> list[str | None]:
    """The keys of the case's events in order, after checking that its file is whole and can be
    written on.
    """
    try:
        version = store.load(case)[1]
    except UnknownCase:
        return []
    verified = verify_log(
        case,
        log_of(store, case).read_bytes(),
        store.index_sync.indexed_head(case),
        lambda pinned: None,
    )
    assert (verified.ok, verified.events) == (True, version), verified.problem
    store.append(case, version, [event(version + 1, key=f"after.{case}.1.0")])
    return [each.key for each in store.load(case)[0]]


def check_index(store: EmbeddedStore, histories: dict[str, list[str | None]]) -> None:
    """After folding what the killed writers left, the rows are those of the histories."""
    assert {row.case: row.title for row in store.work(WorkQuery())} == {
        case: f"{len(keys)} events" for case, keys in histories.items()
    }
    assert store.status().marked == ()
