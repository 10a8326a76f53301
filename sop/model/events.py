"""The events of a case. Its history only grows, and the case is the fold of its events.

(The field calls this event sourcing.) Paths are full dotted paths in the definition that the case
is pinned to. Times are aware datetimes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta

from sop.model.condition import Value
from sop.model.value import value

FactValues = Mapping[str, Value]
"""Fact ID -> value. A datetime is its ISO 8601 text with offset, a date its text as
`coarse_date` reads it; "not known" is `fact.NOT_KNOWN`."""


@value
class CaseOpened:
    """The case was opened, as the first event; `definition` is the content hash it is pinned to."""

    workflow: str
    workflow_version: str
    definition: str
    facts: FactValues = field(default_factory=dict)
    incident: str | None = None


@value
class ActionDone:
    """An action was done. `action` is its path, `form` the evidence as JSON text."""

    action: str
    facts: FactValues = field(default_factory=dict)
    form: str | None = None
    note: str | None = None


@value
class ActionWaived:
    action: str


@value
class Assigned:
    """The action (a path; None: the case) goes to this person of the event's stakeholder.

    `person` None: it is assigned to no one any more.
    """

    action: str | None
    person: str | None


@value
class AssignmentAccepted:
    """The person who has the action, or the case, accepts it."""

    action: str | None
    person: str


@value
class AssignmentReturned:
    """The person who has the action, or the case, hands it back."""

    action: str | None
    person: str


@value
class OutcomeTaken:
    """An outcome (a path) was taken. `to` is the local ID of the step entered, never `back`."""

    outcome: str
    to: str


@value
class InterruptRaised:
    """An interrupt (a path) was raised. `left` is the local ID of the step that it left.

    `facts` are those that the interrupt records.
    """

    interrupt: str
    left: str
    facts: FactValues = field(default_factory=dict)


@value
class FactsRecorded:
    """`anytime` facts were recorded, or (`correction`) other facts were corrected.

    `from_now`: the earlier values were right, and these hold from this event on.
    """

    facts: FactValues
    correction: bool = False
    from_now: bool = False


@value
class CaseClosed:
    """A person closed the case."""


@value
class EventUndone:
    """The event with this ID no longer counts."""

    event: int


@value
class CaseLinked:
    """Another case is linked: both began together, or it continues this one after its closing."""

    case: str


@value
class CaseVoided:
    """The case was opened by mistake and does not count.

    `duplicate_of` is the ID of the case that counts instead, if there is one.
    """

    duplicate_of: str | None = None


@value
class VoidConsented:
    """The stakeholder agrees that the case is made void, although it recorded something in it."""


@value
class IncidentChanged:
    """The case belongs to this incident from now on; None: to none."""

    incident: str | None = None


@value
class CaseLabelled:
    """The case has this label from now on, None: its earlier one, and these further references.

    `clears`: the earlier label and the earlier references do not hold any more. Only what changes
    is kept, so that undoing the event removes nothing else.
    """

    label: str | None = None
    references: tuple[str, ...] = ()
    clears: bool = False


@value
class TimeCorrected:
    """The event with this ID happened at `to`, and not at the time that it was recorded with.

    `also` are the events that were corrected together with it, each as (ID, when it happened).
    `shift` is how much later all of them happened (negative: earlier), where that was given.
    """

    event: int
    to: datetime
    also: tuple[tuple[int, datetime], ...] = ()
    shift: timedelta | None = None

    @property
    def times(self) -> Mapping[int, datetime]:
        """When each corrected event happened, by its ID."""
        return {self.event: self.to, **dict(self.also)}


@value
class NoteWritten:
    text: str
    readers: tuple[str, ...] = ()  # the only stakeholders who may read it; empty: all


Body = (
    CaseOpened
    | ActionDone
    | ActionWaived
    | Assigned
    | AssignmentAccepted
    | AssignmentReturned
    | OutcomeTaken
    | InterruptRaised
    | FactsRecorded
    | CaseClosed
    | EventUndone
    | CaseLinked
    | CaseVoided
    | VoidConsented
    | IncidentChanged
    | CaseLabelled
    | TimeCorrected
    | NoteWritten
)

ASSIGNMENTS = (Assigned, AssignmentAccepted, AssignmentReturned)
"""What happens to an assignment: who has an action, or the case."""


@value
class Event:
    """One entry of a case's history, in the order of writing; `id` counts from 1.

    `dues` are the due times that this event set: path of a step, action or outcome (for its `wait`)
    -> moment. None where a running deadline stopped because the fact that it counts from was lost.
    `home` is the writer's own stakeholder; if `as_` differs, the writer acted for `as_` on the
    word of `reported_by`. An event that an earlier version wrote has none of the last four.
    """

    id: int
    at: datetime  # when it happened
    recorded: datetime  # when it was written
    as_: str  # the stakeholder
    body: Body
    by: str | None = None  # the person's name
    why: str | None = None
    dues: Mapping[str, datetime | None] = field(default_factory=dict)
    key: str | None = None  # idempotency key: a repeated command with it writes nothing
    home: str | None = None  # the stakeholder of `sop as`
    os_user: str | None = None  # the user of the operating system
    reported_by: str | None = None
    salt: str | None = None  # random, so that a guess cannot be compared with the hash

    @property
    def changes_known_facts(self) -> bool:
        """Whether it corrects facts, or states what they are from now on."""
        body = self.body
        return isinstance(body, FactsRecorded) and (body.correction or body.from_now)
