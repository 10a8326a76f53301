"""`sop worklist`: open actions and escalated steps of all cases, from the index of the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from sop.casework.assignees import keep_items_of
from sop.casework.listed_case import is_of_incident
from sop.casework.worklist import WorkItem, due_by, latest_due, visible_items
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.danger_list import (
    CaseInDanger,
    case_ids,
    cases_in_danger_json,
    danger_blocks,
    find_cases_in_danger,
)
from sop.commands.due_option import due_words, read_due, tonight_lines
from sop.commands.headings import list_heading
from sop.commands.output import EXIT_DONE, EXIT_REFUSED, CommandResult
from sop.commands.program import command, new_app
from sop.commands.work_json import clock_json, danger_first, items_json
from sop.commands.work_remainder import count_others, list_of_all, longer_list, others_lines
from sop.model.incident import incident_key
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.store.index_rows import WorkQuery, WorkRow
from sop.views.clock import clock_list_lines
from sop.views.labels import Wording, name_agency
from sop.views.terminal.blocks import Blocks

if TYPE_CHECKING:
    from sop.commands.worklist_watch import Look

app = new_app()


@command(app, "worklist", formats=("text", "json", "ics", "md", "html"), rows="items")
def worklist(
    session: CommandContext,
    mine: Annotated[bool, typer.Option("--mine", help="Only what you may do.")] = False,
    my_name: Annotated[
        bool, typer.Option("--my-name", help="Only what is assigned to you by name.")
    ] = False,
    everyone: Annotated[
        bool, typer.Option("--all", help="The actions of every stakeholder.")
    ] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is overdue.")] = False,
    due: Annotated[
        str | None,
        typer.Option(
            "--due", metavar="today|week|DATE|TIME", help="Only what is due by then: 08:00, +12h."
        ),
    ] = None,
    workflow: Annotated[
        str | None, typer.Option("--workflow", metavar="W", help="Only cases of this workflow.")
    ] = None,
    track: Annotated[
        str | None, typer.Option("--track", metavar="T", help="Only this track.")
    ] = None,
    incident: Annotated[
        str | None, typer.Option("--incident", metavar="ID", help="Only cases of this incident.")
    ] = None,
    waiting_for: Annotated[
        str | None,
        typer.Option(
            "--waiting-for", metavar="S", help="Everything that waits for the stakeholder S."
        ),
    ] = None,
    count: Annotated[bool, typer.Option("--count", help="Print only the number of items.")] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 1 if the list is not empty.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Wait, and print a line when something falls due.")
    ] = False,
    every: Annotated[
        str, typer.Option("--every", metavar="TIME", help="How often --watch looks: 30s, 1m.")
    ] = "1m",
    no_bell: Annotated[
        bool, typer.Option("--no-bell", help="With --watch: no sound of the terminal.")
    ] = False,
    no_notify: Annotated[
        bool, typer.Option("--no-notify", help="With --watch: no notification of the desktop.")
    ] = False,
) -> CommandResult:
    """List the work in all cases: open actions, deadlines, decisions; what is overdue comes first.

    If your stakeholder is known, it lists your work; --all lists everyone's. NOW is due at once,
    DECIDE waits for a decision alone, ON HOLD cannot be done while its track is on hold. A step
    past its deadline is ESCALATED to the stakeholder that its workflow names. With --incident each
    action is one line with the cases in which it is open; --json still lists each case. --mine is
    what your stakeholder may do, --my-name what it assigned to you by name. --format ics writes the
    deadlines for a calendar, with alarms. -o list.html (or .pdf, .md) with --incident is for paper:
    each person with place, danger and all open work. --watch waits at a terminal and prints a line,
    with a bell, for what falls due, becomes overdue or comes into danger. A notification of the
    desktop has the case and the code alone.

    Example: sop worklist --overdue --as warden
    """
    if due is not None:
        due = read_due(session, due)
    is_paper = session.given.format in ("md", "html")
    if is_paper:
        from sop.commands.incident_paper import refuse_without_incident  # late: start-up

        refuse_without_incident(incident)
    # A list of persons that leaves out the work of others would read as if nothing were open.
    is_whole = everyone or (is_paper and not (mine or my_name or waiting_for))
    query = WorkQuery(
        agency=_agency(session, mine, is_whole, waiting_for),
        workflow=workflow,
        track=track,
        incident=incident,
    )
    name = _find_own_name(session) if my_name else None
    if watch:
        from sop.commands.worklist_watch import WatchOptions, watch_worklist  # late: start-up

        how = WatchOptions(every, bell=not no_bell, desktop=not no_notify)
        return watch_worklist(
            session, _looker(session, query, due, overdue=overdue, name=name), how
        )
    items = select_items(session, query, due, overdue, name)
    dangers = find_cases_in_danger(session, _cases_of(session, workflow, incident))
    if not items and query.agency is not None:
        query = replace(query, agency=_find_stakeholder(session, query.agency))
        items = select_items(session, query, due, overdue, name)
    if not items:
        _refuse_unknown(session, workflow, track, incident)
    documents: list[Json] = []
    if session.given.json or not count:  # a bare number does not need them
        documents = items_json(items, case_ids(dangers), assigning_agency(session, items))
    clock = session.store.clock_lines(session.now)
    more = longer_list(query, due, overdue or my_name)
    answer = CommandResult(
        data={
            "danger": cases_in_danger_json(dangers),
            "items": documents,
            "count": len(items),
            "clock": [clock_json(one) for one in clock],
        },
        code=EXIT_REFUSED if exit_code and items else EXIT_DONE,
        blocks=lambda: (
            *list_heading(
                session, _describe_list(session, items, query, due=due, overdue=overdue, name=name)
            ),
            *_list_blocks(session, items, incident, more=more, dangers=dangers),
            *tonight_lines(session, due, partial(select_items, session, query, name=name)),
            *clock_list_lines(clock),
            *_others_lines(session, items, query, due=due, overdue=overdue, name=name),
        ),
    )
    if session.given.format == "ics":
        # late: icalendar costs 50 ms
        from sop.casework.calendar_export import deadlines_ics

        calendar = deadlines_ics(items, session.now, session.command_line)
        return replace(answer, document=calendar)
    if is_paper:
        from sop.commands.incident_paper import incident_page  # late: start-up

        wordings = wordings_of(session, items)
        whose = name_agency(wordings.values(), query.agency)
        page = incident_page(session, incident or "", items, dangers, wordings, whose)
        return replace(answer, document=page)
    if count:
        return replace(answer, document=str(len(items)))
    return answer


def _looker(
    session: CommandContext, query: WorkQuery, due: str | None, *, overdue: bool, name: str | None
) -> Look:
    """Return what --watch calls at each look: the work and the cases in danger at that moment."""
    _refuse_unknown(session, query.workflow, query.track, query.incident)
    if query.agency is not None:
        query = replace(query, agency=_find_stakeholder(session, query.agency))

    def look(at: CommandContext) -> tuple[Sequence[WorkItem], Sequence[CaseInDanger]]:
        cases = _cases_of(at, query.workflow, query.incident)
        return select_items(at, query, due, overdue, name), find_cases_in_danger(at, cases)

    return look


def _cases_of(
    session: CommandContext, workflow: str | None, incident: str | None
) -> frozenset[str] | None:
    """Return the cases of the workflow and the incident; None for all cases."""
    if workflow is None and incident is None:
        return None
    return frozenset(
        line.case
        for line in session.store.case_lines()
        if workflow in (None, line.workflow)
        and (incident is None or is_of_incident(line, incident))
    )


def assigning_agency(session: CommandContext, items: Iterable[WorkItem]) -> str | None:
    """Return the user's stakeholder; it is searched only if work is assigned."""
    return session.find_viewer() if any(item.row.assigned for item in items) else None


def _find_own_name(session: CommandContext) -> str:
    from sop.commands.authorship import own_name  # late: start-up

    return own_name(session)


def select_items(
    session: CommandContext,
    query: WorkQuery,
    due: str | None = None,
    overdue: bool = False,
    name: str | None = None,
) -> tuple[WorkItem, ...]:
    """Return the items of the query, the most urgent first; with a name those of that person."""
    if due is not None:
        query = replace(query, due_by=latest_due(due, session.now))
    rows = session.store.work(replace(query, at=session.now))
    items = visible_items(rows, _find_viewer(session, rows), session.now)
    if due is not None:
        items = due_by(items, due, session.now)
    if overdue:
        items = tuple(item for item in items if item.overdue_by is not None)
    if name is not None:
        items = keep_items_of(items, name, query.agency)
    return items


def _find_viewer(session: CommandContext, rows: Sequence[WorkRow]) -> str | None:
    """Return the ID of the stakeholder who looks; it is searched only where it matters."""
    if all(row.seen_by is None and row.due_seen_by is None for row in rows):
        return None
    return session.find_viewer()


def _agency(
    session: CommandContext, mine: bool, everyone: bool, waiting_for: str | None
) -> str | None:
    """Return the stakeholder whose actions are listed; None for all."""
    options = {"--mine": mine, "--all": everyone, "--waiting-for": waiting_for}
    given = [name for name, value in options.items() if value]
    if len(given) > 1:
        raise UsageError(f"{' and '.join(given)} ask for different lists.", "Give one of them.")
    if everyone:
        return None
    who = waiting_for or session.stakeholder_word()
    if who is None and mine:
        raise UsageError(
            "No stakeholder given.", "Add --as STAKEHOLDER, or set yours", Suggestion("as")
        )
    if who is None:
        return None
    return who.lower()


def _describe_list(
    session: CommandContext,
    items: Sequence[WorkItem],
    query: WorkQuery,
    *,
    due: str | None,
    overdue: bool,
    name: str | None,
) -> str:
    """Return the heading, which states what the list covers: `Worklist: all cases, overdue`."""
    cases = f"cases of {query.workflow}" if query.workflow else "all cases"
    if query.incident:
        cases = f"incident {query.incident}"
    parts = [cases]
    if query.track:
        parts.append(f"track {query.track}")
    if due:
        parts.append(f"due by {due_words(session, due)}")
    if overdue:
        parts.append("overdue")
    if name:
        parts.append(f"assigned to {name}")
    parts.append(name_agency(wordings_of(session, items).values(), query.agency))
    return f"Worklist: {', '.join(parts)}"


def _find_stakeholder(session: CommandContext, word: str) -> str:
    """Return the ID of a stakeholder given by ID or name.

    Raise UsageError for one that no workflow and no case has.
    """
    from sop.casework.stakeholder_lookup import find_stakeholder  # late: start-up

    rows = session.store.work(WorkQuery())
    if any(word in row.by for row in rows):
        return word
    return find_stakeholder(session.library, word, {row.workflow for row in rows})


def _refuse_unknown(
    session: CommandContext, workflow: str | None, track: str | None, incident: str | None
) -> None:
    """Raise UsageError for an unknown workflow, track or incident; an empty list would hide it."""
    if workflow is not None:
        ids = {one.id for one in session.library.list_workflows()}
        of_cases = {line.workflow for line in session.store.case_lines() if line.workflow}
        refuse_other("workflow", workflow, ids | of_cases)
    if track is not None:
        ids = {row.track for row in session.store.work(WorkQuery())}
        if track not in ids:  # only then read all workflows
            refuse_other("track", track, ids | session.library.tracks())
    if incident is not None:
        incidents = {line.incident for line in session.store.case_lines() if line.incident}
        if incident_key(incident) not in map(incident_key, incidents):
            refuse_other("incident", incident, incidents)


def refuse_other(kind: str, word: str, known: set[str]) -> None:
    """Raise UsageError, with the nearest names, for a word that is not known."""
    from difflib import get_close_matches  # late: start-up; only an error needs it

    if word in known:
        return
    near = get_close_matches(word, known, 2)
    remedy = f"Known here: {', '.join(sorted(known)) or 'none'}."
    if near:
        remedy = f"Did you mean {' or '.join(near)}?"
    raise UsageError(f"There is no {kind} '{word}' here.", remedy)


def _others_lines(
    session: CommandContext,
    items: Sequence[WorkItem],
    query: WorkQuery,
    *,
    due: str | None,
    overdue: bool,
    name: str | None,
) -> Blocks:
    """Return how much the list leaves out; an empty list has the command in place of its rows."""
    if query.agency is None or name is not None or not items:
        return ()
    whole = select_items(session, replace(query, agency=None), due, overdue)
    return others_lines(count_others(whole, items), list_of_all(query, due, overdue))


def _list_blocks(
    session: CommandContext,
    items: Sequence[WorkItem],
    incident: str | None,
    *,
    more: Suggestion | None,
    dangers: Sequence[CaseInDanger],
) -> Blocks:
    if incident is None or not items:
        return work_blocks(session, items, more=more, dangers=dangers)
    from sop.commands.incident_list import incident_blocks  # late: start-up

    return incident_blocks(session, items, incident, wordings_of(session, items), dangers)


def work_blocks(
    session: CommandContext,
    items: Sequence[WorkItem],
    *,
    more: Suggestion | None = None,
    dangers: Sequence[CaseInDanger] = (),
) -> Blocks:
    """Return the cases in danger, then the list.

    `more` is the command for a longer list.
    """
    from sop.views.worklist import worklist_screen  # late: start-up

    wordings = wordings_of(session, items)
    marked = case_ids(dangers)
    listed = worklist_screen(
        danger_first(items, marked),
        wordings,
        session.now,
        more=more,
        in_danger=marked,
    )
    return (*danger_blocks(session, dangers), *listed)


def wordings_of(session: CommandContext, items: Sequence[WorkItem]) -> dict[str, Wording]:
    """Return the words for each workflow of the items; without items, of every case."""
    named = [(item.row.workflow, item.row.case) for item in items]
    if not named:  # the heading names the stakeholder also where it has nothing to do
        named = [(one.workflow, one.case) for one in session.store.case_lines() if one.workflow]
    definitions = session.definitions(named)
    return {name: Wording(definition, session.now) for name, definition in definitions.items()}
