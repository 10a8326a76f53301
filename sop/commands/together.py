"""What the commands share that write to all cases of an incident: which they are, and how the outcome is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sop.casework.case_lookup import resolve_case
from sop.casework.desk import LoadedCase, WriteResult
from sop.casework.together import Together, Wanted, write_together
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.headings import incident_heading
from sop.commands.output import EXIT_REFUSED, CommandResult, reason_json
from sop.commands.worklist import refuse_other
from sop.commands.writing import write_options
from sop.model.commands import Command
from sop.model.refusal import UsageError
from sop.views.terminal.blocks import Blocks

CommandBuilder = Callable[[LoadedCase], Command]


def write_in_incident(
    session: CommandContext,
    incident: str,
    excepted: Sequence[str],
    asked: CommandBuilder,
    at: str | None = None,
) -> CommandResult:
    """Puts one command to every open case of the incident but the excepted ones."""
    if session.given.case is not None:
        raise UsageError("a case and an incident are named.", "give one of -c and --incident")
    refuse_if_version(session)
    files, skipped = _cases(session, incident, excepted)
    wanted = [Wanted(file, (asked(file),)) for file in files]
    session.hold_interrupts()
    outcome = write_together(session.desk, wanted, write_options(session, at))
    if outcome.refused:
        return _refusal_result(session, incident, outcome, helps=len(outcome.refused) < len(wanted))
    left_out = [{"case": case, "why": why} for case, why in skipped.items()]
    return incident_result(session, incident, outcome, {"skipped": left_out})


def refuse_if_version(session: CommandContext) -> None:
    if session.given.if_version is not None:
        raise UsageError("--if-version speaks of one case; several are meant.", "leave it out")


def _cases(
    session: CommandContext, incident: str, excepted: Sequence[str]
) -> tuple[list[LoadedCase], dict[str, str]]:
    """The open cases of the incident, oldest first, and the others with the word why they are left out."""
    lines = session.store.case_lines()
    refuse_other("incident", incident, {line.incident for line in lines if line.incident})
    mine = {line.case: line.status for line in lines if line.incident == incident}
    out = {resolve_case(session.store, word) for word in excepted}
    for case in sorted(out - set(mine)):
        raise UsageError(
            f"case {case} is none of incident '{incident}'.",
            f"see: sop case list --incident {incident}",
        )
    files = [session.desk.load(case) for case in mine if case not in out]
    closed = {file.id for file in files if file.case.is_closed}
    skipped = {
        case: "excepted" if case in out else "closed"
        for case in mine
        if case in out or case in closed
    }
    found = [file for file in files if file.id not in closed]
    if not found:
        raise UsageError(
            f"no open case of incident '{incident}' is left.",
            f"see: sop case list --incident {incident}",
        )
    return found, skipped


def incident_result(
    session: CommandContext,
    incident: str,
    outcome: Together,
    data: Mapping[str, object],
    opens: bool = False,
) -> CommandResult:
    """The answer about several cases. What an answer about one case says, it says of the first that changed."""
    dry_run = session.given.dry_run
    first = next((one for one in outcome.written if one.changed), outcome.written[0])
    cases = [_case_json(one, dry_run) for one in outcome.written]
    said = {key: cases[outcome.written.index(first)][key] for key in ("events", "opened", "closed")}
    skipped: Sequence[Mapping[str, str]] = data.get("skipped", ())  # type: ignore[assignment]

    def blocks() -> Blocks:
        from sop.views.incident_write import incident_open_screen, incident_write_screen

        head = incident_heading(session, first.after)
        if opens:
            ids = [one.after.id for one in outcome.written]
            return (*head, *incident_open_screen(ids, incident, outcome.changed, dry_run))
        left = [(one["case"], one["why"]) for one in skipped]
        return (
            *head,
            *incident_write_screen(outcome.written, incident, left, session.now, dry_run),
        )

    return CommandResult(
        data={**data, **said, "incident": incident, "cases": cases},
        changed=outcome.changed and not dry_run,
        case=first.after.id,
        version=first.before.version if dry_run else first.after.version,
        blocks=blocks,
    )


def _case_json(one: WriteResult, dry_run: bool) -> Json:
    return {
        "case": one.after.id,
        "version": (one.before if dry_run else one.after).version,
        "changed": one.changed and not dry_run,
        "events": [event.id for event in one.events],
        "opened": list(one.opened),
        "closed": list(one.closed),
    }


def _refusal_result(
    session: CommandContext, incident: str, outcome: Together, helps: bool
) -> CommandResult:
    """Nothing was written in any case: each that refuses with its reasons, and what leaves them out, where that
    `helps`: not where no case would be left."""
    from sop.views.incident_write import incident_refusal_screen

    ids = [file.id for file, _ in outcome.refused]
    reasons = {
        (one.code, one.what): one for _, refusal in outcome.refused for one in refusal.reasons
    }
    message = f"{len(ids)} {'case' if len(ids) == 1 else 'cases'} of incident {incident} refuse; none was written"
    without = " ".join(f"--except {case}" for case in ids) if helps else None
    data = {
        "events": [],
        "opened": [],
        "closed": [],
        "incident": incident,
        "without": without,
        "refused": [
            {
                "case": file.id,
                "message": refusal.message,
                "reasons": [reason_json(one) for one in refusal.reasons],
            }
            for file, refusal in outcome.refused
        ],
    }
    return CommandResult(
        data=data,
        code=EXIT_REFUSED,
        error="refused",
        message=message,
        reasons=tuple(reasons.values()),
        blocks=lambda: (
            *incident_heading(session, outcome.refused[0][0]),
            *incident_refusal_screen(outcome.refused, incident, without, session.now),
        ),
    )


def build_in_case(file: LoadedCase, ask: Callable[[], Command]) -> Command:
    """What is asked of this case; a mistake names the case."""
    try:
        return ask()
    except UsageError as wrong:
        raise UsageError(f"case {file.id}: {wrong.message}", wrong.remedy) from wrong
