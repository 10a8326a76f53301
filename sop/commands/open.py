"""`sop open`: a new case of a workflow, pinned to the exact content of its definition."""

from __future__ import annotations

import random
from functools import partial
from typing import Annotated

import typer

from sop.casework.desk import CaseFile, Written
from sop.casework.finding import id_for_key
from sop.casework.library import Listed, NotCompiled
from sop.commands.answer import EXIT_REFUSED, Answer
from sop.commands.failures import invalid_reasons
from sop.commands.giving import given_facts, given_text
from sop.commands.options import At, SetFrom, Sets
from sop.commands.program import command, new_app
from sop.commands.session import Session
from sop.commands.writing import act, terms, told
from sop.model.commands import Open
from sop.model.refusal import Misuse, Refusal
from sop.store.ids import new_case_id

app = new_app()


@command(app, "open", writes=True)
def open_(
    session: Session,
    workflow: Annotated[str | None, typer.Argument(metavar="WORKFLOW", help="Its id, or a path.")] = None,
    sets: Sets = None,
    set_from: SetFrom = None,
    incident: Annotated[str | None, typer.Option("--incident", metavar="ID", help="Cases found together.")] = None,
    at: At = None,
) -> Answer:
    """Open a case of a workflow and print its id.

    Example: sop open fire-drill
    """
    listed = _workflow(session, workflow)
    try:
        definition = session.library.definition(listed)
    except NotCompiled as invalid:
        return _invalid(session, invalid)
    request = act(session, definition, at)
    facts = given_facts(session, definition, sets or [], set_from)
    case_id = id_for_key(session.given.key) if session.given.key else new_case_id(random.SystemRandom())
    wanted = Open(request, facts, given_text(incident, "the incident"))
    session.hold_interrupts()
    texts = partial(session.library.texts, listed)
    outcome = session.desk.open_case(case_id, definition, wanted, texts, terms(session, at))
    _remember(session, outcome)
    about = {"workflow": definition.id, "workflow_version": definition.version, "definition": definition.hash}
    return told(session, CaseFile(case_id, definition, ()), outcome, [wanted], about)


def _workflow(session: Session, word: str | None) -> Listed:
    if word is not None:
        _tell_shadowed(session, word)
        return session.library.find(word)
    choices = {listed.id: listed.shown_as for listed in session.library.listed()}
    if session.may_ask and choices:
        return session.library.find(session.asking.choice("Which workflow?", choices))
    raise Misuse("it is not said which workflow.", f"there is: {', '.join(choices) or 'none'}")


def _tell_shadowed(session: Session, word: str) -> None:
    if word in session.library.shadowed():
        session.talk.say(f"{word}: the workflow of this workspace is used, not the one that came with the program.")


def _invalid(session: Session, invalid: NotCompiled) -> Answer:
    """No case is opened of a workflow with errors."""
    refusal = Refusal(f"{invalid.listed.id} has errors, so no case of it can be opened", invalid_reasons(invalid))
    from sop.views.refusal import refusal_screen

    return Answer(
        code=EXIT_REFUSED, error="refused", message=refusal.message, reasons=refusal.reasons,
        blocks=lambda: refusal_screen(refusal),
    )  # fmt: skip


def _remember(session: Session, outcome: Written | Refusal) -> None:
    """On a terminal the new case is the current one."""
    if session.at_terminal and isinstance(outcome, Written) and outcome.changed and not session.given.dry_run:
        session.keep_person(session.person.using(outcome.after.id, session.now))
