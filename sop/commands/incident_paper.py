"""The list of an incident for paper: what the index and the cases in danger have about it."""

from __future__ import annotations

from collections.abc import Sequence

from sop.casework.incident_order import number_persons
from sop.casework.listed_case import ListedCase
from sop.casework.worklist import WorkItem
from sop.commands.case_search import find_cases
from sop.commands.context import CommandContext
from sop.commands.danger_list import CaseInDanger
from sop.commands.delivery import render_paper
from sop.commands.due_option import find_zone
from sop.commands.worklist import name_agency, wordings_of
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.views.danger_banner import danger_text
from sop.views.incident_sheet import IncidentSheet, incident_paper
from sop.views.labels import Wording
from sop.views.print_content import Paper


def refuse_without_incident(incident: str | None) -> None:
    """Raise UsageError for a list of all cases on paper: it would mix the persons."""
    if incident is None:
        raise UsageError(
            "Only the list of an incident is written as a page.",
            "Add --incident with its ID. For your work in all cases",
            Suggestion("shift"),
        )


def incident_page(
    session: CommandContext,
    incident: str,
    items: Sequence[WorkItem],
    dangers: Sequence[CaseInDanger],
    agency: str | None,
) -> str:
    """Return the page as Markdown or HTML: each open case of the incident, with its `items`.

    `agency`: whose work the items are; None: that of all stakeholders.
    """
    paper = _list_incident(session, incident, items, dangers, agency)
    return render_paper(paper, session.given.format or "md")


def _list_incident(
    session: CommandContext,
    incident: str,
    items: Sequence[WorkItem],
    dangers: Sequence[CaseInDanger],
    agency: str | None,
) -> Paper:
    numbers = number_persons(session.store.case_lines(), incident)
    cases = {one.line.case: one for one in find_cases(session) if one.line.case in numbers}
    persons: dict[int, ListedCase] = {}
    for case, number in numbers.items():
        if case in cases and cases[case].line.status == "open":
            persons[number] = cases[case]
    by_case: dict[str, list[WorkItem]] = {}
    for item in items:
        by_case.setdefault(item.row.case, []).append(item)
    urgent: dict[str, list[str]] = {}
    for one in dangers:
        wording = Wording(one.file.definition, session.now)
        urgent[one.file.id] = [danger_text(wording, danger) for danger in one.dangers]
    wordings = wordings_of(session, items)
    sheet = IncidentSheet(
        incident=_spelling(session, incident),
        persons=persons,
        items=by_case,
        dangers=urgent,
        whose=name_agency(wordings.values(), agency),
        zone=find_zone(session).key,
        closed=len(numbers) - len(persons),
    )
    return incident_paper(sheet, wordings, session.now)


def _spelling(session: CommandContext, word: str) -> str:
    """Return the incident as its cases spell it."""
    from sop.commands.incident_names import match_incident  # late: it imports the worklist

    return match_incident(session.store.case_lines(), word)[0].incident or word
