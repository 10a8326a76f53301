"""Ask once before a late entry replaces an answer of a later moment."""

from __future__ import annotations

from collections.abc import Sequence

from sop.casework.case_service import CaseChange, LoadedCase, WriteOptions
from sop.commands.context import CommandContext
from sop.commands.headings import dangers_of
from sop.commands.prompts import QuitRequest
from sop.engine.decide.older_answers import names_older_answer
from sop.model.commands import Command
from sop.model.refusal import Refusal

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
    if not session.prompt.confirm(QUESTION):
        raise QuitRequest
