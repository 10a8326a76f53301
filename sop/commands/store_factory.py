"""The only place where commands choose the kind of store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sop.store.embedded_store import EmbeddedStore
from sop.store.index_rows import CaseRows

if TYPE_CHECKING:
    from sop.model.definition import Definition
    from sop.model.events import Event


def open_store(data: Path, kind: str = "work") -> EmbeddedStore:
    """Return the store in the folder; nothing is created before the first write."""
    return EmbeddedStore(data, _rows_of_history, kind)


def _rows_of_history(
    case_id: str, events: tuple[Event, ...], definition_of: Callable[[str], Definition]
) -> CaseRows:
    # late: start-up; only an index that is made or repaired needs the rows of a whole history
    from sop.casework.worklist import rows_of_history

    return rows_of_history(case_id, events, definition_of)
