"""Write to all open cases of an incident, and the answer about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from sop.casework.case_lookup import resolve_case
from sop.casework.case_service import (
    CaseChange,
    LoadedCase,
    WriteOptions,
    WriteOutcome,
    WriteResult,
)
from sop.casework.incident_order import opening_place
from sop.casework.worklist import visible_items
from sop.commands.authorship import ask_authors, lacks_author, mention_missing_name
from sop.commands.case_json import Json, danger_json
from sop.commands.context import CommandContext
from sop.commands.danger_list import cases_in_danger, danger_blocks
from sop.commands.headings import dangers_of, incident_heading
from sop.commands.incident_names import match_incident, name_cases
from sop.commands.inputs import ask_reason
from sop.commands.output import CommandResult
from sop.commands.submit import (
    result_json,
    with_reason,
    write_options,
    write_warnings,
)
from sop.engine.deadlines import zone_of
from sop.grammar import Words
from sop.model.commands import Command
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.store.index_rows import CaseLine, WorkQuery
from sop.views.case_name import case_name
from sop.views.terminal.blocks import Blocks

if TYPE_CHECKING:
    from sop.commands.incident_questions import IncidentQuestions

Skipped = dict[str, str]
"""By case why it is left out."""
CommandsFor = Callable[[LoadedCase], tuple[Command, ...]]
"""Returns the commands for one case of the incident."""


def write_in_incident(
    session: CommandContext,
    words: Words,
    commands_for: CommandsFor,
    questions: IncidentQuestions | None = None,
) -> CommandResult:
    """Write the commands to every open case of the incident but the excepted ones, all or none.

    `words` is the command as it was typed, with `--incident`, `--except` and `--at`. `questions`
    are asked once for all cases, at a terminal.
    """
    incident, at = words.one("incident") or "", words.one("at")
    if session.given.case is not None:
        raise UsageError("-c and --incident cannot be combined.", "Give one of them.")
    refuse_if_version(session)
    files, skipped = chosen_cases(session, words)
    if questions is None:
        name_cases(session, incident, files)
    changes = [CaseChange(file, commands_for(file)) for file in files]
    changes = questions.complete(changes) if questions else complete_reason(session, changes)
    try:
        outcome = _write_changes(session, changes, at)
    except BaseException:
        if questions is not None:
            questions.mention()
        raise
    if questions is not None:
        questions.settle(outcome)
    if outcome.refused:
        from sop.commands.incident_refusal import refused_answer  # late: start-up; most succeed

        return refused_answer(session, words, outcome, files)
    if outcome.changed:
        mention_missing_name(session)
    left_out = [{"case": case, "why": why} for case, why in skipped.items()]
    return outcome_answer(session, incident, outcome, {"skipped": left_out})


def _write_changes(
    session: CommandContext, changes: list[CaseChange], at: str | None
) -> WriteOutcome:
    """Write the changes; a name, and who reported it, are asked for last, if they are accepted."""
    options = write_options(session, at)
    if lacks_author(session, changes[0].commands[0].act):
        trial = session.service.write(changes, replace(options, dry_run=True))
        if trial.refused:
            return trial
        changes = _with_authors(session, changes)
    session.hold_interrupts()
    return session.service.write(changes, options)


def _with_authors(session: CommandContext, changes: Sequence[CaseChange]) -> list[CaseChange]:
    """Return the changes with the name and who reported it, asked for once for all cases."""
    signed = iter(ask_authors(session, [command for one in changes for command in one.commands]))
    return [replace(one, commands=tuple(islice(signed, len(one.commands)))) for one in changes]


def complete_reason(session: CommandContext, changes: list[CaseChange]) -> list[CaseChange]:
    """Return the changes with a reason, asked for once where it alone is missing."""
    if not session.may_ask:
        return changes
    trial = session.service.write(changes, WriteOptions(dry_run=True))
    missing = {code for _, refusal in trial.refused for code in refusal.codes}
    if missing != {"reason_missing"}:
        return changes
    why = ask_reason(session, None, needed=True)
    return [_with_reason(change, why) for change in changes]


def _with_reason(change: CaseChange, why: str | None) -> CaseChange:
    return replace(change, commands=tuple(with_reason(one, why) for one in change.commands))


def refuse_if_version(session: CommandContext) -> None:
    """Raise UsageError for `--if-version`, which can hold for one case only."""
    if session.given.if_version is not None:
        raise UsageError("--if-version is only for a single case.", "Leave it out.")


def chosen_cases(session: CommandContext, words: Words) -> tuple[list[LoadedCase], Skipped]:
    """Return the open cases of the incident, by opening, and why the others are left out.

    `--only` names those that are chosen, `--except` those that are left out; both may be given.
    """
    incident = words.one("incident") or ""
    lines = match_incident(session.store.case_lines(), incident)
    mine = [line.case for line in sorted(lines, key=opening_place)]
    out = _named_cases(session, words, "except", lines)
    if words.has("only"):
        out |= set(mine) - _named_cases(session, words, "only", lines)
    found: list[LoadedCase] = []
    skipped: dict[str, str] = {}
    for case in mine:
        if case in out:
            skipped[case] = "excepted"
            continue
        file = session.service.load(case)
        if file.case.is_closed:
            skipped[case] = file.case.status
        else:
            found.append(file)
    if not found:
        raise UsageError(
            f"No open case of incident '{incident}' is left.",
            "To list its cases",
            list_cases_of(incident),
        )
    return found, skipped


def _named_cases(
    session: CommandContext, words: Words, option: str, lines: Sequence[CaseLine]
) -> set[str]:
    """Return the cases that the option names. Raise UsageError for one of another incident."""
    incident = words.one("incident") or ""
    found = {resolve_case(session.store, word, lines) for word in words.every(option)}
    for case in sorted(found - {line.case for line in lines}):
        raise UsageError(
            f"Case {case} is not part of incident '{incident}'.",
            "To list its cases",
            list_cases_of(incident),
        )
    return found


def list_cases_of(incident: str) -> Suggestion:
    """Return the command that lists the cases of the incident."""
    return Suggestion("case list", options=(("incident", incident),))


def list_work_of(incident: str) -> Suggestion:
    """Return the command that lists what is to do in the cases of the incident."""
    return Suggestion("worklist", options=(("incident", incident),))


def list_work_for(session: CommandContext, incident: str, viewer: str | None) -> Suggestion:
    """Return the same; with `--all` where nothing that has to be done is the user's own.

    The list of own work would then be empty, or lead to the least important.
    """
    rows = session.store.work(WorkQuery(incident=incident, agency=viewer, at=session.now))
    items = visible_items(rows, viewer, session.now)
    if viewer is None or any(not item.row.optional for item in items):
        return list_work_of(incident)
    return Suggestion("worklist", options=(("incident", incident), ("all", None)))


def outcome_answer(
    session: CommandContext,
    incident: str,
    outcome: WriteOutcome,
    data: Mapping[str, object],
    opens: bool = False,
) -> CommandResult:
    """Return the answer about several cases.

    The keys of an answer about one case are those of the first that changed.
    """
    dry_run = session.given.dry_run
    changed = [one for one in outcome.results if one.changed]
    first = (changed or outcome.results)[0]
    cases = [_case_json(session, one) for one in outcome.results]

    def blocks() -> Blocks:
        dangers = cases_in_danger(session, [_written(one, dry_run) for one in outcome.results])
        head = (*incident_heading(session, first.after), *danger_blocks(session, dangers))
        if opens:
            return (*head, *_opened_blocks(session, incident, outcome))
        return (*head, *_written_blocks(session, incident, outcome, data))

    return CommandResult(
        data={**data, **result_json(session, first), "incident": incident, "cases": cases},
        changed=outcome.changed and not dry_run,
        case=first.after.id,
        version=_version(first, dry_run),
        blocks=blocks,
        warnings=tuple(
            f"Case {one.after.id}: {warning}"
            for one in outcome.results
            for warning in write_warnings(session, one)
        ),
    )


def _list_work_now(session: CommandContext, incident: str, outcome: WriteOutcome) -> Suggestion:
    if session.given.dry_run:
        return list_work_of(incident)
    viewer = session.viewer(outcome.results[0].after.definition)
    return list_work_for(session, incident, viewer)


def _opened_blocks(session: CommandContext, incident: str, outcome: WriteOutcome) -> Blocks:
    # late: start-up; JSON needs no screen
    from sop.views.incident_write import incident_open_screen

    files = [one.after for one in outcome.results]
    dry_run = session.given.dry_run
    listing = _list_work_now(session, incident, outcome)
    return incident_open_screen(files, incident, outcome.changed, dry_run, listing)


def _written_blocks(
    session: CommandContext, incident: str, outcome: WriteOutcome, data: Mapping[str, object]
) -> Blocks:
    from sop.views.incident_write import incident_write_screen  # late: start-up

    skipped: Sequence[Mapping[str, str]] = data.get("skipped", ())  # type: ignore[assignment]
    labels = {line.case: line.label for line in session.store.case_lines()} if skipped else {}
    left_out = [(case_name(one["case"], labels.get(one["case"])), one["why"]) for one in skipped]
    dry_run = session.given.dry_run
    listing = _list_work_now(session, incident, outcome)
    return incident_write_screen(
        outcome.results, incident, left_out, session.now, dry_run, listing=listing
    )


def _version(result: WriteResult, dry_run: bool) -> int:
    """Return the version of the case after the command; a dry run changes nothing."""
    return result.before.version if dry_run else result.after.version


def _written(result: WriteResult, dry_run: bool) -> LoadedCase:
    """Return the case as it is in the store: a dry run changes nothing."""
    return result.before if dry_run else result.after


def _case_json(session: CommandContext, result: WriteResult) -> Json:
    dry_run = session.given.dry_run
    zone = zone_of(result.after.definition.timezone)
    return {
        "case": result.after.id,
        "label": result.after.case.label,
        "version": _version(result, dry_run),
        "changed": result.changed and not dry_run,
        **result_json(session, result),
        "danger": danger_json(dangers_of(session, _written(result, dry_run)), zone),
    }


def in_case(file: LoadedCase, ask: Callable[[], tuple[Command, ...]]) -> tuple[Command, ...]:
    """Return the commands for this case. A usage error names the case."""
    try:
        return ask()
    except UsageError as wrong:
        message = f"Case {file.id}: {wrong.message}"
        raise UsageError(message, wrong.remedy, wrong.suggest) from wrong
