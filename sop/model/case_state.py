"""The state of a case: the fold of its events (event sourcing).

Nothing here decides; the engine does. Moments are aware datetimes. Mappings are not changed after
they are built.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Literal

from sop.model.condition import TrackStatus, Value
from sop.model.value import value


@value
class ActionRecord:
    """An action that was done or waived in one visit of its step.

    `event` is the ID of the event, `as_` the stakeholder, `by` the person's name. `form` is the
    evidence as JSON text. `home` and `reported_by` are those of the event.
    """

    state: Literal["done", "waived"]
    event: int
    at: datetime
    as_: str
    by: str | None = None
    facts: Mapping[str, Value] = field(default_factory=dict)
    form: str | None = None
    note: str | None = None
    home: str | None = None
    reported_by: str | None = None


@value
class Assignment:
    """A person has an action or the case. `event` is that of the assignment.

    `as_` is the stakeholder of the person, which assigned it. `of_case`: shown with an action, it
    is the person's because the whole case is.
    """

    person: str
    as_: str
    event: int
    accepted: bool = False
    of_case: bool = False


@value
class Visit:
    """One stay in a step.

    `number` counts the visits of that step from 1. `actions` are by local ID. `dues` are the due
    times by path: of the step, its actions and its outcomes. `assigned` has who has an action: by
    its local ID, then by stakeholder.
    """

    step: str
    number: int
    since: datetime
    event: int  # the event that entered the step
    actions: Mapping[str, ActionRecord] = field(default_factory=dict)
    dues: Mapping[str, datetime] = field(default_factory=dict)
    assigned: Mapping[str, Mapping[str, Assignment]] = field(default_factory=dict)


@value
class TrackState:
    """The state of one track.

    `visits` holds the latest visit of each step by local ID. `interrupted` are the steps whose
    visits wait, by local ID: the first is the one that `back` resumes (statechart history state),
    the others wait one below the other. `resumed_at` and `resumed_in` are the time and the event of
    the return to the current step; None if it was not interrupted.
    """

    status: TrackStatus = "waiting"
    step: str | None = None  # the current step, or the end at which it ended
    visits: Mapping[str, Visit] = field(default_factory=dict)
    interrupted: tuple[str, ...] = ()
    resumed_at: datetime | None = None
    resumed_in: int | None = None

    @property
    def remembered(self) -> str | None:
        """Return the step that `back` resumes; None if no visit waits."""
        return self.interrupted[0] if self.interrupted else None

    @property
    def visit(self) -> Visit | None:
        """Return the current visit; None while the track waits."""
        if self.step is None:
            return None
        return self.visits[self.step]


@value
class FactRecord:
    """The value of a fact and the event that recorded it.

    `origin` is the visit (track, step, number) whose action recorded it; None if no action did.
    `since_event` is the event that gave the fact this value, where `event` only repeated it. If
    `assumed`, no one stated the value: it is the definition's `initially`.
    `home` and `reported_by` are those of the event.
    """

    value: Value
    event: int
    at: datetime
    as_: str
    origin: tuple[str, str, int] | None = None
    since_event: int | None = None
    assumed: bool = False
    home: str | None = None
    reported_by: str | None = None


@value
class VoidRecord:
    """That the case was made void, by which event and whom, and of which case it is a duplicate."""

    event: int
    at: datetime
    as_: str
    duplicate_of: str | None = None


CaseStatus = Literal["open", "closed", "void"]


@value
class Case:
    """The state of a case after its events.

    `version` is the ID of the last event; 0 before the first. `definition` is the content hash that
    the case is pinned to. `tracks` and `facts` are by local ID. `undone` maps the ID of an undone
    event to the event that corrected it, `times` that of an event to the time at which it really
    happened. `not_known` has the facts without a value that were answered "not known", with that
    answer.
    """

    id: str
    workflow: str = ""
    definition: str = ""
    version: int = 0
    opened_at: datetime | None = None
    opened_as: str = ""
    closed_at: datetime | None = None
    incident: str | None = None
    tracks: Mapping[str, TrackState] = field(default_factory=dict)
    facts: Mapping[str, FactRecord] = field(default_factory=dict)
    undone: Mapping[int, int] = field(default_factory=dict)
    links: tuple[str, ...] = ()  # IDs of linked cases
    voided: VoidRecord | None = None
    times: Mapping[int, datetime] = field(default_factory=dict)
    label: str | None = None
    references: tuple[str, ...] = ()
    not_known: Mapping[str, FactRecord] = field(default_factory=dict)
    assigned: Mapping[str, Assignment] = field(default_factory=dict)  # the case, by stakeholder

    @property
    def is_closed(self) -> bool:
        """Whether the case takes no more work: it closed, or it is void."""
        return self.status != "open"

    @property
    def status(self) -> CaseStatus:
        """Return one word; a closed case that was made void is void."""
        if self.voided is not None:
            return "void"
        return "open" if self.closed_at is None else "closed"

    def value(self, fact: str) -> Value | None:
        """Return the fact's value; None while it is unknown."""
        record = self.facts.get(fact)
        return None if record is None else record.value
