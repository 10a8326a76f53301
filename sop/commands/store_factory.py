"""Which store a workspace has: the one place where a command meets the embedded store."""

from __future__ import annotations

from pathlib import Path

from sop.casework.worklist import rows_of_history
from sop.store.embedded_store import EmbeddedStore


def open_store(data: Path) -> EmbeddedStore:
    """Return the store under the folder; nothing is made before the first write."""
    return EmbeddedStore(data, rows_of_history)
