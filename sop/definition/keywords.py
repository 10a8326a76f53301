"""The words of the language: the form of IDs, reserved words, and units of time."""

from __future__ import annotations

import re
from typing import get_args

from sop.model.duration import Unit

RESERVED = frozenset({
    "and", "or", "not", "is", "one", "of", "at", "least", "most", "known", "unknown",
    "true", "false", "done", "current", "visited", "waiting", "running", "ended",
})  # fmt: skip
"""Words of conditions; as IDs or choices they would make conditions ambiguous."""

# \Z, not $: a line end after the ID is an error.
ID = re.compile(r"[a-z][a-z0-9_]*\Z")
WORKFLOW_ID = re.compile(r"[a-z][a-z0-9_-]*\Z")
UNITS: tuple[str, ...] = get_args(Unit)
