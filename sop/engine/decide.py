"""May this happen? `decide` answers a command with the events to write, or with every reason why not.

Every rule of meaning lives in this package and is reached from here only. `now` is the clock; `command.act.at` is when
it happened, which may lie in the past. An empty tuple means that what was asked for already stands.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from sop.engine import doing, moves, telling, undoing
from sop.engine import reasons as say
from sop.engine.names import unknown
from sop.engine.request import Answer, Request
from sop.engine.situation import Situation
from sop.model.calendar import Calendar
from sop.model.case import Case
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
from sop.model.refusal import Misuse, Refusal

__all__ = ["Answer", "decide"]


def decide(
    definition: Definition,
    case: Case,
    command: Command,
    now: datetime,
    calendar: Calendar | None = None,
    history: tuple[Event, ...] = (),
) -> Answer:
    """The events that the command would write, `()` when it already stands, or the Refusal.

    `history` is the case's events; only `Undo` and `Reopen` need it. Raises Misuse for names and values that the
    definition does not know.
    """
    act = command.act
    if act.as_ not in definition.stakeholders:
        raise unknown("stakeholder", act.as_, definition.stakeholders)
    if not case.version and not isinstance(command, Open):
        raise Misuse("This case has not been opened.", f"Open it: sop open {definition.id}")
    at = Situation(definition, case, act.at or now, act.as_, calendar or Calendar())
    request = Request(at, act, now, history)
    if case.is_closed and not isinstance(command, WriteNote | Link | Reopen):
        return Refusal("This case is closed.", (say.case_closed(at),))
    match command:
        case Open():
            return telling.opened(request, command)
        case Do():
            return doing.done(request, command)
        case Waive():
            return doing.waived(request, command)
        case Tell():
            return telling.told(request, command)
        case Advance():
            return moves.advanced(request, command)
        case Raise():
            return moves.raised(request, command)
        case Close():
            return moves.closed(request)
        case Undo():
            return undoing.undone(request, command, decide)
        case Reopen():
            return undoing.reopened(request, command, decide)
        case Link():
            return telling.linked(request, command)
        case WriteNote():
            return telling.noted(request, command)
    assert_never(command)
