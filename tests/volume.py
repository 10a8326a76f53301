"""How much random volume a test run has: `.ci/long` asks for more of it, and for other seeds.

    SOP_TIMES=5 SOP_SEED=7 pytest -s tests/store/test_kills.py

Both are integers. Without them a run is the one whose counts docs/reliability.md promises.
"""

from __future__ import annotations

import os

TIMES = max(1, int(os.environ.get("SOP_TIMES", "1")))
"""Factor of every count. Never below 1: a run with fewer cases than promised shows nothing."""
SEED = int(os.environ.get("SOP_SEED", "0"))
"""Added to the seeds, so that a longer run looks where the usual one does not."""


def times(count: int, usual: int | None = None) -> int:
    """The count for this run: that many times TIMES.

    `usual` is the count of a usual run where all of them would take too long: only `.ci/long` tries
    that many.
    """
    if usual is not None and TIMES == 1:
        return usual
    return TIMES * count
