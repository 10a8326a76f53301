"""`sop as`: the stakeholder for whom the user acts in this terminal session, and their name."""

from __future__ import annotations

from typing import Annotated

import typer

from sop.casework.case_lookup import open_cases
from sop.casework.terminal_session import SessionIdentity, check_name
from sop.casework.user_settings import keep_settings, read_settings
from sop.commands.authorship import NAME_QUESTION, read_name
from sop.commands.context import CommandContext
from sop.commands.output import CommandResult
from sop.commands.program import command, new_app
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.views.terminal.blocks import Block, Blocks, line

app = new_app()


@command(app, "as", changes=True)
def as_(
    session: CommandContext,
    stakeholder: Annotated[
        str | None, typer.Argument(metavar="[STAKEHOLDER]", help="Its short name, ID or full name.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="N", help="Your name, as it is recorded.")
    ] = None,
    default: Annotated[
        bool, typer.Option("--default", help="Also for each new terminal session, without a name.")
    ] = False,
    clear: Annotated[
        bool, typer.Option("--clear", help="Act for no stakeholder and without a name.")
    ] = False,
) -> CommandResult:
    """Set or show the stakeholder for whom you act in this terminal session, and your name.

    Another terminal is not changed. Another stakeholder without --name clears the name. It holds
    until the terminal is closed or was not used for 8 hours.

    Example: sop as warden --name "T. Mokoena"
    """
    _check_combination(stakeholder, name, default, clear)
    before = session.session_identity
    after = before.without_person() if clear else _choose(session, before, stakeholder, name)
    changed = session.at_terminal and after != before
    if changed:
        session.keep_identity(after)
    if default:
        changed = _keep_default(session, after.as_) or changed
    return CommandResult(
        data={"as": after.as_, "name": after.name},
        changed=changed,
        blocks=lambda: _blocks(session, after, is_change=after != before, default=default),
    )


def _check_combination(
    stakeholder: str | None, name: str | None, default: bool, clear: bool
) -> None:
    if clear and (stakeholder is not None or name is not None):
        raise UsageError("--clear sets neither a stakeholder nor a name.", "Give one of them.")
    if default and stakeholder is None and not clear:
        raise UsageError("--default needs a stakeholder.", "Name one, or add --clear.")


def _choose(
    session: CommandContext, before: SessionIdentity, stakeholder: str | None, name: str | None
) -> SessionIdentity:
    """Return the identity with what is given, or asked for where it is missing."""
    after = before
    if stakeholder is None and name is None and before.as_ is None and session.may_ask:
        stakeholder = _ask_stakeholder(session)
    if stakeholder is not None:
        after = after.acting_for(_find_stakeholder(session, stakeholder))
    if name is not None:
        return replace(after, name=check_name(name, "--name"), name_asked=True)
    if after.as_ is None or session.by_variable or after.name or after.name_asked:
        return after
    return _ask_name(session, after)


def _ask_name(session: CommandContext, identity: SessionIdentity) -> SessionIdentity:
    """Return the identity with the name, which a user is asked for once in a session."""
    if not session.may_ask:
        return identity
    name = session.prompt.value(NAME_QUESTION, read_name)
    return replace(identity, name=name, name_asked=True)


def _ask_stakeholder(session: CommandContext) -> str | None:
    """Return the stakeholder that the user chooses; None where no workflow names one."""
    from sop.casework.stakeholder_lookup import list_stakeholders  # late: only for the menu
    from sop.commands.menu import choose, stakeholder_menu

    listed = list_stakeholders(session.library, _workflows_here(session))
    if not listed:
        return None
    return choose(session.prompt, "For whom do you act?", stakeholder_menu(listed))


def _find_stakeholder(session: CommandContext, word: str) -> str:
    """Return the ID of a stakeholder of any available workflow.

    Report if no open case is of such a workflow: then it is probably the wrong one.
    """
    # late: start-up
    from sop.casework.stakeholder_lookup import find_stakeholder, short_name, similar_names

    library = session.library
    open_here = sorted(set(open_cases(session.store).values()))
    found = find_stakeholder(library, word, open_here)
    theirs = library.list_with_stakeholder(found)
    if open_here and not set(open_here) & set(theirs):
        session.talk.say(
            f"{short_name(library, found)} is a stakeholder of {', '.join(theirs)}. "
            f"The open cases here are of {', '.join(open_here)}."
        )
        near = similar_names(library, word, open_here)
        if near:
            session.talk.say(f"Did you mean {' or '.join(near)}?")
    return found


def _workflows_here(session: CommandContext) -> frozenset[str]:
    """Return the workflows of the open cases; without one, those of the workspace."""
    of_cases = frozenset(open_cases(session.store).values())
    return of_cases or frozenset(one.id for one in session.library.list_workspace())


def _keep_default(session: CommandContext, stakeholder: str | None) -> bool:
    """Keep the stakeholder with which new sessions begin; return whether it differs."""
    before = read_settings(session.workspace.data, session.user)
    after = replace(before, as_=stakeholder)
    if after != before and not session.given.dry_run:
        keep_settings(session.workspace.data, session.user, after)
    return after != before


def _blocks(
    session: CommandContext, person: SessionIdentity, *, is_change: bool, default: bool
) -> Blocks:
    blocks: list[Block] = []
    if session.at_terminal or not is_change:
        blocks += _identity_lines(session, person)
    if not session.at_terminal and not default:
        text = "Without a terminal this is ignored: give --as, or set SOP_AS and SOP_NAME."
        if is_change:
            text = "Without a terminal nothing is kept. Give --as, or set SOP_AS and SOP_NAME."
        blocks.append(line(text))
    if default:
        begins = "begins without a stakeholder"
        if person.as_ is not None:
            begins = f"begins with {_short_name(session, person.as_)}, without a name"
        blocks.append(line(f"Each new terminal session {begins}."))
    return tuple(blocks)


def _identity_lines(session: CommandContext, person: SessionIdentity) -> Blocks:
    if person.as_ is None:
        return (line("No stakeholder is set. To set one: ", Suggestion("as")),)
    name = f", as {person.name}" if person.name else ""
    return (line(f"You act for {_short_name(session, person.as_)}{name}."),)


def _short_name(session: CommandContext, stakeholder: str) -> str:
    """Return the name that every screen shows, which may be typed too."""
    from sop.casework.stakeholder_lookup import short_name  # late: start-up

    return short_name(session.library, stakeholder)
