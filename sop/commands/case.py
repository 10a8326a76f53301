"""`sop case`: list, show, timeline, verify."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer

from sop.commands.case_json import Json, case_json, timeline_json
from sop.commands.context import CommandContext
from sop.commands.headings import case_heading, list_heading
from sop.commands.options import CaseArgument
from sop.commands.output import EXIT_DONE, EXIT_INTEGRITY, CommandResult
from sop.commands.program import command, new_group
from sop.engine.deadlines import zone_of
from sop.model.refusal import UsageError
from sop.store.index_rows import CaseLine
from sop.views.labels import Wording

app = new_group("case")


@command(app, "list", group="case")
def list_(
    session: CommandContext,
    status: Annotated[
        str | None, typer.Option("--status", metavar="open|closed", help="Only these.")
    ] = None,
    incident: Annotated[
        str | None, typer.Option("--incident", metavar="ID", help="Only of this incident.")
    ] = None,
) -> CommandResult:
    """All cases, oldest first."""
    from sop.views.case import case_list_screen

    if status not in (None, "open", "closed"):
        raise UsageError(f"there is no status '{status}'.", "use open or closed")
    lines = [
        line
        for line in session.store.case_lines()
        if status in (None, line.status) and incident in (None, line.incident)
    ]
    return CommandResult(
        data={"cases": [_line_json(line) for line in lines]},
        blocks=lambda: (
            *list_heading(session, "Cases"),
            *case_list_screen(lines, session.now, _zones(session, lines)),
        ),
    )


def _zones(session: CommandContext, lines: Sequence[CaseLine]) -> dict[str, str]:
    """The zone of each workflow among these cases."""
    named = ((line.workflow, line.case) for line in lines if line.workflow)
    return {name: definition.timezone for name, definition in session.definitions(named).items()}


@command(app, "show", group="case", case=True)
def show(session: CommandContext, which: CaseArgument = None) -> CommandResult:
    """One case: its status, where its tracks are, the facts that you may see."""
    from sop.casework.visibility import filter_facts
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
            *case_screen(wording, file.case, shown, facts),
        ),
    )


@command(app, "timeline", group="case", case=True)
def timeline(session: CommandContext, which: CaseArgument = None) -> CommandResult:
    """Everything that was written, in order, corrections included."""
    from sop.casework.visibility import filter_events
    from sop.views.case import timeline_screen

    file = session.file(case_argument(session, which))
    viewer = session.viewer(file.definition)
    seen = filter_events(file.definition, file.history, viewer)
    undone = file.case.undone
    wording = Wording(file.definition, session.now)
    return CommandResult(
        data={"events": timeline_json(seen, undone, zone_of(file.definition.timezone))},
        case=file.id,
        version=file.version,
        blocks=lambda: (
            *case_heading(session, file, looks=True),
            *timeline_screen(wording, seen, undone, viewer),
        ),
    )


@command(app, "verify", group="case", case=True)
def verify(
    session: CommandContext,
    which: CaseArgument = None,
    every: Annotated[
        bool, typer.Option("--all", help="Every case; so it is where none is named.")
    ] = False,
) -> CommandResult:
    """Whether a history is what was written: sums, numbers, chain of hashes, pinned definition. Without a case: all."""
    from sop.views.case import verify_screen

    named = case_argument(session, which)
    if every and named is not None:
        raise UsageError("a case is named, and all are asked for.", "give one")
    ids = session.store.list_all_cases() if named is None else (session.case_id(named),)
    results = [session.store.verify(one) for one in ids]
    problems = [one for one in results if not one.ok]
    data: Json = {
        "cases": [
            {
                "case": one.case,
                "ok": one.ok,
                "events": one.events,
                "head": one.head,
                "problem": one.problem,
            }
            for one in results
        ]
    }
    return CommandResult(
        data=data,
        code=EXIT_INTEGRITY if problems else EXIT_DONE,
        error="integrity" if problems else None,
        message=f"{len(problems)} of {len(results)} cases are not as written." if problems else "",
        case=ids[0] if named is not None else None,
        blocks=lambda: (*list_heading(session, "Verify"), *verify_screen(results)),
    )


def case_argument(session: CommandContext, argument: str | None) -> str | None:
    """The case given as an argument or with -c; Misuse when they are two."""
    if argument is not None and session.given.case is not None and argument != session.given.case:
        raise UsageError("two cases are named.", "give one")
    return argument or session.given.case


def _line_json(line: CaseLine) -> Json:
    opened = datetime.fromisoformat(line.opened_at).isoformat() if line.opened_at else None
    return {
        "case": line.case,
        "workflow": line.workflow,
        "status": line.status,
        "opened_at": opened,
        "incident": line.incident,
        "version": line.version,
    }
