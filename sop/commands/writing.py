"""What every writing command shares: who acts, on which terms, and how the outcome is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sop.casework.desk import CaseFile, Terms, Written, act_of
from sop.casework.times import is_relative
from sop.commands.answer import EXIT_REFUSED, Answer
from sop.commands.giving import given_reason, given_time
from sop.commands.headings import case_heading
from sop.commands.session import Session
from sop.model.commands import Act, Command, Do, Waive
from sop.model.definition import Definition
from sop.model.refusal import Refusal
from sop.views.layout import Blocks
from sop.views.refusal import refusal_screen
from sop.views.wording import Wording


def act(
    session: Session, definition: Definition, at: str | None = None, why: str | None = None
) -> Act:
    """Who asks for what follows, when it happened, and why."""
    return act_of(session.writer(definition), session.by, given_time(session, definition, at), why)


def terms(session: Session, at: str | None = None) -> Terms:
    given = session.given
    return Terms(given.if_version, given.key, given.dry_run, at is not None and is_relative(at))


def write(
    session: Session, file: CaseFile, commands: Sequence[Command], at: str | None = None
) -> Answer:
    """Puts the commands to the desk and tells what came of it."""
    session.hold_interrupts()
    return told(session, file, session.desk.write(file, commands, terms(session, at)), commands)


def write_with_reason(
    session: Session,
    file: CaseFile,
    command: Command,
    why: str | None,
    needed: bool,
    at: str | None = None,
) -> Answer:
    """The same for one command, with its reason. What is refused whatever the reason is, is so before it is asked."""
    refusal = (
        refusal_of(session, file, command) if why is None and needed and session.may_ask else None
    )
    if refusal is not None:
        return refused(session, file, refusal)
    return write(session, file, [with_reason(command, given_reason(session, why, needed))], at)


def with_reason(command: Command, why: str | None) -> Command:
    return replace(command, act=replace(command.act, why=why))


def refusal_of(session: Session, file: CaseFile, command: Command) -> Refusal | None:
    """Why this would be refused even with a reason; None where it would be written. Nothing is."""
    trial = session.desk.write(file, [with_reason(command, "a trial")], Terms(dry_run=True))
    return trial if isinstance(trial, Refusal) else None


def told(
    session: Session,
    file: CaseFile,
    outcome: Written | Refusal,
    commands: Sequence[Command],
    data: Mapping[str, object] | None = None,
) -> Answer:
    """The answer about a write or its refusal."""
    if isinstance(outcome, Refusal):
        return refused(session, file, outcome)
    result = {
        "events": [event.id for event in outcome.events],
        "opened": outcome.opened,
        "closed": outcome.closed,
    }
    version = file.version if session.given.dry_run else outcome.after.version
    return Answer(
        data={**(data or {}), **result},
        changed=outcome.changed and not session.given.dry_run,
        case=file.id,
        version=version,
        blocks=lambda: _blocks(session, outcome, commands),
    )


def refused(session: Session, file: CaseFile, refusal: Refusal) -> Answer:
    """The rules say no: every reason, nothing written."""
    return Answer(
        code=EXIT_REFUSED,
        error="refused",
        message=refusal.message,
        reasons=refusal.reasons,
        case=file.id,
        version=file.version,
        blocks=lambda: _refusal_blocks(session, file, refusal),
    )


def _refusal_blocks(session: Session, file: CaseFile, refusal: Refusal) -> Blocks:
    return (
        *case_heading(session, file),
        *refusal_screen(refusal, Wording(file.definition, session.now)),
    )


def _blocks(session: Session, outcome: Written, commands: Sequence[Command]) -> Blocks:
    from sop.views.written import nothing_to_do, written_screen

    file = outcome.after
    wording = Wording(file.definition, session.now)
    after = session.desk.checklist(file)
    head = case_heading(session, file)
    if not outcome.changed:
        return (
            *head,
            *(block for path in _asked(commands) for block in nothing_to_do(wording, after, path)),
        )
    shown = written_screen(
        wording,
        outcome.events,
        outcome.opened,
        outcome.closed,
        after,
        session.given.dry_run,
        named=not session.is_meant(file.id),
    )
    return (*head, *shown)


def _asked(commands: Sequence[Command]) -> tuple[str | None, ...]:
    """The paths of the actions asked for; None for anything else."""
    return tuple(
        command.action if isinstance(command, Do | Waive) else None for command in commands
    )
