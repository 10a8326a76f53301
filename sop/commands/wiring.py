"""Which store a workspace has: the one place where a command meets the embedded store."""

from __future__ import annotations

from pathlib import Path

from sop.casework.worklist import rows_for
from sop.model.events import Event
from sop.store.embedded_store import EmbeddedStore
from sop.store.index_rows import CaseRows


def open_store(data: Path) -> EmbeddedStore:
    """The store under the folder; nothing is made before the first write."""

    def rows_of(case_id: str, events: tuple[Event, ...]) -> CaseRows:
        return rows_for(store.definition)(case_id, events)

    store = EmbeddedStore(data, rows_of)
    return store
