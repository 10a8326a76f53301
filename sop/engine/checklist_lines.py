"""The content of a checklist: what `build_checklist` returns for screens, JSON and tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Literal

from sop.engine.danger import Danger
from sop.model.case_state import ActionRecord, Assignment
from sop.model.condition import Value
from sop.model.definition import Action
from sop.model.refusal import Reason
from sop.model.suggestion import Suggestion
from sop.model.value import value

ActionState = Literal[
    "done", "open", "waiting", "gated", "not_needed", "unknown", "waived", "private"
]
PENDING: tuple[ActionState, ...] = ("open", "waiting", "gated", "unknown")
"""States of an action that still needs attention."""
TrackView = Literal["waiting", "running", "held", "ended", "private"]
"""`private` is the state of an action or track that facts decide which the viewer may not see."""
UncertainStart = Literal["", "not_known", "about"]
"""How the fact was answered without which a deadline does not run; empty: not at all."""


@value
class ActionLine:
    """One action of a current step.

    `reasons` is why it cannot be done now; who may do it, evidence and times are not considered.
    `due_not_running` is the fact without which the deadline does not run. `late_after` is the
    moment after which the action is overdue; None if it cannot become so as things are. Where a
    coarse date leaves the due time open, `due` is the earliest and `at_latest` the latest;
    `possibly_overdue` between the two, `overdue` after both.
    """

    path: str
    code: str
    title: str
    by: tuple[str, ...]
    state: ActionState
    required: bool
    reasons: tuple[Reason, ...] = ()
    due: datetime | None = None
    due_not_running: str | None = None
    uncertain_start: UncertainStart = ""
    late_after: datetime | None = None
    due_is_private: bool = False  # it counts from a fact that the viewer may not see
    overdue: bool = False
    held: bool = False  # its track is on hold, and the action is not excepted
    at_latest: datetime | None = None
    possibly_overdue: bool = False
    law: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    may_record: tuple[str, ...] = ()
    form: str | None = None
    warn: str = ""
    say: str = ""
    record: ActionRecord | None = None  # who did or waived it, and when
    repeatable: bool = False  # done, and can be done again now
    waivable_by: tuple[str, ...] = ()
    suggest: Suggestion | None = None  # the command that does it, if it can be done now
    assignments: tuple[Assignment, ...] = ()  # of the user's own stakeholder first

    @property
    def is_needed(self) -> bool:
        """Whether its step cannot be left without it."""
        return self.required and self.state in PENDING


@value
class WaitingLine:
    """A step that an interrupt left and that waits to be resumed.

    `owed` are its required actions that are not done; what was done there stays done. `uncertain`
    are the paths of those of them of which it is not yet known whether they are needed.
    """

    id: str
    path: str
    code: str
    title: str
    since: datetime
    owed: tuple[Action, ...]
    uncertain: tuple[str, ...] = ()


@value
class TransitionLine:
    """An outcome or an interrupt.

    If `open`, `decide` accepts it from the stakeholders in `by`, with a reason if one is required.
    `to` is the local ID of the step that it leads to, for `back` the step that it resumes; None if
    no step is remembered. `skips_actions` means that it leaves the step with its actions undone;
    `drops` are the steps that wait and that would never be resumed, with what they still owe.
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
    skips_actions: bool = False
    drops: tuple[WaitingLine, ...] = ()
    urgent: bool = False
    opens_at: datetime | None = None  # when its wait ends
    law: tuple[str, ...] = ()
    suggest: Suggestion | None = None  # the command that takes or raises it, if it is open
    is_private: bool = False  # facts decide it that the viewer may not see


@value
class TrackLine:
    """A track and what its current step asks for.

    A waiting track has no step, a track that has ended has no actions. `reasons` is why the track
    waits or is held. `since` is when the track came to the step, or back to it. `waits` are the
    steps that an interrupt left, the next to be resumed first.
    """

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
    uncertain_start: UncertainStart = ""
    late_after: datetime | None = None
    due_is_private: bool = False  # it counts from a fact that the viewer may not see
    overdue: bool = False
    at_latest: datetime | None = None
    possibly_overdue: bool = False
    escalate_to: str | None = None
    actions: tuple[ActionLine, ...] = ()
    outcomes: tuple[TransitionLine, ...] = ()
    interrupts: tuple[TransitionLine, ...] = ()
    waits: tuple[WaitingLine, ...] = ()
    reasons: tuple[Reason, ...] = ()
    urgent: bool = False  # the case is in danger while it is at this step

    @property
    def is_escalated(self) -> bool:
        """Whether the step is overdue and the workflow names who is responsible from then on."""
        return self.overdue and self.escalate_to is not None

    @property
    def transitions(self) -> tuple[TransitionLine, ...]:
        """The outcomes, then the interrupts."""
        return (*self.outcomes, *self.interrupts)


@value
class ClosingLine:
    """Whether a person can close the case now."""

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
    not_known: tuple[str, ...] = ()  # facts that were answered "not known"
    voided_at: datetime | None = None
    dangers: tuple[Danger, ...] = ()
    label: str | None = None  # of the case
    assigned: Mapping[str, Assignment] = field(default_factory=dict)  # who has the case

    @property
    def takes_work(self) -> bool:
        """Whether the case is open: neither closed nor void."""
        return self.closed_at is None and self.voided_at is None

    def actions(self) -> tuple[ActionLine, ...]:
        """Return all actions of all current steps, in file order."""
        return tuple(action for track in self.tracks for action in track.actions)

    @property
    def urgent_paths(self) -> frozenset[str]:
        """The paths of what keeps the person safe now: answers to dangers, and urgent steps."""
        paths = {answer.path for danger in self.dangers for answer in danger.answers}
        for track in self.tracks:
            if track.urgent:
                paths |= {action.path for action in track.actions if action.required}
        return frozenset(paths)
