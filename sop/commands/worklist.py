"""`sop worklist`: open actions and escalated steps of all cases, from the store's index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from sop.casework.worklist import WorkItem, due_by, latest_due, work_items
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.headings import list_heading
from sop.commands.output import EXIT_DONE, EXIT_REFUSED, CommandResult
from sop.commands.program import command, new_app
from sop.engine.resolve_names import refuse_unknown
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.store.index_rows import WorkKind, WorkQuery
from sop.views.labels import Wording
from sop.views.terminal.blocks import Blocks

app = new_app()
ALWAYS: tuple[WorkKind, ...] = ("action", "escalation")


@command(app, "worklist", formats=("text", "json", "ics"))
def worklist(
    session: CommandContext,
    mine: Annotated[bool, typer.Option("--mine", help="Only what I may do.")] = False,
    everyone: Annotated[bool, typer.Option("--all", help="For every stakeholder.")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is overdue.")] = False,
    due: Annotated[
        str | None, typer.Option("--due", metavar="today|week|DATE", help="Due by then.")
    ] = None,
    workflow: Annotated[
        str | None, typer.Option("--workflow", metavar="W", help="Only cases of this one.")
    ] = None,
    track: Annotated[
        str | None, typer.Option("--track", metavar="T", help="Only this track.")
    ] = None,
    incident: Annotated[
        str | None, typer.Option("--incident", metavar="ID", help="Only of this incident.")
    ] = None,
    waiting_for: Annotated[
        str | None,
        typer.Option("--waiting-for", metavar="S", help="All that waits for S, decisions too."),
    ] = None,
    count: Annotated[bool, typer.Option("--count", help="Only how many.")] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 1 if the list is not empty.")
    ] = False,
) -> CommandResult:
    """Open actions of all cases, earliest due first. Without an option: yours, where it is known who you are.

    With --incident what is the same in several cases is one line, with their number; --json still names each case.
    A step past its deadline is ESCALATED to whom its workflow names. --format ics gives the deadlines to a calendar.

    Example: sop worklist --overdue --as warden
    """
    kinds: tuple[WorkKind, ...] = (*ALWAYS, "decision") if waiting_for else ALWAYS
    query = WorkQuery(
        _agency(session, mine, everyone, waiting_for), None, workflow, track, "open", kinds=kinds
    )
    query = query._replace(incident=incident)
    items = select_items(session, query, due, overdue)
    if not items and query.agency is not None:
        query = query._replace(agency=_find_stakeholder(session, query.agency))
        items = select_items(session, query, due, overdue)
    if not items:
        _refuse_unknown(session, workflow, track, incident)
    as_items = (
        session.given.json or not count
    )  # a bare number of ten thousand needs no ten thousand documents
    answer = CommandResult(
        data={
            "items": [item_json(item) for item in items] if as_items else [],
            "count": len(items),
        },
        code=EXIT_REFUSED if exit_code and items else EXIT_DONE,
        blocks=lambda: (
            *list_heading(session, "Worklist"),
            *work_blocks(session, items, incident is not None),
        ),
    )
    if session.given.format == "ics":
        from sop.casework.calendar_export import deadlines_ics

        return replace(
            answer, document=deadlines_ics(items, session.now, session.command_line).rstrip("\n")
        )
    return replace(answer, document=str(len(items))) if count else answer


def select_items(
    session: CommandContext, query: WorkQuery, due: str | None, overdue: bool
) -> tuple[WorkItem, ...]:
    """The items asked for, earliest due first."""
    if due is not None:
        query = query._replace(due_by=latest_due(due, session.now))
    found = work_items(session.store.work(query._replace(at=session.now)), session.now)
    items = tuple(
        item for item in found if item.row.kind != "escalation" or item.overdue_by is not None
    )
    if due is not None:
        items = due_by(items, due, session.now)
    return tuple(item for item in items if item.overdue_by is not None) if overdue else items


def _agency(
    session: CommandContext, mine: bool, everyone: bool, waiting_for: str | None
) -> str | None:
    """Whose actions: those of one stakeholder, or None for all."""
    asked = [
        name
        for name, given in (("--mine", mine), ("--all", everyone), ("--waiting-for", waiting_for))
        if given
    ]
    if len(asked) > 1:
        raise UsageError(f"{' and '.join(asked)} ask for different lists.", "give one of them")
    if everyone:
        return None
    who = waiting_for or session.stakeholder_word()
    if who is None and mine:
        raise UsageError(
            "it is not said who you are.",
            "add --as and a stakeholder, or say it once",
            Suggestion("as"),
        )
    return who.lower() if who is not None else None


def _find_stakeholder(session: CommandContext, word: str) -> str:
    """The id of a stakeholder given by its short name; Misuse for one that no workflow and no case knows."""
    ids = session.library.stakeholders()
    if word in ids:
        return ids[word]
    if any(word in row.by for row in session.store.work(WorkQuery())):
        return word
    raise refuse_unknown("stakeholder", word, sorted(set(ids.values())))


def _refuse_unknown(
    session: CommandContext, workflow: str | None, track: str | None, incident: str | None
) -> None:
    """Misuse where an empty list would only hide a slip: a workflow, track or incident that nothing here knows."""
    if workflow is not None:
        ids = {one.id for one in session.library.list_workflows()}
        of_cases = {line.workflow for line in session.store.case_lines() if line.workflow}
        refuse_other("workflow", workflow, ids | of_cases)
    if track is not None:
        ids = {row.track for row in session.store.work(WorkQuery())}
        refuse_other("track", track, ids if track in ids else ids | session.library.tracks())

    if incident is not None:
        refuse_other(
            "incident",
            incident,
            {line.incident for line in session.store.case_lines() if line.incident},
        )


def refuse_other(kind: str, word: str, known: set[str]) -> None:
    """Misuse for a word that is none of those known, with the nearest."""
    from difflib import get_close_matches  # only a mistake pays for it

    if word in known:
        return
    near = get_close_matches(word, known, 2)
    listed = (
        f"did you mean {' or '.join(near)}?"
        if near
        else f"there is: {', '.join(sorted(known)) or 'none'}"
    )
    raise UsageError(f"there is no {kind} '{word}' here.", listed)


def item_json(item: WorkItem) -> Json:
    row, late = item.row, item.overdue_by
    return {
        "case": row.case,
        "workflow": row.workflow,
        "track": row.track,
        "step": row.step,
        "action": row.action,
        "code": row.code,
        "title": row.title,
        "by": list(row.by),
        "due": row.due,
        "overdue_by_s": None if late is None else int(late.total_seconds()),
        "assigned": None,
        "kind": row.kind,
    }


def work_blocks(
    session: CommandContext, items: Sequence[WorkItem], together: bool = False
) -> Blocks:
    """The list as a screen, equal lines of several cases `together` or each by itself; names and zone of each workflow
    as one of its cases knows them."""
    from sop.views.worklist import worklist_screen

    definitions = session.definitions((item.row.workflow, item.row.case) for item in items)
    wordings = {name: Wording(definition, session.now) for name, definition in definitions.items()}
    return worklist_screen(items, wordings, session.now, together=together)
