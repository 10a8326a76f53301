"""Submit a write to one case, and the answer about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sop.casework.case_service import (
    CaseChange,
    LoadedCase,
    WriteOptions,
    WriteResult,
)
from sop.casework.parse_time import is_relative
from sop.casework.visibility import filter_dues
from sop.commands.authorship import (
    ask_authors,
    find_home,
    lacks_author,
    mention_missing_name,
    read_reporter,
)
from sop.commands.case_json import Json, danger_json, waiting_json
from sop.commands.context import CommandContext
from sop.commands.headings import case_heading, dangers_of
from sop.commands.inputs import ask_reason, read_event_time
from sop.commands.output import EXIT_INTERRUPTED, EXIT_REFUSED, CommandResult
from sop.engine.checklist_lines import ActionLine
from sop.engine.deadlines import zone_of
from sop.engine.mask_checklist import mask_message, mask_refusal, mask_waiting
from sop.engine.private_rules import PrivateRules, find_private_rules
from sop.engine.refusal_reasons import TRIAL
from sop.model.clock_faults import describe_clock_faults, find_clock_faults
from sop.model.commands import Act, Command, Do, Waive
from sop.model.definition import Definition
from sop.model.events import Event
from sop.model.refusal import Refusal
from sop.model.suggestion import Suggestion
from sop.views.labels import Wording
from sop.views.refusal_screen import refusal_screen
from sop.views.terminal.blocks import BLANK, Block, Blocks, Line, line

MOST_ESCAPES = 4
"""Exits that a refusal lists; `sop next --all` has all."""


def act(
    session: CommandContext,
    definition: Definition,
    at: str | None = None,
    why: str | None = None,
    *,
    may: Sequence[str] = (),
) -> Act:
    """Return who acts, when it happened, and why; an empty reason counts as not given.

    `may` are those to choose from, if the user is asked for whom they act; empty: all.
    """
    as_ = session.writer(definition, may)
    home = find_home(session, definition)
    return Act(
        as_,
        session.by,
        read_event_time(session, definition, at),
        (why or "").strip() or None,
        home=home,
        os_user=session.user,
        reported_by=read_reporter(session, as_, home),
    )


def write_options(session: CommandContext, at: str | None = None) -> WriteOptions:
    given = session.given
    relative = at is not None and is_relative(at)
    return WriteOptions(given.if_version, given.key, given.dry_run, at_is_relative=relative)


def write(
    session: CommandContext, file: LoadedCase, commands: Sequence[Command], at: str | None = None
) -> CommandResult:
    """Write the commands to the case and return the answer about it."""
    return result_answer(session, file, write_result(session, file, commands, at), commands)


def write_result(
    session: CommandContext, file: LoadedCase, commands: Sequence[Command], at: str | None = None
) -> WriteResult | Refusal:
    """Write the commands to the case and return the result.

    A name, and who reported it, are asked for last, if the write is accepted.
    """
    options = write_options(session, at)
    if lacks_author(session, commands[0].act):
        trial = session.service.write(
            [CaseChange(file, tuple(commands))], replace(options, dry_run=True)
        )
        if trial.refused or not trial.changed:
            return trial.only
        commands = ask_authors(session, commands)
    if session.may_ask and commands[0].act.at is not None and not session.given.dry_run:
        from sop.commands.older_answer import confirm_older_answer  # late: start-up; few have --at

        confirm_older_answer(session, file, commands)
    session.hold_interrupts()
    outcome = session.service.write([CaseChange(file, tuple(commands))], options)
    if outcome.changed:
        mention_missing_name(session)
    return outcome.only


def confirm_write(session: CommandContext, question: str) -> bool:
    """Whether the user agrees; where no user can be asked, the command itself is the consent."""
    if session.given.yes or not session.may_ask:
        return True
    return session.prompt.confirm(question)


def nothing_written() -> CommandResult:
    """Return the answer that the user did not confirm."""
    return CommandResult(
        code=EXIT_INTERRUPTED,
        error="interrupted",
        message="Nothing was written.",
        blocks=lambda: (line("Nothing was written."),),
    )


def write_with_reason(
    session: CommandContext,
    file: LoadedCase,
    command: Command,
    why: str | None,
    needed: bool,
    at: str | None = None,
) -> CommandResult:
    """Write one command with its reason.

    The user is not asked for a reason if the command is refused anyway.
    """
    if why is None and needed and session.may_ask:
        trial = trial_of(session, file, command)
        if isinstance(trial, Refusal):
            return refusal_answer(session, file, trial)
    reason = ask_reason(session, why, needed)
    return write(session, file, [with_reason(command, reason)], at)


def with_reason(command: Command, why: str | None) -> Command:
    return replace(command, act=replace(command.act, why=why))


def trial_of(session: CommandContext, file: LoadedCase, command: Command) -> WriteResult | Refusal:
    """Return the result of writing the command with a reason. Nothing is written."""
    change = CaseChange(file, (with_reason(command, TRIAL),))
    return session.service.write([change], WriteOptions(dry_run=True)).only


def result_answer(
    session: CommandContext,
    file: LoadedCase,
    result: WriteResult | Refusal,
    commands: Sequence[Command],
    data: Mapping[str, object] | None = None,
) -> CommandResult:
    """Return the answer about a write to one case, or about its refusal."""
    if isinstance(result, Refusal):
        return refusal_answer(session, file, result)
    dry_run = session.given.dry_run
    written = result.before if dry_run else result.after
    return CommandResult(
        data={
            **(data or {}),
            **result_json(session, result),
            "danger": _dangers(session, written),
        },
        changed=result.changed and not dry_run,
        case=file.id,
        version=file.version if dry_run else result.after.version,
        blocks=lambda: _blocks(session, result, commands),
        warnings=write_warnings(session, result),
    )


def write_warnings(session: CommandContext, result: WriteResult) -> tuple[str, ...]:
    """Return the warnings about the times of a write: their order, and a wrong clock."""
    if not result.changed:
        return ()
    zone = zone_of(result.after.definition.timezone)
    # Those of the new event too: its clock may be behind.
    faults = find_clock_faults(result.after.history, session.now)
    if not faults:
        return result.warnings
    return (*result.warnings, describe_clock_faults(faults, zone))


def _dangers(session: CommandContext, file: LoadedCase) -> list[Json]:
    return danger_json(dangers_of(session, file), zone_of(file.definition.timezone))


def result_json(session: CommandContext, result: WriteResult) -> dict[str, object]:
    """Return the keys that every answer about a write has."""
    private, definition = _private_rules(session, result), result.after.definition
    return {
        "events": [event.id for event in result.events],
        "opened": list(result.opened_for(private)),
        "closed": list(result.closed_for(private)),
        "waiting": list(map(waiting_json, mask_waiting(definition, result.waiting, private))),
        "dropped": list(map(waiting_json, mask_waiting(definition, result.dropped, private))),
    }


def _private_rules(session: CommandContext, result: WriteResult) -> PrivateRules:
    definition = result.after.definition
    return find_private_rules(definition, session.viewer(definition))


def refusal_answer(session: CommandContext, file: LoadedCase, refusal: Refusal) -> CommandResult:
    """Return the answer that nothing was written, with every reason that the user may see."""
    # late: start-up; most commands are accepted
    from sop.commands.refusal_ways import lead_to_counting_case, name_consent, name_missing_options

    refusal = mask_refusal_for(session, file, refusal)
    refusal = name_missing_options(session, file.definition, refusal)
    refusal = lead_to_counting_case(session, file, refusal)
    refusal = name_consent(session, file, refusal)
    dangers = _dangers(session, file)
    return CommandResult(
        data={"danger": dangers} if dangers else {},
        code=EXIT_REFUSED,
        error="refused",
        message=refusal.message,
        reasons=refusal.reasons,
        case=file.id,
        version=file.version,
        blocks=lambda: _refusal_blocks(session, file, refusal),
    )


def mask_refusal_for(session: CommandContext, file: LoadedCase, refusal: Refusal) -> Refusal:
    """Return the refusal with the reasons that the user may see."""
    definition = file.definition
    private = find_private_rules(definition, session.viewer(definition))
    shown = mask_refusal(refusal, private)
    return replace(shown, message=mask_message(definition, shown.message, private))


def _refusal_blocks(session: CommandContext, file: LoadedCase, refusal: Refusal) -> Blocks:
    # late: start-up; most commands are accepted
    from sop.commands.refusal_ways import leave_out_circles, offer_note, offer_report

    wording = Wording(file.definition, session.now)
    shown = leave_out_circles(session, file.definition, refusal)
    return (
        *case_heading(session, file),
        *refusal_screen(shown, wording),
        *offer_note(refusal),
        *offer_report(session, refusal.reasons),
        *_list_escapes(session, file, refusal),
    )


def _list_escapes(session: CommandContext, file: LoadedCase, refusal: Refusal) -> Blocks:
    """Return what leads out of a case that is held or waits; only then a refusal has it."""
    # late: start-up; most commands are accepted
    from sop.engine.standstill import find_escapes
    from sop.views.escape_list import escape_lines
    from sop.views.hold_lines import hold_lines

    if not {"on_hold", "track_waiting"}.intersection(refusal.codes):
        return ()
    shown = session.service.checklist(file, session.viewer(file.definition))
    escapes = find_escapes(file.definition, shown)
    wording = Wording(file.definition, session.now)
    held = {(one.at or "").partition(".")[0] for one in refusal.reasons if one.code == "on_hold"}
    going_on = tuple(hold_lines(wording, shown, held))
    lead: Blocks = (BLANK, *going_on) if going_on else ()
    return (*lead, *escape_lines(wording, escapes, MOST_ESCAPES))


def _blocks(session: CommandContext, result: WriteResult, commands: Sequence[Command]) -> Blocks:
    # late: start-up; JSON needs no screen
    from sop.views.interrupted_steps import InterruptedSteps
    from sop.views.write_result import write_result_screen

    file = result.after
    written = result.before if session.given.dry_run else file
    head = case_heading(session, file, written=written)
    if not result.changed:
        return (*head, *_unchanged_blocks(session, file, commands))
    private = _private_rules(session, result)
    screen = write_result_screen(
        Wording(file.definition, session.now),
        [_shown_event(one, private) for one in result.events],
        result.opened_for(private),
        result.closed_for(private),
        replace(
            file.mask(file.checklist, session.viewer(file.definition)),
            dangers=dangers_of(session, file),
        ),
        dry_run=session.given.dry_run,
        interrupted=InterruptedSteps(
            mask_waiting(file.definition, result.waiting, private),
            mask_waiting(file.definition, result.dropped, private),
        ),
        stays=_list_staying_actions(session, result, private),
    )
    return (*head, *screen)


def _list_staying_actions(
    session: CommandContext, result: WriteResult, private: PrivateRules
) -> list[Line]:
    """Return a line for each action whose fact was corrected: it is not to do again."""
    # late: start-up; JSON needs no screen
    from sop.casework.changed_facts import find_recording_actions
    from sop.views.write_result import action_stays_line

    file = result.after
    wording = Wording(file.definition, session.now)
    lines: list[Line] = []
    for written in result.events:
        found = find_recording_actions(result.before.history, file.case.undone, written)
        for event, done, fact in found:
            if not private.hides(done.action):
                undo = _suggest_undo_of(session, file, event.id, written.as_)
                lines.append(action_stays_line(wording, done.action, fact, event.id, undo))
    return lines


def _shown_event(event: Event, private: PrivateRules) -> Event:
    """Return the event as the screen shows it: a dry run without a reason has none to show."""
    why = None if event.why == TRIAL else event.why
    return replace(event, dues=filter_dues(event.dues, private), why=why)


def _unchanged_blocks(
    session: CommandContext, file: LoadedCase, commands: Sequence[Command]
) -> Blocks:
    """Return a screen that says of each command that its effect is already recorded."""
    from sop.views.write_result import no_change_screen  # late: start-up; JSON needs no screen

    wording = Wording(file.definition, session.now)
    blocks: list[Block] = []
    shown = file.mask(file.checklist, session.viewer(file.definition))
    for command in commands:
        path = command.action if isinstance(command, Do | Waive) else None
        action = next((one for one in shown.actions() if one.path == path), None)
        undo = _suggest_undo(session, file, action, command.act.as_)
        blocks.extend(no_change_screen(wording, action, undo))
    return tuple(blocks)


def _suggest_undo(
    session: CommandContext, file: LoadedCase, action: ActionLine | None, as_: str
) -> Suggestion | None:
    """Return the command that undoes the record of the action; None where it would be refused."""
    if action is None or action.record is None:
        return None
    return _suggest_undo_of(session, file, action.record.event, as_)


def _suggest_undo_of(
    session: CommandContext, file: LoadedCase, number: int, as_: str
) -> Suggestion | None:
    """Return the command that undoes the event, or a later one first; None if refused."""
    from sop.engine.decide import suggest_undo  # late: start-up; few writes need it

    return suggest_undo(
        file.definition,
        file.case,
        number,
        as_=as_,
        now=session.now,
        history=file.history,
        calendar=file.calendar,
    )
