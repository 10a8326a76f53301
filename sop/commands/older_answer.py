"""Ask once before a late entry replaces an answer of a later moment."""

from __future__ import annotations

from collections.abc import Sequence

from sop.casework.case_service import CaseChange, LoadedCase, WriteOptions, WriteResult
from sop.commands.context import CommandContext
from sop.commands.headings import dangers_of
from sop.commands.prompts import QuitRequest
from sop.engine.decide.older_answers import names_older_answer
from sop.model.commands import Command
from sop.model.refusal import Refusal
from sop.model.suggestion import Suggestion

QUESTION = "Record the older answer, so that it counts?"


def confirm_older_answer(
    session: CommandContext, file: LoadedCase, commands: Sequence[Command]
) -> None:
    """Show each older answer that would count, and ask once. Raise QuitRequest for no.

    One that raises a danger is never held up: its warning comes with the result.
    """
    change = CaseChange(file, tuple(commands))
    trial = session.service.write([change], WriteOptions(dry_run=True)).only
    if isinstance(trial, Refusal):
        return
    warnings = [one for one in trial.warnings if names_older_answer(one)]
    before = {danger.path for danger in dangers_of(session, trial.before)}
    after = {danger.path for danger in dangers_of(session, trial.after)}
    if not warnings or after - before or session.given.yes:
        return
    for warning in warnings:
        session.talk.say(f"Warning: {warning}")
    for name in _list_settable(trial, commands[0].act.as_):
        again = Suggestion("set", asks=(name,), case=file.id)
        session.talk.say("To record the later answer again afterwards: ", again)
    if not session.prompt.confirm(QUESTION):
        raise QuitRequest


def _list_settable(trial: WriteResult, as_: str) -> list[str]:
    """Return the facts whose value changes and that the writer may set at any time."""
    before, after = trial.before.case, trial.after.case
    return [
        name
        for name, fact in trial.after.definition.facts.items()
        if as_ in fact.anytime and before.value(name) not in (None, after.value(name))
    ]
