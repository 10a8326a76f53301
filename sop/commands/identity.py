"""`sop as`: the stakeholder for whom the user of this terminal acts, and the user's name."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Annotated

import typer

from sop.casework.user_settings import Person, read_person
from sop.commands.context import CommandContext
from sop.commands.output import CommandResult
from sop.commands.program import command, new_app
from sop.engine.resolve_names import refuse_unknown
from sop.model.suggestion import Suggestion
from sop.views.terminal.blocks import Blocks, line

app = new_app()


@command(app, "as", changes=True)
def as_(
    session: CommandContext,
    stakeholder: Annotated[
        str | None, typer.Argument(metavar="[STAKEHOLDER]", help="Its ID or short name.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="N", help="Your name, as it is recorded.")
    ] = None,
) -> CommandResult:
    """Set or show the stakeholder for whom you act at this terminal.

    Example: sop as warden --name "T. Mokoena"
    """
    before = read_person(session.workspace.data, session.user)
    after = before
    if stakeholder is None and name is None and before.as_ is None and session.may_ask:
        stakeholder = _ask_stakeholder(session)
    if stakeholder is not None:
        after = replace(after, as_=_find_stakeholder(session, stakeholder))
    if name is not None:
        after = replace(after, name=unicodedata.normalize("NFC", name.strip()) or None)
    if after != before:
        session.keep_person(after)
    return CommandResult(
        data={"as": after.as_, "name": after.name},
        changed=after != before,
        blocks=lambda: _blocks(session, after),
    )


def _ask_stakeholder(session: CommandContext) -> str | None:
    """Return the stakeholder that the user chooses; None where no workflow names one."""
    choices = dict.fromkeys(sorted(set(session.library.stakeholders().values())), "")
    if not choices:
        return None
    return session.prompt.choice("For whom do you act?", choices)


def _find_stakeholder(session: CommandContext, word: str) -> str:
    """Return the ID of a stakeholder of any available workflow."""
    ids = session.library.stakeholders()
    if word.lower() not in ids:
        raise refuse_unknown("stakeholder", word, sorted(set(ids.values())))
    return ids[word.lower()]


def _blocks(session: CommandContext, person: Person) -> Blocks:
    if person.as_ is None:
        return (line("No stakeholder is set. To set one: ", Suggestion("as")),)
    name = f", as {person.name}" if person.name else ""
    identity = line(f"You act for {person.as_}{name}.")
    if session.at_terminal:
        return (identity,)
    return (identity, line("Without a terminal this is ignored: give --as, or set SOP_AS."))
