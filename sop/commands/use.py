"""`sop use`: the current case of the person at this terminal. It lapses after 8 hours."""

from __future__ import annotations

from typing import Annotated

import typer

from sop.casework.finding import resolve_case
from sop.casework.person import read_person
from sop.commands.answer import Answer
from sop.commands.headings import case_heading
from sop.commands.program import command, new_app
from sop.commands.session import Session
from sop.model.refusal import Misuse
from sop.views.layout import line

app = new_app()


@command(app, "use", changes=True)
def use(
    session: Session,
    case: Annotated[
        str | None, typer.Argument(metavar="CASE|-", help="The case, or - for the one before.")
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Have no current case.")] = False,
) -> Answer:
    """Choose the current case, on which daily commands work. It lapses after 8 hours.

    Example: sop use 7K3
    """
    person = read_person(session.workspace.data, session.user)
    if clear:
        if case is not None:
            raise Misuse("--clear takes no case.", "give one or the other")
        session.keep_person(person.using_none())
        return Answer(
            data={"case": None}, changed=True, blocks=lambda: (line("No case is current."),)
        )
    file = session.desk.load(_wanted(session, case, person.previous))
    session.keep_person(person.using(file.id, session.now))
    return Answer(
        data={"case": file.id},
        changed=True,
        case=file.id,
        version=file.version,
        blocks=lambda: (
            *case_heading(session, file),
            line("This is now the current case, for 8 hours."),
        ),
    )


def _wanted(session: Session, word: str | None, previous: str | None) -> str:
    if word == "-":
        if previous is None:
            raise Misuse("there was no case before.", "name one: sop use CASE")
        return previous
    if word is not None:
        return resolve_case(session.store, word)
    return session.asked_case()
