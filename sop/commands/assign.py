"""`sop assign`: give an action or a case to a person; accept it, or hand it back."""

from __future__ import annotations

from typing import Annotated

import typer

from sop.casework.case_service import LoadedCase
from sop.casework.terminal_session import check_name
from sop.commands.context import CommandContext
from sop.commands.output import CommandResult
from sop.commands.program import command, new_app
from sop.commands.submit import act, refusal_answer, result_answer, write_result
from sop.engine.assignments import find_assignment
from sop.engine.resolve_names import resolve_action
from sop.model.commands import AcceptAssignment, Act, AssignWork, ReturnAssignment
from sop.model.refusal import Refusal, UsageError
from sop.model.suggestion import Suggestion
from sop.store.case_ids import parse_case_id, parse_prefix

app = new_app()
THE_CASE = "case"
"""The word for the whole case; an action of that name is found by its code."""
LEAST_SYMBOLS = 5
"""A mistyped code, such as D12 for D1.2, must not name the case of another person."""
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
    stays. An action that is not assigned itself belongs to the person who has the case. Your own
    work: sop worklist --my-name

    Example: sop assign D1.1 "N. Dlamini" -c 7K3
    """
    given = [flag for flag, on in zip(FLAGS, (me, none, accept, hand_back), strict=True) if on]
    _check_combination(given, person)
    if target is None:
        raise UsageError(
            "Nothing to assign is given.",
            "Name an action by its code, or write 'case' for the whole case.",
        )
    file, action = _find_target(session, target)
    request = act(session, file.definition, None, why, may=_who_may(file, action))
    if not given:
        person = _read_person(session, person)
    wish = _build_wish(session, request, action, given, person)
    result = write_result(session, file, [wish])
    if isinstance(result, Refusal):
        return refusal_answer(session, file, result)
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


def _find_target(session: CommandContext, word: str) -> tuple[LoadedCase, str | None]:
    """Return the case, and the path of the action; None for the whole case.

    The beginning of a case's ID names the case if it is too long for the code of an action.
    """
    if word.lower() == THE_CASE:
        return session.file(), None
    if parse_case_id(word) is not None:
        return session.file(word), None
    other = _find_case(session, word)
    if other is None:
        file = session.file()
        return file, resolve_action(file.definition, file.case, word).path
    return session.file(other), None


def _find_case(session: CommandContext, word: str) -> str | None:
    """Return the case whose ID begins with the word; None if there is not exactly one."""
    symbols = parse_prefix(word)
    if symbols is None or len(symbols) < LEAST_SYMBOLS:
        return None
    found = session.store.find_by_prefix(symbols)
    return found[0] if len(found) == 1 else None


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


def own_name(session: CommandContext) -> str:
    """Return the name of the user. Raise UsageError where none is known."""
    if session.by is not None:
        return session.by
    if session.at_terminal:
        raise UsageError("Your name is not known.", "Give it with --name", Suggestion("as"))
    raise UsageError("Your name is not known.", "Set SOP_NAME.")
