"""`sop open`: a new case of a workflow, pinned to the exact content of its definition."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated

import typer

from sop.casework.case_lookup import id_for_key
from sop.casework.desk import LoadedCase, WriteResult
from sop.casework.library import NotCompiled, WorkflowEntry
from sop.commands.context import CommandContext
from sop.commands.errors import invalid_reasons
from sop.commands.inputs import read_fact_options, read_text
from sop.commands.options import At, SetFrom, Sets
from sop.commands.output import EXIT_REFUSED, CommandResult
from sop.commands.program import command, new_app
from sop.commands.writing import act, refusal_result, write_options, write_result
from sop.model.commands import Open
from sop.model.definition import Definition
from sop.model.refusal import Refusal, UsageError
from sop.store.case_ids import new_case_id

app = new_app()
MOST_PERSONS = 500


@command(app, "open", writes=True)
def open_(
    session: CommandContext,
    workflow: Annotated[
        str | None, typer.Argument(metavar="WORKFLOW", help="Its id, or a path.")
    ] = None,
    sets: Sets = None,
    set_from: SetFrom = None,
    incident: Annotated[
        str | None, typer.Option("--incident", metavar="ID", help="Cases found together.")
    ] = None,
    persons: Annotated[
        int | None,
        typer.Option(
            "--persons", metavar="N", help="Open so many cases of the incident, all or none."
        ),
    ] = None,
    at: At = None,
) -> CommandResult:
    """Open a case of a workflow and print its id.

    With --persons one case for each person of an incident, all opened at the same time in one write.

    Example: sop open fire-drill
    """
    _check_persons(session, persons, incident)
    listed = _workflow(session, workflow)
    try:
        definition = session.library.definition(listed)
    except NotCompiled as invalid:
        return _invalid(session, invalid)
    request = act(session, definition, at)
    facts = read_fact_options(session, definition, sets or [], set_from)
    wanted = Open(request, facts, read_text(incident, "the incident"))
    session.hold_interrupts()
    texts = partial(session.library.texts, listed)
    if persons is not None:
        return _open_several(session, persons, definition, wanted, texts, at)
    case_id = _new_id(session.given.key)
    outcome = session.desk.open_case(case_id, definition, wanted, texts, write_options(session, at))
    _remember(session, outcome)
    return write_result(
        session, LoadedCase(case_id, definition, ()), outcome, [wanted], _about(definition)
    )


def _about(definition: Definition) -> dict[str, object]:
    return {
        "workflow": definition.id,
        "workflow_version": definition.version,
        "definition": definition.hash,
    }


def _new_id(key: str | None) -> str:
    return id_for_key(key) if key else new_case_id(random.SystemRandom())


def _check_persons(session: CommandContext, persons: int | None, incident: str | None) -> None:
    if persons is None:
        return
    if not 1 <= persons <= MOST_PERSONS:
        raise UsageError(
            f"--persons {persons} is not possible.", f"give a number from 1 to {MOST_PERSONS}"
        )
    if not (incident or "").strip():
        raise UsageError(
            "several persons need an incident that they belong to.", "add --incident ID"
        )
    if session.given.if_version is not None:
        raise UsageError("--if-version speaks of one case; several are meant.", "leave it out")


def _open_several(
    session: CommandContext,
    persons: int,
    definition: Definition,
    wanted: Open,
    texts: Callable[[], Mapping[str, str]],
    at: str | None,
) -> CommandResult:
    """One case a person, all in one write. A key gives the same ids again; the first is that of a single opening."""
    from sop.casework.together import open_together
    from sop.commands.together import incident_result

    key = session.given.key
    ids = [_new_id(f"{key}\0{number}" if key and number else key) for number in range(persons)]
    outcome = open_together(
        session.desk, ids, definition, wanted, texts, write_options(session, at)
    )
    if outcome.refused:
        return refusal_result(session, *outcome.refused[0])  # all are asked the same
    return incident_result(session, wanted.incident or "", outcome, _about(definition), opens=True)


def _workflow(session: CommandContext, word: str | None) -> WorkflowEntry:
    if word is not None:
        _tell_shadowed(session, word)
        return session.library.find(word)
    choices = {listed.id: listed.shown_as for listed in session.library.listed()}
    if session.may_ask and choices:
        return session.library.find(session.prompt.choice("Which workflow?", choices))
    raise UsageError("it is not said which workflow.", f"there is: {', '.join(choices) or 'none'}")


def _tell_shadowed(session: CommandContext, word: str) -> None:
    if word in session.library.list_shadowed():
        session.talk.say(
            f"{word}: the workflow of this workspace is used, not the one that came with the program."
        )


def _invalid(session: CommandContext, invalid: NotCompiled) -> CommandResult:
    """No case is opened of a workflow with errors."""
    refusal = Refusal(
        f"{invalid.listed.id} has errors, so no case of it can be opened", invalid_reasons(invalid)
    )
    from sop.views.refusal_screen import refusal_screen

    return CommandResult(
        code=EXIT_REFUSED,
        error="refused",
        message=refusal.message,
        reasons=refusal.reasons,
        blocks=lambda: refusal_screen(refusal),
    )


def _remember(session: CommandContext, outcome: WriteResult | Refusal) -> None:
    """On a terminal the new case is the current one."""
    if (
        session.at_terminal
        and isinstance(outcome, WriteResult)
        and outcome.changed
        and not session.given.dry_run
    ):
        session.keep_person(session.person.with_case(outcome.after.id, session.now))
