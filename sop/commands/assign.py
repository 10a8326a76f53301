"""`sop assign`: give an action or a case to a person; accept it, or hand it back."""

from __future__ import annotations

from typing import Annotated

import typer

from sop.casework.case_service import LoadedCase
from sop.casework.terminal_session import check_name
from sop.commands.assign_target import THE_CASE, find_target
from sop.commands.authorship import own_name
from sop.commands.context import CommandContext
from sop.commands.inputs import ask_reason
from sop.commands.output import CommandResult
from sop.commands.program import command, new_app
from sop.commands.submit import (
    act,
    nothing_written,
    refusal_answer,
    result_answer,
    trial_of,
    write_result,
)
from sop.engine.assignments import find_assignment
from sop.model.commands import AcceptAssignment, Act, AssignWork, ReturnAssignment
from sop.model.refusal import Refusal, UsageError
from sop.model.value import replace

app = new_app()
FLAGS = ("--me", "--none", "--accept", "--hand-back")
Wish = AssignWork | AcceptAssignment | ReturnAssignment


@command(app, "assign", case=True, writes=True)
def assign(
    session: CommandContext,
    target: Annotated[
        str | None,
        typer.Argument(metavar="TARGET", help="An action, the word 'case', or the ID of a case."),
    ] = None,
    person: Annotated[
        str | None, typer.Argument(metavar="[PERSON]", help="The name of the person.")
    ] = None,
    me: Annotated[bool, typer.Option("--me", help="To yourself.")] = False,
    none: Annotated[bool, typer.Option("--none", help="To no one any more.")] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="Accept what is assigned to you.")
    ] = False,
    hand_back: Annotated[
        bool, typer.Option("--hand-back", help="Hand back what is assigned to you.")
    ] = False,
    why: Annotated[str | None, typer.Option("--why", metavar="TEXT", help="The reason.")] = None,
) -> CommandResult:
    """Assign an action or a case to a person of your stakeholder; accept it, or hand it back.

    Only a stakeholder that may do an action assigns it. It may still be done by everyone who may
    do it. The assignment of an action ends when it is done or its step is left; that of a case
    stays. An action that is not assigned itself belongs to the person who has the case. To hand
    back, --why is required. Without a target it lists what is assigned to you, with the commands.

    Example: sop assign D1.1 "N. Dlamini" -c 7K3
    """
    given = [flag for flag, on in zip(FLAGS, (me, none, accept, hand_back), strict=True) if on]
    _check_combination(given, person)
    if target is None and person is None and not given:
        from sop.commands.assigned_list import list_assigned  # late: start-up

        return list_assigned(session, own_name(session))
    if target is None:
        raise UsageError(
            "Nothing to assign is given.",
            "Name an action by its code, or write 'case' for the whole case.",
        )
    found_target = find_target(session, target, person, given)
    if found_target is None:
        return nothing_written()
    file, action = found_target
    request = act(session, file.definition, None, why, may=_who_may(file, action))
    if not given:
        person = _read_person(session, person)
    wish = _build_wish(session, request, action, given, person)
    if hand_back and session.may_ask and request.why is None:
        trial = trial_of(session, file, wish)
        if isinstance(trial, Refusal):
            return refusal_answer(session, file, trial)  # a reason would not help
        wish = _with_reason(wish, ask_reason(session, None, needed=True))
    result = write_result(session, file, [wish])
    if isinstance(result, Refusal):
        return refusal_answer(session, file, _name_option(result))
    found = find_assignment(result.after.case, request.as_, action)
    data = {
        "target": action or THE_CASE,
        "assigned": found.person if found else None,
        "accepted": found.accepted if found else None,
    }
    return result_answer(session, file, result, [wish], data)


def _check_combination(given: list[str], person: str | None) -> None:
    if person is not None and given:
        raise UsageError(f"A person and {given[0]} cannot be combined.", "Give one of them.")
    if len(given) > 1:
        raise UsageError(f"{' and '.join(given)} cannot be combined.", "Give one of them.")


def _who_may(file: LoadedCase, action: str | None) -> tuple[str, ...]:
    return () if action is None else file.definition.action(action).by


def _read_person(session: CommandContext, person: str | None) -> str:
    """Return the name; ask for it where none is given."""
    if person is None and session.may_ask:
        return session.prompt.required_value("To whom?", _read_name)
    found = check_name(person, "the name")
    if found is None:
        raise UsageError(
            "No person given.", f"Write the name after the target, or add {', '.join(FLAGS)}."
        )
    return found


def _read_name(answer: str) -> str:
    return check_name(answer, "the answer") or ""


def _with_reason(wish: Wish, why: str | None) -> Wish:
    return replace(wish, act=replace(wish.act, why=why))


def _name_option(refusal: Refusal) -> Refusal:
    """Return the refusal with the option that gives the reason."""
    named = tuple(
        replace(one, remedy="Add --why TEXT.") if one.code == "reason_missing" else one
        for one in refusal.reasons
    )
    return replace(refusal, reasons=named)


def _build_wish(
    session: CommandContext,
    request: Act,
    action: str | None,
    given: list[str],
    person: str | None,
) -> Wish:
    """Return the command: that of the option, else to assign it to the person."""
    option = next(iter(given), None)
    if option == "--accept":
        return AcceptAssignment(request, action)
    if option == "--hand-back":
        return ReturnAssignment(request, action)
    if option == "--none":
        return AssignWork(request, action, None)
    if option == "--me":
        return AssignWork(request, action, own_name(session))
    return AssignWork(request, action, person)
