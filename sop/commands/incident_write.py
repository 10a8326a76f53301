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
from sop.commands.authorship import ask_authors, lacks_author, mention_missing_name
from sop.commands.case_json import Json, danger_json
from sop.commands.context import CommandContext
from sop.commands.danger_list import cases_in_danger, cases_in_danger_json, danger_blocks
from sop.commands.headings import dangers_of, incident_heading
from sop.commands.incident_names import match_incident
from sop.commands.output import EXIT_REFUSED, CommandResult, reason_json, suggested
from sop.commands.submit import (
    act,
    mask_refusal_for,
    result_json,
    write_options,
    write_warnings,
)
from sop.engine.deadlines import zone_of
from sop.engine.resolve_names import resolve_action
from sop.grammar import Words
from sop.model.commands import Command, Do
from sop.model.label_text import label_order
from sop.model.refusal import Reason, Refusal, UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.store.index_rows import CaseLine
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
    changes = [CaseChange(file, commands_for(file)) for file in files]
    if questions is not None:
        changes = questions.complete(changes)
    try:
        outcome = _write_changes(session, changes, at)
    except BaseException:
        if questions is not None:
            questions.mention()
        raise
    if questions is not None:
        questions.settle(outcome)
    if outcome.refused:
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


def refuse_if_version(session: CommandContext) -> None:
    """Raise UsageError for `--if-version`, which can hold for one case only."""
    if session.given.if_version is not None:
        raise UsageError("--if-version is only for a single case.", "Leave it out.")


def chosen_cases(session: CommandContext, words: Words) -> tuple[list[LoadedCase], Skipped]:
    """Return the open cases of the incident, by label, and why the others are left out.

    `--only` names those that are chosen, `--except` those that are left out; both may be given.
    """
    incident = words.one("incident") or ""
    lines = match_incident(session.store.case_lines(), incident)
    mine = [line.case for line in lines]
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
    # As people count the persons; cases without a label stay in the order of their opening.
    return sorted(found, key=lambda file: label_order(file.case.label)), skipped


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


def _opened_blocks(session: CommandContext, incident: str, outcome: WriteOutcome) -> Blocks:
    # late: start-up; JSON needs no screen
    from sop.views.incident_write import incident_open_screen

    files = [one.after for one in outcome.results]
    return incident_open_screen(files, incident, outcome.changed, session.given.dry_run)


def _written_blocks(
    session: CommandContext, incident: str, outcome: WriteOutcome, data: Mapping[str, object]
) -> Blocks:
    from sop.views.incident_write import incident_write_screen  # late: start-up

    skipped: Sequence[Mapping[str, str]] = data.get("skipped", ())  # type: ignore[assignment]
    labels = {line.case: line.label for line in session.store.case_lines()} if skipped else {}
    left_out = [(case_name(one["case"], labels.get(one["case"])), one["why"]) for one in skipped]
    dry_run = session.given.dry_run
    return incident_write_screen(outcome.results, incident, left_out, session.now, dry_run)


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


def refused_answer(
    session: CommandContext, words: Words, outcome: WriteOutcome, files: Sequence[LoadedCase]
) -> CommandResult:
    """Return the answer that nothing was written, with the reasons of each case that refuses.

    If other cases remain, the answer says how to leave these out.
    """
    # late: start-up; most writes succeed
    from sop.commands.incident_questions import list_missing_answers
    from sop.commands.refusal_ways import leave_out_circles, name_missing_options, offer_report
    from sop.views.incident_write import incident_refusal_screen

    incident = words.one("incident") or ""
    ids = [file.id for file, _ in outcome.refused]
    without, again = None, None
    missing = list_missing_answers(session, outcome)
    fill_in = repeat_words(session, words, missing) if missing else None
    if len(ids) < len(files):
        without = " ".join(f"--except {case}" for case in ids)
        again = _suggest_without(session, words, ids)
    helpful = _HelpfulReasons(session, incident, files)
    refused: list[tuple[LoadedCase, Refusal]] = []
    shown: list[tuple[LoadedCase, Refusal]] = []
    for file, refusal in outcome.refused:
        masked = mask_refusal_for(session, file, refusal)
        named = name_missing_options(session, file.definition, masked)
        helped = helpful.for_refusal(file, named)
        refused.append((file, helped))
        shown.append((file, leave_out_circles(session, file.definition, helped)))
    reasons = _distinct_reasons([refusal for _, refusal in refused])
    cases = "1 case" if len(ids) == 1 else f"{len(ids)} cases"
    data = {
        "events": [],
        "opened": [],
        "closed": [],
        "incident": incident,
        "without": without,
        "again": suggested(again),
        "refused": [_refusal_json(file, refusal) for file, refusal in refused],
        "danger": cases_in_danger_json(cases_in_danger(session, files)),
    }
    return CommandResult(
        data=data,
        code=EXIT_REFUSED,
        error="refused",
        message=f"{cases} of incident {incident} refuse; nothing was written",
        reasons=reasons,
        blocks=lambda: (
            *incident_heading(session, outcome.refused[0][0]),
            *danger_blocks(session, cases_in_danger(session, files)),
            *incident_refusal_screen(shown, incident, again, session.now, fill_in),
            *offer_report(session, reasons),
        ),
    )


def _suggest_without(session: CommandContext, words: Words, cases: Sequence[str]) -> Suggestion:
    """Return the command as it was typed, with `--except` for these cases."""
    return repeat_words(session, words, [("except", case) for case in cases])


def repeat_words(
    session: CommandContext, words: Words, added: Sequence[tuple[str, str]]
) -> Suggestion:
    """Return the command as it was typed, with these options behind it."""
    options: list[tuple[str, str | None]] = []
    for name, values in words.options.items():
        options += [(name, text or None) for text in values]
    if session.given.key is not None:
        options.append(("key", session.given.key))
    options += added
    # The words before the last one, such as the track of an outcome, stay where they were typed.
    verb = " ".join((words.verb, *words.rest[:-1]))
    target = words.rest[-1] if words.rest else None
    return Suggestion(verb, target, options=tuple(options))


def _refusal_json(file: LoadedCase, refusal: Refusal) -> Json:
    reasons = [reason_json(one) for one in refusal.reasons]
    return {
        "case": file.id,
        "label": file.case.label,
        "message": refusal.message,
        "reasons": reasons,
    }


def _distinct_reasons(refusals: Sequence[Refusal]) -> tuple[Reason, ...]:
    found: dict[tuple[str, str], Reason] = {}
    for refusal in refusals:
        found |= {(one.code, one.what): one for one in refusal.reasons}
    return tuple(found.values())


class _HelpfulReasons:
    """Suggestions for the cases of an incident: one for all if each accepts it, else one each."""

    def __init__(self, session: CommandContext, incident: str, files: Sequence[LoadedCase]) -> None:
        self._session, self._incident, self._files = session, incident, files
        self._passes: dict[Suggestion, bool] = {}  # a trial costs one decision per case

    def for_refusal(self, file: LoadedCase, refusal: Refusal) -> Refusal:
        """Return the refusal with commands that name the case or the incident."""
        reasons = tuple(self._for_reason(file, reason) for reason in refusal.reasons)
        return replace(refusal, reasons=reasons)

    def _for_reason(self, file: LoadedCase, reason: Reason) -> Reason:
        if reason.suggest is None:
            return reason
        return replace(reason, suggest=self._suggestion(file, reason.suggest))

    def _suggestion(self, file: LoadedCase, found: Suggestion) -> Suggestion:
        if found.verb != "do" or not found.yours:
            return found.for_case(file.id)
        if found not in self._passes:
            self._passes[found] = self._passes_everywhere(found)
        if not self._passes[found]:
            return found.for_case(file.id)
        return replace(found, options=(*found.options, ("incident", self._incident)))

    def _passes_everywhere(self, found: Suggestion) -> bool:
        changes = []
        for file in self._files:
            path = resolve_action(file.definition, file.case, found.target or "").path
            command = Do(act(self._session, file.definition), path)
            changes.append(CaseChange(file, (command,)))
        trial = self._session.service.write(changes, WriteOptions(dry_run=True))
        # The facts are asked for once at a terminal; in a pipe the refusal names the option.
        return all(set(refusal.codes) <= {"fact_unknown"} for _, refusal in trial.refused)


def in_case(file: LoadedCase, ask: Callable[[], tuple[Command, ...]]) -> tuple[Command, ...]:
    """Return the commands for this case. A usage error names the case."""
    try:
        return ask()
    except UsageError as wrong:
        message = f"Case {file.id}: {wrong.message}"
        raise UsageError(message, wrong.remedy, wrong.suggest) from wrong
