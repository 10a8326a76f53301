"""What can be written into a case's history. The history only grows; the case is the fold of its events.

Paths are full dotted names of the definition that the case is pinned to. Times are aware datetimes.
`Event.dues` are the due times that this event fixed: path of a step, action or outcome (its `wait`) -> when, computed
from the clock that started with this event; None where a running clock stopped for want of its start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from sop.model.condition import Value
from sop.model.value import value

FactValues = Mapping[str, Value]
"""Fact -> value. A datetime is its ISO 8601 text with offset."""


@value
class CaseOpened:
    workflow: str
    workflow_version: str
    definition: str  # content hash that the case is pinned to
    facts: FactValues = field(default_factory=dict)
    incident: str | None = None


@value
class ActionDone:
    action: str
    facts: FactValues = field(default_factory=dict)
    form: str | None = None  # the evidence, as JSON text
    note: str | None = None


@value
class ActionWaived:
    action: str


@value
class OutcomeTaken:
    outcome: str
    to: str  # the step entered: local id, `back` resolved


@value
class InterruptRaised:
    interrupt: str
    left: str  # the step that it interrupted: local id


@value
class FactsRecorded:
    """`anytime` facts told, or (`correction`) other facts put right."""

    facts: FactValues
    correction: bool = False


@value
class CaseClosed:
    """A person closed the case."""


@value
class EventUndone:
    event: int


@value
class CaseLinked:
    """Another case belongs with this one: found together, or what goes on after this one was closed."""

    case: str


@value
class NoteWritten:
    text: str
    readers: tuple[str, ...] = ()  # stakeholders it is confidential to; empty: everyone on the case


Body = (
    CaseOpened
    | ActionDone
    | ActionWaived
    | OutcomeTaken
    | InterruptRaised
    | FactsRecorded
    | CaseClosed
    | EventUndone
    | CaseLinked
    | NoteWritten
)


@value
class Event:
    """One entry of a case's history. `id` counts from 1; order is the order of writing."""

    id: int
    at: datetime  # when it happened
    recorded: datetime  # when it was written
    as_: str  # the stakeholder
    body: Body
    by: str | None = None  # the person's name
    why: str | None = None
    dues: Mapping[str, datetime | None] = field(default_factory=dict)
    key: str | None = None  # makes a scripted write idempotent
