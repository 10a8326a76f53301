"""`sop case list`, `show`, `timeline` and `verify`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from sop.casework.listed_case import STATUSES, CaseFilter
from sop.commands.case_json import Json, case_json, danger_json, timeline_json
from sop.commands.context import CommandContext
from sop.commands.headings import case_heading, dangers_of, list_heading
from sop.commands.options import CaseArgument
from sop.commands.output import EXIT_INTEGRITY, CommandResult, as_failure
from sop.commands.program import command, new_group
from sop.engine.deadlines import zone_of
from sop.model.refusal import UsageError
from sop.store.index_rows import CaseLine
from sop.store.verify_case import Verification
from sop.views.labels import Wording

app = new_group("case")


@command(app, "list", group="case", rows="cases")
def list_(
    session: CommandContext,
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="Only cases that this text fits.")
    ] = None,
    status: Annotated[
        str | None,
        typer.Option("--status", metavar="|".join(STATUSES), help="Only cases of this status."),
    ] = None,
    workflow: Annotated[
        str | None, typer.Option("--workflow", metavar="W", help="Only cases of this workflow.")
    ] = None,
    incident: Annotated[
        str | None, typer.Option("--incident", metavar="ID", help="Only cases of this incident.")
    ] = None,
    danger: Annotated[bool, typer.Option("--danger", help="Only cases in danger.")] = False,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Only cases with overdue work.")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option("--opened-since", metavar="TIME", help="Only cases opened since then."),
    ] = None,
    mine: Annotated[
        bool, typer.Option("--mine", help="Only cases in which you have something to do.")
    ] = False,
) -> CommandResult:
    """List the cases: those in danger first, then those with overdue work, then by due time.

    Each row has the label, the step of each running track, and what is overdue; * marks the
    current case. TEXT is searched as by sop find. Those that were made void are listed only with
    --status void.

    Example: sop case list --overdue --mine
    """
    # late: start-up
    from sop.commands import case_search
    from sop.commands.danger_list import cases_in_danger_json, danger_blocks, find_cases_in_danger
    from sop.commands.void_duplicates import find_counting_cases
    from sop.views.case_list import case_list_screen, earlier_label_lines

    if status not in (None, *STATUSES):
        raise UsageError(f"There is no status '{status}'.", f"Use {', '.join(STATUSES)}.")
    case_search.refuse_unknown_workflow(session, workflow)
    cases = case_search.find_cases(session)
    zones: dict[str, str] = {}
    if since is not None:
        zones = case_search.zones_of(session, [one.line for one in cases])
    wanted = CaseFilter(
        status=status,
        workflow=workflow,
        incident=incident,
        in_danger=danger,
        overdue=overdue,
        opened_since=case_search.opened_since(session, since, zones),
        mine=case_search.stakeholder_of_list(session) if mine else None,
        text=None if text is None else case_search.refuse_empty(text),
    )
    shown, void = case_search.select_cases(cases, wanted)
    current = case_search.current_case(session)
    dangers = find_cases_in_danger(session, {one.line.case for one in shown})
    empty = case_search.describe_empty(bool(cases))
    lines = [one.line for one in shown]
    counting = find_counting_cases(session, lines)
    rows = [case_search.listed_json(one, current, counting) for one in shown]
    return CommandResult(
        data={
            "danger": cases_in_danger_json(dangers),
            "cases": rows,
            "void": void,
        },
        blocks=lambda: (
            *list_heading(session, _title_of_list(lines, incident)),
            *danger_blocks(session, dangers),
            *case_list_screen(
                shown,
                session.now,
                case_search.zones_of(session, lines),
                void=0 if status is not None else void,
                current=current,
                empty=empty,
                names_incident=incident is None,
                counting=counting,
            ),
            *earlier_label_lines(shown, text or ""),
        ),
    )


def _title_of_list(lines: Sequence[CaseLine], incident: str | None) -> str:
    """Return `Cases of incident harbour, za-x`: what all rows share is in the heading alone."""
    if incident is None or not lines:
        return "Cases"
    workflows = {line.workflow for line in lines if line.workflow}
    shared = f", {next(iter(workflows))}" if len(workflows) == 1 else ""
    return f"Cases of incident {lines[0].incident}{shared}"


@command(app, "show", group="case", case=True)
def show(session: CommandContext, which: CaseArgument = None) -> CommandResult:
    """Show one case: its status, the step of each track, the facts that you may see."""
    # late: start-up
    from sop.casework.visibility import filter_facts
    from sop.commands.void_duplicates import duplicate_lines
    from sop.views.case import case_screen

    file = session.file(case_argument(session, which))
    viewer = session.viewer(file.definition)
    shown = session.service.checklist(file, viewer)
    values = {name: record.value for name, record in file.case.facts.items()}
    facts = filter_facts(file.definition, values, viewer)
    wording = Wording(file.definition, session.now)
    return CommandResult(
        data=case_json(file, shown, viewer),
        case=file.id,
        version=file.version,
        blocks=lambda: (
            *case_heading(session, file, looks=True),
            *duplicate_lines(session, file.id),
            *case_screen(wording, file.case, shown, facts),
        ),
    )


@command(app, "timeline", group="case", case=True, rows="events")
def timeline(
    session: CommandContext,
    which: CaseArgument = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="TIME|EVENT", help="Only from this event on, or recorded since then."
        ),
    ] = None,
    last: Annotated[
        int | None, typer.Option("--last", metavar="N", help="Only the last N events.")
    ] = None,
) -> CommandResult:
    """Show every event of a case in order, with its corrections.

    A time counts when the event was recorded, so late entries are not missed.

    Example: sop case timeline --since 06:00
    """
    # late: start-up
    from sop.casework.visibility import filter_events
    from sop.commands.event_range import select_events
    from sop.commands.void_duplicates import duplicate_lines
    from sop.views.case import timeline_screen

    file = session.file(case_argument(session, which))
    viewer = session.viewer(file.definition)
    every = filter_events(file.definition, file.history, viewer)
    seen = select_events(session, file, every, since=since, last=last)
    left_out = len(every) - len(seen)
    wording, zone = Wording(file.definition, session.now), zone_of(file.definition.timezone)
    return CommandResult(
        data={
            "events": timeline_json(seen, file.case, zone),
            "left_out": left_out,
            "danger": danger_json(dangers_of(session, file), zone),
        },
        case=file.id,
        version=file.version,
        blocks=lambda: (
            *case_heading(session, file, looks=True),
            *duplicate_lines(session, file.id),
            *timeline_screen(wording, seen, file.case, viewer, left_out=left_out),
        ),
    )


@command(app, "verify", group="case", case=True, rows="cases")
def verify(
    session: CommandContext,
    which: CaseArgument = None,
    every: Annotated[
        bool, typer.Option("--all", help="Verify every case; the same as without a case.")
    ] = False,
    against: Annotated[
        str | None,
        typer.Option(
            "--against",
            metavar="CHECKSUM",
            help="Compare with a checksum that was written down elsewhere.",
        ),
    ] = None,
) -> CommandResult:
    """Check that histories are intact: bytes, hash chain, definition, each event by the rules.

    Without a case it checks all cases. It does not notice if someone changed the histories and the
    index together so that they still match. To notice this, write the checksum of a case down
    elsewhere, and compare it later with --against.

    Example: sop case verify 7K3 --against 04HM-ASR9-NF6Y
    """
    # late: start-up
    from sop.casework.history_replay import ThoroughCheck
    from sop.store.head_code import is_head
    from sop.views.case import verify_screen  # late: start-up

    named = case_argument(session, which)
    if against is not None and named is None:
        raise UsageError("--against needs a case.", "Name the case whose checksum you wrote down.")
    if against is not None and not is_head(against):
        raise UsageError(
            f"'{against}' is not a checksum of a history.",
            "Give the twelve symbols, or at least 16 digits of the hash.",
        )
    if every and named is not None:
        raise UsageError("--all cannot be combined with a case.", "Give one of them.")
    if named is None:
        ids: Sequence[str] = session.store.list_all_cases()
    else:
        ids = (session.case_id(named),)
    thorough = ThoroughCheck(session.store, session.service)
    results = [thorough.verify(one) for one in ids]
    if against is not None:
        results = [thorough.compare(one, against) for one in results]
    has_index = session.store.index_sync.index.exists()
    problems = [one for one in results if not one.ok]
    answer = CommandResult(
        data={"cases": [_verified_json(one) for one in results], "has_index": has_index},
        case=None if named is None else ids[0],
        blocks=lambda: (
            *list_heading(session, "Verify"),
            *verify_screen(results, has_index),
        ),
    )
    if not problems:
        return answer
    message = f"{len(problems)} of {len(results)} cases are not intact."
    return as_failure(answer, message, EXIT_INTEGRITY, "integrity")


def case_argument(session: CommandContext, argument: str | None) -> str | None:
    """Return the case given as an argument or with -c. Raise UsageError for two different ones."""
    option = session.given.case
    if argument is not None and option is not None and argument != option:
        raise UsageError("The command names two cases.", "Name one of them.")
    return option if argument is None else argument


def _verified_json(one: Verification) -> Json:
    return {
        "case": one.case,
        "ok": one.ok,
        "events": one.events,
        "head": one.head,
        "problem": one.problem,
        "notes": list(one.notes),
    }
