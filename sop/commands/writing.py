"""What every writing command shares: who acts, on which terms, and how the outcome is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sop.casework.desk import LoadedCase, WriteOptions, WriteResult, act_of
from sop.casework.parse_time import is_relative
from sop.commands.context import CommandContext
from sop.commands.headings import case_heading
from sop.commands.inputs import ask_reason, read_event_time
from sop.commands.output import EXIT_REFUSED, CommandResult
from sop.model.commands import Act, Command, Do, Waive
from sop.model.definition import Definition
from sop.model.refusal import Refusal
from sop.views.labels import Wording
from sop.views.refusal_screen import refusal_screen
from sop.views.terminal.blocks import Blocks


def act(
    session: CommandContext, definition: Definition, at: str | None = None, why: str | None = None
) -> Act:
    """Who asks for what follows, when it happened, and why."""
    return act_of(
        session.writer(definition), session.by, read_event_time(session, definition, at), why
    )


def write_options(session: CommandContext, at: str | None = None) -> WriteOptions:
    given = session.given
    return WriteOptions(
        given.if_version, given.key, given.dry_run, at is not None and is_relative(at)
    )


def write(
    session: CommandContext, file: LoadedCase, commands: Sequence[Command], at: str | None = None
) -> CommandResult:
    """Puts the commands to the desk and tells what came of it."""
    session.hold_interrupts()
    return write_result(
        session, file, session.desk.write(file, commands, write_options(session, at)), commands
    )


def write_with_reason(
    session: CommandContext,
    file: LoadedCase,
    command: Command,
    why: str | None,
    needed: bool,
    at: str | None = None,
) -> CommandResult:
    """The same for one command, with its reason. What is refused whatever the reason is, is so before it is asked."""
    refusal = (
        refusal_of(session, file, command) if why is None and needed and session.may_ask else None
    )
    if refusal is not None:
        return refusal_result(session, file, refusal)
    return write(session, file, [with_reason(command, ask_reason(session, why, needed))], at)


def with_reason(command: Command, why: str | None) -> Command:
    return replace(command, act=replace(command.act, why=why))


def refusal_of(session: CommandContext, file: LoadedCase, command: Command) -> Refusal | None:
    """Why this would be refused even with a reason; None where it would be written. Nothing is."""
    trial = session.desk.write(file, [with_reason(command, "a trial")], WriteOptions(dry_run=True))
    return trial if isinstance(trial, Refusal) else None


def write_result(
    session: CommandContext,
    file: LoadedCase,
    outcome: WriteResult | Refusal,
    commands: Sequence[Command],
    data: Mapping[str, object] | None = None,
) -> CommandResult:
    """The answer about a write or its refusal."""
    if isinstance(outcome, Refusal):
        return refusal_result(session, file, outcome)
    result = {
        "events": [event.id for event in outcome.events],
        "opened": outcome.opened,
        "closed": outcome.closed,
    }
    version = file.version if session.given.dry_run else outcome.after.version
    return CommandResult(
        data={**(data or {}), **result},
        changed=outcome.changed and not session.given.dry_run,
        case=file.id,
        version=version,
        blocks=lambda: _blocks(session, outcome, commands),
    )


def refusal_result(session: CommandContext, file: LoadedCase, refusal: Refusal) -> CommandResult:
    """The rules say no: every reason, nothing written."""
    return CommandResult(
        code=EXIT_REFUSED,
        error="refused",
        message=refusal.message,
        reasons=refusal.reasons,
        case=file.id,
        version=file.version,
        blocks=lambda: _refusal_blocks(session, file, refusal),
    )


def _refusal_blocks(session: CommandContext, file: LoadedCase, refusal: Refusal) -> Blocks:
    return (
        *case_heading(session, file),
        *refusal_screen(refusal, Wording(file.definition, session.now)),
    )


def _blocks(session: CommandContext, outcome: WriteResult, commands: Sequence[Command]) -> Blocks:
    from sop.views.write_result import no_change_screen, write_result_screen

    file = outcome.after
    wording = Wording(file.definition, session.now)
    after = session.desk.checklist(file)
    head = case_heading(session, file)
    if not outcome.changed:
        return (
            *head,
            *(
                block
                for path in _action_paths(commands)
                for block in no_change_screen(wording, after, path)
            ),
        )
    shown = write_result_screen(
        wording,
        outcome.events,
        outcome.opened,
        outcome.closed,
        after,
        session.given.dry_run,
        named=not session.is_current_case(file.id),
    )
    return (*head, *shown)


def _action_paths(commands: Sequence[Command]) -> tuple[str | None, ...]:
    """The paths of the actions asked for; None for anything else."""
    return tuple(
        command.action if isinstance(command, Do | Waive) else None for command in commands
    )
