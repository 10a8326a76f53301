"""`sop as`: for whom the person at this terminal acts, and that person's name."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Annotated

import typer

from sop.casework.person import Person, read_person
from sop.commands.answer import Answer
from sop.commands.program import command, new_app
from sop.commands.session import Session
from sop.engine.names import unknown
from sop.views.layout import Blocks, line

app = new_app()


@command(app, "as", changes=True)
def as_(
    session: Session,
    stakeholder: Annotated[
        str | None, typer.Argument(metavar="[STAKEHOLDER]", help="Its id or short name.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="N", help="Your name, as it goes on record.")
    ] = None,
) -> Answer:
    """Say for whom you act from now on at this terminal, or show it.

    Example: sop as warden --name "T. Mokoena"
    """
    before = read_person(session.workspace.data, session.user)
    after = before
    if stakeholder is not None:
        after = replace(after, as_=_known(session, stakeholder))
    if name is not None:
        after = replace(after, name=unicodedata.normalize("NFC", name.strip()) or None)
    if after != before:
        session.keep_person(after)
    return Answer(
        data={"as": after.as_, "name": after.name},
        changed=after != before,
        blocks=lambda: _blocks(session, after),
    )


def _known(session: Session, word: str) -> str:
    """The id of a stakeholder of any workflow within reach."""
    ids = session.library.stakeholders()
    if word.lower() not in ids:
        raise unknown("stakeholder", word, sorted(set(ids.values())))
    return ids[word.lower()]


def _blocks(session: Session, person: Person) -> Blocks:
    if person.as_ is None:
        return (line("It is not said for whom you act. Say it: sop as STAKEHOLDER --name NAME"),)
    said = line(f"You act for {person.as_}" + (f", as {person.name}." if person.name else "."))
    unheard = (
        ()
        if session.at_terminal
        else (line("Without a terminal this is ignored: give --as, or set SOP_AS."),)
    )
    return (said, *unheard)
