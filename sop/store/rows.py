"""What the index keeps of a case: its line in the case list and its open actions. Casework computes them.

The store asks for them through a callback, so that it imports neither the engine nor the views.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from sop.model.events import Event


class Head(NamedTuple):
    """How far a case's log goes: the number of its last event, and that event's hash."""

    version: int
    hash: str


class OpenAction(NamedTuple):
    """One action that somebody has to do or waits for. `track`, `step` local names; `action` the full path."""

    track: str
    step: str
    action: str
    code: str
    title: str
    by: tuple[str, ...]
    due: datetime | None = None
    state: str = "open"


class CaseRows(NamedTuple):
    """What the index keeps of one case."""

    workflow: str
    status: str  # open or closed
    opened_at: datetime | None = None
    incident: str | None = None
    actions: tuple[OpenAction, ...] = ()


RowsOf = Callable[[str, tuple[Event, ...]], CaseRows]
"""The rows of a case, from its id and all its events."""


class CaseLine(NamedTuple):
    """A line of the case list. `opened_at` is ISO 8601 text; `status` is open, closed or damaged."""

    case: str
    workflow: str | None
    status: str
    opened_at: str | None
    incident: str | None
    version: int


class WorkRow(NamedTuple):
    """An open action of a case, as the index holds it. `due` is ISO 8601 text with offset."""

    case: str
    workflow: str
    track: str
    step: str
    action: str
    code: str
    title: str
    by: tuple[str, ...]
    due: str | None
    state: str


class WorkQuery(NamedTuple):
    """Which open actions are asked for; None asks for all."""

    agency: str | None = None
    due_by: datetime | None = None
    workflow: str | None = None
    track: str | None = None
    state: str | None = None
    case: str | None = None
