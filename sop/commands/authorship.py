"""Who a write is recorded for: the stakeholder, the person's name, and who reported it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sop.casework.terminal_session import check_name
from sop.commands.context import CommandContext
from sop.model.commands import Act, Command
from sop.model.definition import Definition
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace

Written = TypeVar("Written", bound=Command)

AS = Suggestion("as")
GUIDED = "go"
"""The command that asks for the name when it begins, so that it is not mentioned at each write."""
NAME_QUESTION = "Your name, as it is recorded [empty if none]:"


def find_home(session: CommandContext, definition: Definition) -> str | None:
    """Return the stakeholder of `sop as`; None where this workflow does not have it.

    A command without a terminal, such as one that reads a pipe, has that of its session: it may
    be typed at the same desk.
    """
    home = session.session_identity.as_
    return home if home in definition.stakeholders else None


def read_reporter(session: CommandContext, as_: str, home: str | None) -> str | None:
    """Return who reported it, as it was given.

    Raise UsageError if it is needed and no user can be asked, or if it is too long.
    """
    given = check_reporter(session.given.reported_by, "--reported-by")
    is_needed = given is None and home not in (None, as_)
    if is_needed and not session.may_ask and not (session.given.dry_run and session.at_terminal):
        raise UsageError(
            f"You act for {_short(session, home)}. "
            f"For {_short(session, as_)}, the record needs to know who reported it.",
            "Add --reported-by and who it was, such as 'the night sister'.",
        )
    return given


def lacks_reporter(act: Act) -> bool:
    """Whether the act is for another stakeholder and lacks who reported it."""
    return act.reported_by is None and act.home not in (None, act.as_)


def lacks_author(session: CommandContext, act: Act) -> bool:
    """Whether the user has to be asked for a name, or for who reported it."""
    return session.may_ask and (lacks_reporter(act) or _must_ask_name(session))


def ask_authors(session: CommandContext, commands: Sequence[Written]) -> tuple[Written, ...]:
    """Return the commands with the name and who reported it, each asked for once if missing."""
    return _ask_name(session, _ask_reporter(session, commands))


def _ask_reporter(session: CommandContext, commands: Sequence[Written]) -> tuple[Written, ...]:
    if not session.may_ask or not any(lacks_reporter(one.act) for one in commands):
        return tuple(commands)
    act = commands[0].act
    you, other = _short(session, act.home), _short(session, act.as_)
    session.prompt.screen.say(f"You act for {you}, and this is recorded for {other}.")
    question = "Who reported it, such as 'the night sister'?"
    reporter = session.prompt.required_value(question, _read_reporter)
    return tuple(replace(one, act=replace(one.act, reported_by=reporter)) for one in commands)


def _must_ask_name(session: CommandContext) -> bool:
    """Whether the user of this session was not asked for a name yet.

    Who sets SOP_AS sets SOP_NAME in the same way.
    """
    by_variable = session.given.as_ is None and bool(session.environ.get("SOP_AS"))
    return session.by is None and not session.identity.name_asked and not by_variable


def _ask_name(session: CommandContext, commands: Sequence[Written]) -> tuple[Written, ...]:
    if not session.may_ask or not _must_ask_name(session):
        return tuple(commands)
    session.prompt.screen.say("The record names who wrote it. This is asked once in this terminal.")
    name = session.prompt.optional(NAME_QUESTION, read_name)
    session.keep_identity(replace(session.identity, name=name, name_asked=True))
    return tuple(replace(one, act=replace(one.act, by=name)) for one in commands)


def read_name(answer: str) -> str | None:
    """Return the name as it is recorded; None for an empty answer."""
    return check_name(answer, "the answer")


def check_reporter(text: str | None, what: str) -> str | None:
    """Return who reported it on one line, None if it is empty.

    Raise UsageError if it is too long, has no letter (a number or a `?` names no person), or is one
    character: that is a key, typed too early.
    """
    reporter = check_name(text, what)
    if reporter is not None and (len(reporter) == 1 or not has_letter(reporter)):
        raise UsageError(
            f"'{reporter}' does not say who reported it.",
            "Write a function, such as 'the night sister'.",
        )
    return reporter


def has_letter(text: str) -> bool:
    """Whether the text has a letter of any script: without one it names no one."""
    return any(letter.isalpha() for letter in text)


def _read_reporter(answer: str) -> str:
    return check_reporter(answer, "the answer") or ""


def mention_missing_name(session: CommandContext) -> None:
    """Report on stderr that an event has no person's name, and how to give one."""
    if session.by is not None or session.given.dry_run or session.command == GUIDED:
        return
    if session.at_terminal:
        session.talk.say("No name is recorded with this. To give yours, add --name to: ", AS)
    else:
        session.talk.say("No name is recorded with this. To give one, set SOP_NAME.")


def _short(session: CommandContext, stakeholder: str | None) -> str:
    """Return the name that every screen shows, which may be typed too."""
    from sop.casework.stakeholder_lookup import short_name  # late: start-up; only to ask

    return short_name(session.library, stakeholder or "")


def own_name(session: CommandContext) -> str:
    """Return the name of the user. Raise UsageError where none is known."""
    if session.by is not None:
        return session.by
    if session.at_terminal:
        raise UsageError("Your name is not known.", "Give it with --name", Suggestion("as"))
    raise UsageError("Your name is not known.", "Set SOP_NAME.")
