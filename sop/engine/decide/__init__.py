"""May this happen? `decide` answers a command with the events to write, or with every reason why not.

Every rule of meaning lives in this package and is reached from here only. `now` is the clock; `command.act.at` is when
it happened, which may lie in the past. No events mean that what was asked for holds already.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from sop.engine import refusal_reasons as say
from sop.engine.decide import actions, corrections, facts, transitions
from sop.engine.decide.request import Accepted, Answer, Decision, Request
from sop.engine.decision_context import Situation
from sop.engine.resolve_names import refuse_unknown
from sop.model.calendar import Calendar
from sop.model.case_state import Case
from sop.model.commands import (
    Advance,
    Close,
    Command,
    Do,
    Link,
    Open,
    Raise,
    Reopen,
    Tell,
    Undo,
    Waive,
    WriteNote,
)
from sop.model.definition import Definition
from sop.model.events import Event
from sop.model.refusal import Reason, Refusal, UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace

__all__ = ["Accepted", "Answer", "Decision", "decide", "judge"]


def decide(
    definition: Definition,
    case: Case,
    command: Command,
    *,
    now: datetime,
    history: tuple[Event, ...],
    calendar: Calendar | None = None,
) -> Answer:
    """Return the events that the command would write, `()` when it holds already, or the Refusal.

    `history` is all events of the case: Undo and Reopen look back, and raise ValueError where it is incomplete; whoever
    asks neither may give `()`. Raises Misuse for names and values that the definition does not have.
    """
    decision = judge(definition, case, command, now=now, history=history, calendar=calendar)
    return decision if isinstance(decision, Refusal) else decision.events


def judge(
    definition: Definition,
    case: Case,
    command: Command,
    *,
    now: datetime,
    history: tuple[Event, ...],
    calendar: Calendar | None = None,
) -> Decision:
    """Decide, and return with the events the case after them: due times need it, so whoever goes on from there has it.

    Raises as `decide` does.
    """
    act = command.act
    at = Situation(definition, case, act.at or now, act.as_, calendar or Calendar())
    request = Request(at, act, now, history)
    decision = _judge(request, command)
    if isinstance(decision, Refusal):
        return _with_possible_undos(request, decision)
    return decision


def _judge(request: Request, command: Command) -> Decision:
    at, act = request.at, request.act
    if act.as_ not in at.definition.stakeholders:
        raise refuse_unknown("stakeholder", act.as_, at.definition.stakeholders)
    if not at.case.version and not isinstance(command, Open):
        open_it = Suggestion("open", at.definition.id)
        raise UsageError("This case has not been opened.", "Open it", open_it)
    if at.case.is_closed and not isinstance(command, WriteNote | Link | Reopen):
        return Refusal("This case is closed.", (say.case_closed(at),))
    return _dispatch(request, command)


def _with_possible_undos(request: Request, refusal: Refusal) -> Refusal:
    """Return the refusal with suggested corrections that would pass.

    Each is tried, since later events may depend on its event. Replays inside a correction do not come here: they ask
    only whether an event is still accepted.
    """
    reasons = tuple(_with_possible_undo(request, reason) for reason in refusal.reasons)
    return replace(refusal, reasons=reasons)


def _with_possible_undo(request: Request, reason: Reason) -> Reason:
    if reason.code not in ("already_done", "event_depended_on") or reason.suggest is None:
        return reason
    found = corrections.suggest_undo(request, int(reason.suggest.target or 0), _judge)
    return replace(reason, suggest=found, who=found.who if found else reason.who)


def _dispatch(request: Request, command: Command) -> Decision:
    match command:
        case Open():
            return facts.open_case(request, command)
        case Do():
            return actions.do_action(request, command)
        case Waive():
            return actions.waive_action(request, command)
        case Tell():
            return facts.record_facts(request, command)
        case Advance():
            return transitions.take_outcome(request, command)
        case Raise():
            return transitions.raise_interrupt(request, command)
        case Close():
            return transitions.close_case(request)
        case Undo():
            return corrections.undo_event(request, command, _judge)
        case Reopen():
            return corrections.reopen_case(request, command, _judge)
        case Link():
            return facts.link_case(request, command)
        case WriteNote():
            return facts.write_note(request, command)
    assert_never(command)
