"""Whose work is in a list: the person whom a stakeholder gave it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sop.casework.loaded_case import LoadedCase
from sop.casework.visibility import VisibleEvent
from sop.casework.worklist import WorkItem
from sop.engine.assignments import find_assignment
from sop.model.definition import Action
from sop.model.events import Assigned, AssignmentReturned
from sop.model.person_name import is_same_assignee
from sop.model.value import value
from sop.store.index_rows import AssignmentRow, CaseLine


def find_assignee(
    assigned: Sequence[AssignmentRow], agency: str | None = None
) -> AssignmentRow | None:
    """Return who has the work, of the stakeholder `agency` if it gave it to someone."""
    own = [one for one in assigned if one.as_ == agency]
    return next(iter(own or assigned), None)


def keep_items_of(items: Iterable[WorkItem], name: str, agency: str | None) -> tuple[WorkItem, ...]:
    """Return the work that the person of that name has; `agency` None: of any stakeholder."""
    return tuple(item for item in items if _has_person(item.row.assigned, name, agency))


def _has_person(assigned: Iterable[AssignmentRow], name: str, agency: str | None) -> bool:
    return any(agency in (None, one.as_) and is_same_assignee(one.person, name) for one in assigned)


@value
class Unaccepted:
    """Work that a person has and has not accepted. `code` is empty for the whole case."""

    case: str
    workflow: str
    code: str
    title: str
    assignee: AssignmentRow
    label: str | None = None  # of the case


def find_unaccepted(
    items: Iterable[WorkItem], lines: Iterable[CaseLine], agency: str | None
) -> tuple[Unaccepted, ...]:
    """Return what is assigned and was not accepted, in open cases; whole cases come first."""
    found: list[Unaccepted] = []
    for line in lines:
        for one in line.assigned if line.status == "open" else ():
            if _waits_for_answer(one, agency):
                found.append(_whole_case(line, one))
    for item in items:
        row = item.row
        for one in row.assigned:
            if not one.of_case and _waits_for_answer(one, agency):
                found.append(
                    Unaccepted(row.case, row.workflow, row.code, row.title, one, row.label)
                )
    return tuple(found)


def _whole_case(line: CaseLine, one: AssignmentRow) -> Unaccepted:
    return Unaccepted(line.case, line.workflow or "", "", "The whole case", one, line.label)


def _waits_for_answer(one: AssignmentRow, agency: str | None) -> bool:
    return agency in (None, one.as_) and not one.accepted


PENDING = ("open", "waiting", "gated", "unknown")
"""The states of actions that are still to be done."""


@value
class HandedBack:
    """Work that a person handed back and that no one has now. `action` None: the whole case."""

    file: LoadedCase
    action: Action | None
    seen: VisibleEvent


def find_handed_back(
    file: LoadedCase, events: Iterable[VisibleEvent], agency: str | None
) -> tuple[HandedBack, ...]:
    """Return what the events hand back and no one has now, by the stakeholder's own people."""
    found: dict[tuple[str, str | None], HandedBack] = {}
    for seen in events:
        event, body = seen.event, seen.event.body
        if not isinstance(body, AssignmentReturned) or event.id in file.case.undone:
            continue
        is_shown = agency in (None, event.as_) and body.action != ""
        if is_shown and _no_one_has(file, event.as_, body.action):
            action = None if body.action is None else file.definition.action(body.action)
            found[event.as_, body.action] = HandedBack(file, action, seen)
    return tuple(found.values())


def find_giver(one: HandedBack) -> str | None:
    """Return the name of the person who assigned what was handed back; None where none is known."""
    returned = one.seen.event
    path = None if one.action is None else one.action.path
    for event in reversed(one.file.history):
        body = event.body
        if not isinstance(body, Assigned) or event.id in one.file.case.undone:
            continue
        if event.id < returned.id and (event.as_, body.action) == (returned.as_, path):
            return event.by
    return None


def _no_one_has(file: LoadedCase, agency: str, path: str | None) -> bool:
    """Whether the work is still to be done and the stakeholder has given it to no one."""
    if path is None:
        return not file.case.is_closed and find_assignment(file.case, agency, None) is None
    for line in file.checklist.actions():
        if line.path == path:
            has_person = any(one.as_ == agency for one in line.assignments)
            return line.state in PENDING and not has_person
    return False
