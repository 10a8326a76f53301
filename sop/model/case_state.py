"""Where a case stands: the fold of its events. Nothing here decides; the engine does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Literal

from sop.model.condition import TrackStatus, Value
from sop.model.value import value


@value
class ActionRecord:
    """What became of an action in one visit."""

    state: Literal["done", "waived"]
    event: int
    at: datetime
    as_: str
    by: str | None = None
    facts: Mapping[str, Value] = field(default_factory=dict)
    form: str | None = None
    note: str | None = None


@value
class Visit:
    """One stay in a step. `number` counts the visits of that step from 1."""

    step: str
    number: int
    since: datetime
    event: int  # the event that entered the step
    actions: Mapping[str, ActionRecord] = field(default_factory=dict)  # by local id
    dues: Mapping[str, datetime] = field(
        default_factory=dict
    )  # by path of the step, its actions, its outcomes


@value
class TrackState:
    """`visits` holds the latest visit of each step by its id; `remembered` is the step that `back` resumes."""

    status: TrackStatus = "waiting"
    step: str | None = None  # the current step, or the end at which it ended
    visits: Mapping[str, Visit] = field(default_factory=dict)
    remembered: str | None = None

    @property
    def visit(self) -> Visit | None:
        """The current visit; None while the track waits."""
        return self.visits[self.step] if self.step is not None else None


@value
class FactRecord:
    """A fact's value, and where it came from: the visit (track, step, number) whose action recorded it, else None."""

    value: Value
    event: int
    at: datetime
    as_: str
    origin: tuple[str, str, int] | None = None


@value
class Case:
    """`version` is the id of the last event; 0 before the first. `undone` maps an undone event to its correction."""

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
    links: tuple[str, ...] = ()  # cases that belong with this one

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    def value(self, fact: str) -> Value | None:
        """The fact's value; None while it is unknown."""
        record = self.facts.get(fact)
        return None if record is None else record.value
