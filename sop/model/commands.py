"""The commands that a user gives. `decide` answers each with events or with a Refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta

from sop.model.condition import Value
from sop.model.value import value


@value
class Act:
    """Who acts, when it happened (an aware datetime; None: now) and why. Common to all commands.

    `as_` is the stakeholder, `by` the person's name. `key` makes a repeated command write once
    (idempotency key). `home` is the person's own stakeholder, `reported_by` who reported it if
    `as_` differs, `os_user` the user of the operating system.
    """

    as_: str
    by: str | None = None
    at: datetime | None = None
    why: str | None = None
    key: str | None = None
    home: str | None = None
    os_user: str | None = None
    reported_by: str | None = None


@value
class Open:
    """Open a case. The case that `decide` receives has an ID and nothing else."""

    act: Act
    facts: Mapping[str, Value] = field(default_factory=dict)
    incident: str | None = None
    label: str | None = None
    references: tuple[str, ...] = ()


@value
class Do:
    """Do one action. `form` is the evidence as JSON text."""

    act: Act
    action: str
    facts: Mapping[str, Value] = field(default_factory=dict)
    form: str | None = None
    note: str | None = None


@value
class SetFacts:
    """Record `anytime` facts, or correct other facts (`sop set`).

    `from_now`: the earlier values were right, and these hold from now on. `accept`: the person
    accepts what a correction changes; without it, a correction with consequences is refused.
    """

    act: Act
    facts: Mapping[str, Value]
    from_now: bool = False
    accept: bool = False


@value
class Advance:
    """Take an outcome: path track.step.outcome."""

    act: Act
    outcome: str


@value
class Raise:
    """Raise an interrupt: path track.interrupt."""

    act: Act
    interrupt: str


@value
class Waive:
    """Waive an action: path track.step.action."""

    act: Act
    action: str


@value
class AssignWork:
    """Assign an action (its path; None: the case) to a person of the acting stakeholder.

    `person` None: to no one any more.
    """

    act: Act
    action: str | None
    person: str | None


@value
class AcceptAssignment:
    """Accept the action, or the case, that is assigned to the person who acts."""

    act: Act
    action: str | None


@value
class ReturnAssignment:
    """Hand back the action, or the case, that is assigned to the person who acts."""

    act: Act
    action: str | None


@value
class Close:
    """Close the case."""

    act: Act


@value
class Undo:
    """Undo the event with this ID."""

    act: Act
    event: int


@value
class Reopen:
    """Undo the closing of a closed case, or else the event that closed it."""

    act: Act


@value
class Link:
    """Link another case to this one, by its ID."""

    act: Act
    case: str


@value
class MakeVoid:
    """Make a case void that was opened by mistake; `duplicate_of` is the case that counts."""

    act: Act
    duplicate_of: str | None = None


@value
class ConsentToVoid:
    """Agree that another stakeholder makes the case void."""

    act: Act


@value
class ChangeIncident:
    """Make the case part of an incident; None takes it out."""

    act: Act
    incident: str | None = None


@value
class LabelCase:
    """Give the case a label (None: leave it) and more references; `clears` removes earlier ones."""

    act: Act
    label: str | None = None
    references: tuple[str, ...] = ()
    clears: bool = False


@value
class CorrectTime:
    """Correct when the event with this ID happened."""

    act: Act
    event: int
    to: datetime


@value
class ShiftTimes:
    """Correct when several events happened: each `by` later, or earlier where it is negative.

    They are the events from `since` to `until`; None: to the last one. Those whose time the clock
    did not give, and those of other stakeholders, stay. `with_given`: times that a person gave move
    too, because they were counted from the wrong clock.
    """

    act: Act
    by: timedelta
    since: int
    until: int | None = None
    with_given: bool = False


@value
class WriteNote:
    """Write a note. If `readers` are named, only these stakeholders may read it."""

    act: Act
    text: str
    readers: tuple[str, ...] = ()


Command = (
    Open
    | Do
    | SetFacts
    | Advance
    | Raise
    | Waive
    | AssignWork
    | AcceptAssignment
    | ReturnAssignment
    | Close
    | Undo
    | Reopen
    | Link
    | MakeVoid
    | ConsentToVoid
    | ChangeIncident
    | LabelCase
    | CorrectTime
    | ShiftTimes
    | WriteNote
)
