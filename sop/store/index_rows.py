"""What the index keeps of a case: its line in the case list and what waits for somebody. Casework computes them.

Whoever appends events gives the rows with them. Only the store knows when rows are needed otherwise: while it makes the
index again from the logs, or enters a case whose writer died. For these it has a port, `RowsOf`, so that it imports
neither the engine nor casework.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from sop.model.events import Event

if TYPE_CHECKING:
    from sop.model.definition import Definition


class Head(NamedTuple):
    """How far a case's log goes: the number of its last event, and that event's hash."""

    version: int
    hash: str


WorkKind = Literal["action", "escalation", "decision"]
"""An action to be done; a step whose deadline has passed, for whom it escalates to; an outcome to be taken."""


class OpenAction(NamedTuple):
    """One thing that somebody has to do. `track`, `step` local names; `action` the full path of the action; of an
    escalation that of the step, of a decision that of the outcome. `since`: not before this moment."""

    track: str
    step: str
    action: str
    code: str
    title: str
    by: tuple[str, ...]
    due: datetime | None = None
    state: str = "open"
    kind: WorkKind = "action"
    since: datetime | None = None


class CaseRows(NamedTuple):
    """What the index keeps of one case."""

    workflow: str
    status: str  # open or closed
    opened_at: datetime | None = None
    incident: str | None = None
    actions: tuple[OpenAction, ...] = ()


RowsOf = Callable[[str, tuple[Event, ...], "Callable[[str], Definition]"], CaseRows]
"""The rows of a case, from its id, all its events, and what gives a definition by its hash."""


class CaseLine(NamedTuple):
    """A line of the case list. `opened_at` is ISO 8601 text; `status` is open, closed or damaged."""

    case: str
    workflow: str | None
    status: str
    opened_at: str | None
    incident: str | None
    version: int


class WorkRow(NamedTuple):
    """What waits for somebody in a case, as the index holds it. `due` is ISO 8601 text with offset."""

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
    kind: WorkKind = "action"


class WorkQuery(NamedTuple):
    """Which rows are asked for; None, and no kind, ask for all. `at`: only those that wait by then."""

    agency: str | None = None
    due_by: datetime | None = None
    workflow: str | None = None
    track: str | None = None
    state: str | None = None
    case: str | None = None
    kinds: tuple[WorkKind, ...] = ()
    at: datetime | None = None
    incident: str | None = None
