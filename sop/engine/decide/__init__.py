"""May this happen? `decide` answers a command with events, or with every reason why not.

Every rule is in this package and is reached from here only. `now` is the clock; `command.act.at`
is when it happened, which can be in the past. An answer without events means that what the command
asks for is already recorded.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from sop.engine import track_reasons
from sop.engine.decide import (
    actions,
    assignment,
    corrections,
    event_time,
    facts,
    label,
    time_shift,
    transitions,
    void,
)
from sop.engine.decide.request import GIVE_LATER, Accepted, Answer, Decision, Request
from sop.engine.decision_context import Situation
from sop.engine.resolve_names import refuse_unknown
from sop.model.calendar import Calendar
from sop.model.case_state import Case
from sop.model.commands import (
    AcceptAssignment,
    Act,
    Advance,
    AssignWork,
    ChangeIncident,
    Close,
    Command,
    ConsentToVoid,
    CorrectTime,
    Do,
    LabelCase,
    Link,
    MakeVoid,
    Open,
    Raise,
    Reopen,
    ReturnAssignment,
    SetFacts,
    ShiftTimes,
    Undo,
    Waive,
    WriteNote,
)
from sop.model.definition import Definition
from sop.model.events import Event
from sop.model.refusal import Reason, Refusal, UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace

FILE_COMMANDS = WriteNote | Link | Reopen | ChangeIncident | LabelCase | MakeVoid
"""Commands about the case as a file, which a closed case takes too."""

__all__ = ["Accepted", "Answer", "Decision", "decide", "judge", "suggest_undo"]


def decide(
    definition: Definition,
    case: Case,
    command: Command,
    *,
    now: datetime,
    history: tuple[Event, ...],
    calendar: Calendar | None = None,
) -> Answer:
    """Return the events that the command writes, or the Refusal; `()` if nothing changes.

    `history` has all events of the case. Only corrections and what makes a case void read it; for
    other commands it may be `()`.

    Raises:
        UsageError: The definition does not have a name or value of the command.
        ValueError: It is a correction, and the history is incomplete.
    """
    decision = judge(definition, case, command, now=now, history=history, calendar=calendar)
    if isinstance(decision, Refusal):
        return decision
    return decision.events


def judge(
    definition: Definition,
    case: Case,
    command: Command,
    *,
    now: datetime,
    history: tuple[Event, ...],
    calendar: Calendar | None = None,
) -> Decision:
    """Decide, and return the case after the events too: it was computed for the due times.

    Raises as `decide` does.
    """
    act = command.act
    at = Situation(definition, case, act.at or now, as_=act.as_, calendar=calendar or Calendar())
    request = Request(at, act, now, history)
    decision = _judge(request, command)
    if isinstance(decision, Refusal):
        return _with_possible_corrections(request, decision)
    return decision


def suggest_undo(
    definition: Definition,
    case: Case,
    number: int,
    *,
    as_: str,
    now: datetime,
    history: tuple[Event, ...],
    calendar: Calendar,
) -> Suggestion | None:
    """Return the command that undoes the event, or the later event that must be undone first.

    None if the event cannot be undone now.
    """
    at = Situation(definition, case, now, as_=as_, calendar=calendar)
    return corrections.suggest_undo(Request(at, Act(as_), now, history), number, _judge)


def _judge(request: Request, command: Command) -> Decision:
    at, act = request.at, request.act
    if act.as_ not in at.definition.stakeholders:
        raise refuse_unknown("stakeholder", act.as_, at.definition.stakeholders)
    if not at.case.version and not isinstance(command, Open):
        open_it = Suggestion("open", at.definition.id)
        raise UsageError("This case has not been opened.", "Open it", open_it)
    if at.case.is_closed and not _is_possible_when_closed(request, command):
        if at.case.voided is not None:
            return Refusal("This case is void.", (void.case_void(at),))
        return Refusal("This case is closed.", (track_reasons.case_closed(at),))
    return _dispatch(request, command)


def _is_possible_when_closed(request: Request, command: Command) -> bool:
    """Whether a closed case, or a void one, takes the command."""
    if isinstance(command, Undo):
        return corrections.may_undo_when_closed(request, command.event)
    if isinstance(command, ConsentToVoid):
        return request.at.case.voided is None
    return isinstance(command, FILE_COMMANDS)


def _dispatch(request: Request, command: Command) -> Decision:
    match command:
        case Do() | Waive() | Advance() | Raise() | Close():
            return _dispatch_work(request, command)
        case Open() | SetFacts() | Link() | WriteNote() | ChangeIncident() | LabelCase():
            return _dispatch_record(request, command)
        case Undo() | Reopen() | CorrectTime() | ShiftTimes():
            return _dispatch_correction(request, command)
        case MakeVoid() | ConsentToVoid():
            return _dispatch_void(request, command)
        case AssignWork() | AcceptAssignment() | ReturnAssignment():
            return _dispatch_assignment(request, command)
    assert_never(command)


def _dispatch_work(request: Request, command: Do | Waive | Advance | Raise | Close) -> Decision:
    """Decide a command about the steps of the workflow."""
    match command:
        case Do():
            return actions.do_action(request, command)
        case Waive():
            return actions.waive_action(request, command)
        case Advance():
            return transitions.take_outcome(request, command)
        case Raise():
            return transitions.raise_interrupt(request, command)
        case Close():
            return transitions.close_case(request)
    assert_never(command)


def _dispatch_assignment(
    request: Request, command: AssignWork | AcceptAssignment | ReturnAssignment
) -> Decision:
    """Decide a command about who has an action or the case."""
    match command:
        case AssignWork():
            return assignment.assign(request, command)
        case AcceptAssignment():
            return assignment.accept_assignment(request, command)
        case ReturnAssignment():
            return assignment.return_assignment(request, command)
    assert_never(command)


def _dispatch_correction(
    request: Request, command: Undo | Reopen | CorrectTime | ShiftTimes
) -> Decision:
    """Decide a command that corrects what is in the history."""
    match command:
        case CorrectTime():
            return event_time.correct_time(request, command, _judge)
        case ShiftTimes():
            return time_shift.shift_times(request, command, _judge)
        case Undo():
            return corrections.undo_event(request, command, _judge)
        case Reopen():
            return corrections.reopen_case(request, command, _judge)
    assert_never(command)


def _dispatch_void(request: Request, command: MakeVoid | ConsentToVoid) -> Decision:
    """Decide a command that ends a case which was opened by mistake."""
    match command:
        case MakeVoid():
            return void.make_void(request, command)
        case ConsentToVoid():
            return void.consent_to_void(request, command)
    assert_never(command)


def _dispatch_record(
    request: Request, command: Open | SetFacts | Link | WriteNote | ChangeIncident | LabelCase
) -> Decision:
    """Decide a command that records information about the case."""
    match command:
        case Open():
            return facts.open_case(request, command)
        case SetFacts():
            return facts.set_facts(request, command)
        case Link():
            return facts.link_case(request, command)
        case WriteNote():
            return facts.write_note(request, command)
        case ChangeIncident():
            return facts.change_incident(request, command)
        case LabelCase():
            return label.label_case(request, command)
    assert_never(command)


def _with_possible_corrections(request: Request, refusal: Refusal) -> Refusal:
    """Return the refusal with only those suggested corrections that would be accepted.

    Each is tried, because later events may depend on its event. Replays inside a correction do not
    come here: they ask only whether an event is still accepted.
    """
    reasons = tuple(_with_possible_correction(request, reason) for reason in refusal.reasons)
    return replace(refusal, reasons=reasons)


def _with_possible_correction(request: Request, reason: Reason) -> Reason:
    if reason.suggest is not None and reason.suggest.verb == "case time":
        moved = event_time.suggest_time(request, reason.suggest, _judge)
        if moved is None:
            return _with_time_in_words(replace(reason, suggest=None, who=()))
        movable = replace(reason, suggest=moved, who=moved.who)
        return _with_both_ways(request, movable) if moved.yours else _with_time_in_words(movable)
    if reason.code not in ("already_done", "event_depended_on") or reason.suggest is None:
        return reason
    found = corrections.suggest_undo(request, int(reason.suggest.target or 0), _judge)
    if found is None:
        return replace(reason, suggest=None)
    return replace(reason, suggest=found, who=found.who)


def _with_both_ways(request: Request, reason: Reason) -> Reason:
    """Return the reason with which of the two ways is right when."""
    if reason.suggest is None or reason.remedy != GIVE_LATER:
        return reason
    remedy = (
        f"It is {request.at.say_time(request.now)} by this computer. Is the clock, and the day, "
        "right? If this time is wrong, give a later one. If it is right, correct the time of event "
        f"{reason.suggest.target} first."
    )
    return replace(reason, remedy=remedy)


def _with_time_in_words(reason: Reason) -> Reason:
    """Return the reason with how a right time is recorded where the user can move no beginning."""
    remedy = (
        f"{reason.remedy or ''} If the time is right, omit it here and write it in the note "
        "or the reason."
    )
    return replace(reason, remedy=remedy.strip())
