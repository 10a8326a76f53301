"""For whom the user acts: asked at a terminal, once, among those who may do it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sop.casework.stakeholder_lookup import short_name
from sop.commands.menu import choose, stakeholder_menu
from sop.model.definition import Definition
from sop.model.suggestion import Suggestion

if TYPE_CHECKING:
    from sop.commands.context import CommandContext


def ask_stakeholder(
    session: CommandContext, definition: Definition, may: Sequence[str], hours: int
) -> str:
    """Return the stakeholder that the user chooses; this terminal keeps it.

    `may` are those who may do it; empty: all. `hours`: how long a stakeholder is kept.
    """
    known = definition.stakeholders
    _explain_question(session, definition, hours)
    allowed = [one for one in known.values() if not may or one.id in may]
    if len(allowed) < len(known):
        session.talk.say("Only these may do it. If you act for none of them: Ctrl-C.")
    chosen = choose(session.prompt, "For whom do you act?", stakeholder_menu(allowed))
    session.keep_identity(session.identity.acting_for(chosen))
    you = f"You act for {known[chosen].short} in this terminal from now on."
    session.talk.say(f"{you} To change: ", Suggestion("as"))
    return chosen


def _explain_question(session: CommandContext, definition: Definition, hours: int) -> None:
    """Report why the stakeholder of `sop as` does not hold here, if one was set."""
    if session.identity.as_ is not None:
        you = short_name(session.library, session.identity.as_)
        session.talk.say(f"You act for {you}, which is not a stakeholder of {definition.id}.")
    elif session.terminal_user.kept.as_ is not None:
        session.talk.say(f"No command was typed in this terminal for {hours} hours.")
