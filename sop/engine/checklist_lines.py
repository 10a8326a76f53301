"""What a checklist says: the shapes that `checklist` answers with, for screens, JSON and the property tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Literal

from sop.model.case_state import ActionRecord
from sop.model.condition import Value
from sop.model.refusal import Reason
from sop.model.suggestion import Suggestion
from sop.model.value import value

ActionState = Literal["done", "open", "waiting", "gated", "not_needed", "unknown", "waived"]
PENDING: tuple[ActionState, ...] = ("open", "waiting", "gated", "unknown")
"""States of an action that somebody still has to see to."""
TrackView = Literal["waiting", "running", "held", "ended"]


@value
class ActionLine:
    """One action of a current step. `reasons` is why it cannot be done now, apart from who, evidence and time."""

    path: str
    code: str
    title: str
    by: tuple[str, ...]
    state: ActionState
    required: bool
    reasons: tuple[Reason, ...] = ()
    due: datetime | None = None
    due_not_running: str | None = None  # the datetime fact whose value the deadline still misses
    overdue: bool = False
    law: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    may_record: tuple[str, ...] = ()
    form: str | None = None
    warn: str = ""
    say: str = ""
    record: ActionRecord | None = None  # who did or waived it, when
    repeatable: bool = False  # done, and may be done again now
    waivable_by: tuple[str, ...] = ()
    suggest: Suggestion | None = None  # the command that does it, where it can be done now

    @property
    def is_needed(self) -> bool:
        """Whether its step cannot be left without it, as things stand."""
        return self.required and self.state in PENDING


@value
class WayLine:
    """An outcome or an interrupt. `open`: decide accepts it for those in `by`, given a reason where one is asked.

    `to` is the local step id, `back` resolved to the step that it would resume (None when nothing is remembered).
    """

    path: str
    to: str | None
    by: tuple[str, ...]
    open: bool
    reasons: tuple[Reason, ...] = ()
    title: str = ""
    to_title: str = ""
    to_code: str = ""
    to_end: bool = False
    reason_required: bool = False
    skips_actions: bool = False  # an exception: it leaves the step with its actions undone
    opens_at: datetime | None = None  # when its wait will have passed
    law: tuple[str, ...] = ()
    suggest: Suggestion | None = None  # the command that takes it, where it is open


@value
class TrackLine:
    """A track and what its current step asks. A waiting track has no step; an ended one no actions."""

    track: str
    code: str
    title: str
    lead: str
    status: TrackView
    step: str | None = None
    step_code: str | None = None
    step_title: str = ""
    purpose: str = ""
    say: str = ""
    responsible: str = ""
    support: tuple[str, ...] = ()
    since: datetime | None = None
    due: datetime | None = None
    due_not_running: str | None = None
    overdue: bool = False
    escalate_to: str | None = None
    actions: tuple[ActionLine, ...] = ()
    outcomes: tuple[WayLine, ...] = ()
    interrupts: tuple[WayLine, ...] = ()
    reasons: tuple[Reason, ...] = ()  # why it waits or is held

    @property
    def is_escalated(self) -> bool:
        """Whether the step's deadline has passed and the workflow says whose matter it is then."""
        return self.overdue and self.escalate_to is not None


@value
class ClosingLine:
    """Whether the case may be closed by a person now."""

    open: bool
    by: tuple[str, ...]
    reasons: tuple[Reason, ...] = ()
    reason_required: bool = False
    suggest: Suggestion | None = None


@value
class Checklist:
    """Everything that a case asks for now."""

    case: str
    version: int
    now: datetime
    closed_at: datetime | None
    tracks: tuple[TrackLine, ...]
    closing: ClosingLine | None
    facts: Mapping[str, Value] = field(default_factory=dict)

    def actions(self) -> tuple[ActionLine, ...]:
        """All actions of all current steps, in file order."""
        return tuple(action for track in self.tracks for action in track.actions)
