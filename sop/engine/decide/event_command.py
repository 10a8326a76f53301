"""The command that would write an event: with it an event is judged again at its place."""

from __future__ import annotations

from sop.engine.assignments import command_of_assignment
from sop.model.commands import (
    Act,
    Advance,
    ChangeIncident,
    Close,
    Command,
    ConsentToVoid,
    Do,
    LabelCase,
    Link,
    MakeVoid,
    Raise,
    SetFacts,
    Waive,
    WriteNote,
)
from sop.model.events import (
    ASSIGNMENTS,
    ActionDone,
    ActionWaived,
    CaseClosed,
    CaseLabelled,
    CaseLinked,
    CaseVoided,
    Event,
    FactsRecorded,
    IncidentChanged,
    InterruptRaised,
    NoteWritten,
    OutcomeTaken,
    VoidConsented,
)
from sop.model.refusal import UsageError


def command_of(event: Event) -> Command:
    """Return the command that would write this event.

    Raises:
        UsageError: The event is an opening or a correction.
    """
    act = Act(
        event.as_,
        event.by,
        at=event.at,
        why=event.why,
        home=event.home,
        os_user=event.os_user,
        reported_by=event.reported_by,
    )
    match event.body:
        case ActionDone(action, facts, form, note):
            return Do(act, action, facts, form=form, note=note)
        case ActionWaived(action):
            return Waive(act, action)
        case OutcomeTaken(outcome):
            return Advance(act, outcome)
        case InterruptRaised(interrupt):
            return Raise(act, interrupt)
        case FactsRecorded(facts):
            return SetFacts(act, facts, from_now=event.body.from_now)
        case CaseClosed():
            return Close(act)
        case CaseLinked(other):
            return Link(act, other)
        case NoteWritten(text, readers):
            return WriteNote(act, text, readers)
    return _command_of_file(event, act)


def _command_of_file(event: Event, act: Act) -> Command:
    if isinstance(event.body, ASSIGNMENTS):
        return command_of_assignment(event.body, act)
    match event.body:
        case CaseVoided(duplicate_of):
            return MakeVoid(act, duplicate_of)
        case VoidConsented():
            return ConsentToVoid(act)
        case IncidentChanged(incident):
            return ChangeIncident(act, incident)
        case CaseLabelled(label, references, clears):
            return LabelCase(act, label, references, clears=clears)
    raise UsageError(f"Event {event.id} cannot be repeated.")
