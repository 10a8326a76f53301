"""Decides `assign`: an action or a case goes to a named person, who accepts it or hands it back.

Only a stakeholder that may do the action assigns it, and only to its own people. No other rule
reads assignments: a stakeholder that may do
an action may do it also where another person has it.
"""

from __future__ import annotations

from sop.engine.assignments import find_assignment
from sop.engine.decide.actions import check_assignable
from sop.engine.decide.request import Decision, Request
from sop.engine.refusal_reasons import reason_missing
from sop.engine.resolve_names import resolve_action
from sop.model.case_state import Assignment
from sop.model.commands import AcceptAssignment, AssignWork, ReturnAssignment
from sop.model.definition import Action
from sop.model.events import Assigned, AssignmentAccepted, AssignmentReturned
from sop.model.person_name import is_same_assignee
from sop.model.refusal import Reason, Refusal, UsageError
from sop.model.suggestion import Suggestion

THE_CASE = "the case"
NO_NAME = "An assignment needs your name, and none is given."


def assign(request: Request, command: AssignWork) -> Decision:
    """Assign the action or the case to the person; None: to no one any more."""
    action = _find_action(request, command.action)
    path, name = _path_of(action), _name_of(action)
    before = find_assignment(request.at.case, request.act.as_, path)
    refused = f"Assign {_title_of(action)}"
    foreign = _check_agency(request, action, f"assign {name}")
    if foreign:
        return Refusal(refused, tuple(foreign))  # its state would show what is private
    if command.person is None:
        if before is None:
            return request.accept_unchanged()
        return request.accept(Assigned(path, None))
    reasons = [] if action is None else check_assignable(request, action)
    if is_same_assignee(command.person, request.act.by):
        reasons += _check_own_person(request, path)
    reasons += request.check_clock("")
    if reasons:
        return Refusal(refused, tuple(reasons))
    if before is not None and is_same_assignee(before.person, command.person):
        if before.accepted or not is_same_assignee(before.person, request.act.by):
            return request.accept_unchanged()
        return request.accept(AssignmentAccepted(path, before.person))
    return request.accept(Assigned(path, command.person))


def accept_assignment(request: Request, command: AcceptAssignment) -> Decision:
    """Record that the person who has it accepts it."""
    action = _find_action(request, command.action)
    found = _find_own(request, action, "accept")
    if not isinstance(found, Assignment):
        return found
    if found.accepted:
        return request.accept_unchanged()
    return request.accept(AssignmentAccepted(_path_of(action), found.person))


def return_assignment(request: Request, command: ReturnAssignment) -> Decision:
    """Record that the person who has it hands it back: it is assigned to no one then.

    The reason is required: who takes the case over has to know why no one has the work.
    """
    action = _find_action(request, command.action)
    found = _find_own(request, action, "hand back")
    if not isinstance(found, Assignment):
        return found
    if not request.act.why:
        missing = reason_missing(_path_of(action) or "", f"Handing back {_name_of(action)}")
        return Refusal(f"Hand back {_title_of(action)}", (missing,))
    return request.accept(AssignmentReturned(_path_of(action), found.person))


def _find_own(request: Request, action: Action | None, verb: str) -> Assignment | Refusal:
    """Return the assignment of the person who acts, or why there is none."""
    name, act = _name_of(action), request.act
    refused = f"{verb.capitalize()} {_title_of(action)}"
    path = _path_of(action)
    foreign = _check_agency(request, action, f"{verb} {name}")
    if foreign:
        return Refusal(refused, tuple(foreign))
    if act.by is None:
        raise UsageError(NO_NAME, "To give it", Suggestion("as"))
    found = find_assignment(request.at.case, act.as_, path)
    who = request.at.short_name(act.as_)
    if found is None and path is not None and act.as_ in request.at.case.assigned:
        whole = request.at.case.assigned[act.as_]
        what = f"{name} is assigned to {whole.person} with the whole case."
        option = (verb.replace(" ", "-"), None)
        suggest = Suggestion("assign", "case", options=(option,), as_=act.as_)
        remedy = f"{verb.capitalize()} the whole case."
        reason = Reason("not_yours", what, at=path, suggest=suggest, remedy=remedy)
        if not is_same_assignee(whole.person, act.by):
            reason = _ask_person(request, action, what, whole.person)
        return Refusal(refused, (reason,))
    if found is None:
        what = f"{name[0].upper()}{name[1:]} is not assigned to anyone of {who}."
        remedy = "To take it, assign it to yourself."
        return Refusal(refused, (Reason("not_yours", what, at=path, remedy=remedy),))
    if not is_same_assignee(found.person, act.by):
        what = f"{name[0].upper()}{name[1:]} is assigned to {found.person}, not to {act.by}."
        return Refusal(refused, (_ask_person(request, action, what, found.person),))
    reasons = [*_check_own_person(request, path), *request.check_clock("")]
    return Refusal(refused, tuple(reasons)) if reasons else found


def _ask_person(request: Request, action: Action | None, what: str, person: str) -> Reason:
    """Return that another person has the work, with the command that takes it, if it would."""
    path = _path_of(action)
    obstacles = [] if action is None else check_assignable(request, action)
    if obstacles or _check_own_person(request, path):
        return Reason("not_yours", what, at=path, remedy=f"Ask {person}.")
    target = "case" if action is None else action.code
    suggest = Suggestion("assign", target, options=(("me", None),), as_=request.act.as_)
    remedy = f"Ask {person}, or take it yourself."
    return Reason("not_yours", what, at=path, remedy=remedy, suggest=suggest)


def _find_action(request: Request, word: str | None) -> Action | None:
    if word is None:
        return None
    return resolve_action(request.at.definition, request.at.case, word)


def _path_of(action: Action | None) -> str | None:
    return None if action is None else action.path


def _name_of(action: Action | None) -> str:
    return THE_CASE if action is None else action.code


def _title_of(action: Action | None) -> str:
    """Return `R1.1 Tell the office`; a refusal hides the title of a private action."""
    return THE_CASE if action is None else f"{action.code} {action.title}"


def _check_agency(request: Request, action: Action | None, what: str) -> list[Reason]:
    """Return why this stakeholder assigns nothing here: it may not do the action."""
    if action is None:
        return []
    return request.check_authority(action.by, action.path, what)


def _check_own_person(request: Request, path: str | None) -> list[Reason]:
    """Return why the person who acts is not one of this stakeholder's people."""
    act, at = request.act, request.at
    if act.home in (None, act.as_):
        return []
    whose, home = at.short_name(act.as_), at.short_name(act.home or "")
    what = f"You are of {home}. {whose} assigns its work to its own people. Ask {whose}."
    return [Reason("not_yours", what, (act.as_,), at=path)]
