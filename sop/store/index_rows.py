"""The rows that the index keeps of a case: its line in the case list and its open work.

Casework computes them: the caller that appends events passes the rows with them. Two times only
the store knows that it needs rows: when it rebuilds the index from the logs, and when it enters a
case whose writer died. For these it has a port, `RowsOf`, so that it imports neither the engine nor
casework.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sop.model.clock_faults import ClockMarks
from sop.model.events import Event
from sop.model.value import value

if TYPE_CHECKING:
    from sop.engine.work import WorkKind, WorkState
    from sop.model.definition import Definition


class IndexUnusable(Exception):
    """The rows cannot be trusted. The text says why: missing, malformed, old, incomplete."""


class IndexBusy(IndexUnusable):
    """Another process has it locked. It is not damaged, so it must not be made again."""


class Head(NamedTuple):
    """The end of a case's log: the number of its last event, and that event's hash.

    `chain` has the first digits of the hash of every event: so two copies of a case that went on
    differently are told apart from damage. It is empty where it is not known.
    """

    version: int
    hash: str
    chain: str = ""


class AssignmentRow(NamedTuple):
    """A person of a stakeholder has the work. `of_case`: because the whole case is theirs."""

    as_: str
    person: str
    accepted: bool
    of_case: bool = False


@value
class OpenAction:
    """One thing that a stakeholder has to do, as `sop.engine.work.WorkLine` describes it.

    `action` is its path: of an escalation that of the step, of a decision that of the outcome.
    `seen_by` has the stakeholders who may see that it is there, `due_seen_by` those who may see
    when it is due; None: everyone, also a viewer without a stakeholder.
    """

    track: str
    step: str
    action: str
    code: str
    title: str
    by: tuple[str, ...]
    due: datetime | None = None
    state: WorkState = "open"
    kind: WorkKind = "action"
    since: datetime | None = None
    late_after: datetime | None = None
    at_latest: datetime | None = None
    held: bool = False
    seen_by: tuple[str, ...] | None = None
    due_seen_by: tuple[str, ...] | None = None
    optional: bool = False
    assigned: tuple[AssignmentRow, ...] = ()


class DangerRow(NamedTuple):
    """One reason why a case is in danger. `since` is ISO 8601 text with offset.

    `path` is the fact or the step. `seen_by` are the stakeholders who may see it; None: everyone,
    also a viewer without a stakeholder.
    """

    path: str
    what: str
    since: str
    seen_by: tuple[str, ...] | None = None
    case: str = ""


class TrackRow(NamedTuple):
    """Where a track of a case that has begun is now.

    `code` and `title` are those of the step. `seen_by` are the stakeholders who may see that the
    track began; None: everyone, also a viewer without a stakeholder.
    """

    track: str
    step: str
    code: str
    title: str
    is_running: bool = True
    seen_by: tuple[str, ...] | None = None


class CaseRows(NamedTuple):
    """All rows of one case."""

    workflow: str
    status: str  # open, closed or void
    opened_at: datetime | None = None
    incident: str | None = None
    actions: tuple[OpenAction, ...] = ()
    clock: ClockMarks = ClockMarks()
    dangers: tuple[DangerRow, ...] = ()
    label: str | None = None
    references: tuple[str, ...] = ()
    tracks: tuple[TrackRow, ...] = ()
    assigned: tuple[AssignmentRow, ...] = ()  # the case itself
    recorded: datetime | None = None  # when the last of its events was written
    earlier_labels: tuple[str, ...] = ()  # what papers may still call it


RowsOf = Callable[[str, tuple[Event, ...], "Callable[[str], Definition]"], CaseRows]
"""Returns the rows of a case from its id, all its events, and the definitions by hash."""


@value
class CaseLine:
    """A line of the case list. `opened_at` is ISO 8601 text.

    `status` is open, closed, void or damaged. `tracks_text` has the tracks as the index keeps them;
    `index_columns.read_tracks` returns them, for the lists that show them. `earlier_text` has the
    labels that it had before, which only a search reads.
    """

    case: str
    workflow: str | None
    status: str
    opened_at: str | None
    incident: str | None
    version: int
    label: str | None = None
    references: tuple[str, ...] = ()
    tracks_text: str = "[]"
    assigned: tuple[AssignmentRow, ...] = ()
    earlier_text: str = "[]"


@value
class ClockLine:
    """A case that was recorded by a wrong clock: its `latest` moment is ahead of the clock now.

    Or event `behind` was recorded by a clock behind an earlier one.
    """

    case: str
    latest: datetime | None
    behind: int | None


@value
class WorkRow:
    """Open work in a case, as the index holds it.

    `due`, `late_after` and `at_latest` are ISO 8601 text with offset, `label` is that of the case.
    """

    case: str
    workflow: str
    track: str
    step: str
    action: str
    code: str
    title: str
    by: tuple[str, ...]
    due: str | None
    state: WorkState
    kind: WorkKind = "action"
    late_after: str | None = None
    at_latest: str | None = None
    held: bool = False
    seen_by: tuple[str, ...] | None = None
    due_seen_by: tuple[str, ...] | None = None
    optional: bool = False
    label: str | None = None
    assigned: tuple[AssignmentRow, ...] = ()


@value
class WorkQuery:
    """Which rows to return; None, and no kind, stand for all.

    `at`: only those that count by then. `due_by` includes decisions without a date.
    """

    agency: str | None = None
    due_by: datetime | None = None
    workflow: str | None = None
    track: str | None = None
    state: str | None = None
    case: str | None = None
    kinds: tuple[WorkKind, ...] = ()
    at: datetime | None = None
    incident: str | None = None
