"""The only place where commands choose the kind of store."""

from __future__ import annotations

from pathlib import Path

from sop.casework.worklist import rows_of_history
from sop.store.embedded_store import EmbeddedStore


def open_store(data: Path, kind: str = "work") -> EmbeddedStore:
    """Return the store in the folder; nothing is created before the first write."""
    return EmbeddedStore(data, rows_of_history, kind)
