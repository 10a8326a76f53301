"""Sends a draft again: each of its events is decided on the case as it is now."""

from __future__ import annotations

from sop.casework.case_service import CaseService
from sop.casework.loaded_case import CaseChange, LoadedCase, WriteOutcome
from sop.engine.decide.event_command import command_of
from sop.model.commands import Act, Command, Open, Undo
from sop.model.events import CaseOpened, Event, EventUndone
from sop.model.refusal import UsageError
from sop.model.value import replace
from sop.store.drafts import Draft
from sop.store.port import DefinitionChanged, UnknownCase


def send_draft(service: CaseService, draft: Draft) -> WriteOutcome:
    """Write what the draft holds, to all of its cases or to none, with the times that it states.

    Raises UsageError for a draft that cannot be read or whose workflow is not kept here.
    """
    if not draft.documents:
        raise UsageError(
            f"The draft {draft.name} cannot be read.", "Look at the file, then remove it."
        )
    changes: list[CaseChange] = []
    for case_id in draft.cases:
        events = draft.events(case_id)
        file = _case_of(service, case_id, events[0])
        changes.append(CaseChange(file, tuple(map(_command, events))))
    return service.write(changes)


def _case_of(service: CaseService, case_id: str, first: Event) -> LoadedCase:
    try:
        return service.load(case_id)
    except UnknownCase:
        if not isinstance(first.body, CaseOpened):
            raise
    try:
        return service.new_case(case_id, service.store.definition(first.body.definition))
    except DefinitionChanged as error:
        raise UsageError(
            "The draft opens a case of a workflow that is not kept in this store.",
            f"Open a case of {first.body.workflow} again, then remove the draft.",
        ) from error


def _command(event: Event) -> Command:
    """Return the command that writes the event; its key makes it write once."""
    command = _command_without_key(event)
    return replace(command, act=replace(command.act, key=event.key))


def _command_without_key(event: Event) -> Command:
    act = Act(event.as_, event.by, at=event.at, why=event.why)
    match event.body:
        case CaseOpened(facts=facts, incident=incident):
            return Open(act, facts, incident)
        case EventUndone(event=undone):
            return Undo(act, undone)
    return command_of(event)
