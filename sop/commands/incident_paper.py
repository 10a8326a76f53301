"""The list of an incident for paper: what the index and the cases in danger have about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sop.casework.incident_order import number_persons
from sop.casework.listed_case import ListedCase, read_cases
from sop.casework.worklist import WorkItem
from sop.commands.context import CommandContext
from sop.commands.danger_list import CaseInDanger
from sop.commands.delivery import render_paper
from sop.commands.due_option import find_zone
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
    wordings: Mapping[str, Wording],
    whose: str,
) -> str:
    """Return the page as Markdown or HTML: each open case of the incident, with its `items`.

    `whose` says whose work the items are, `wordings` are by workflow.
    """
    paper = _list_incident(session, incident, items, dangers, wordings, whose)
    return render_paper(paper, session.given.format or "md")


def _list_incident(
    session: CommandContext,
    incident: str,
    items: Sequence[WorkItem],
    dangers: Sequence[CaseInDanger],
    wordings: Mapping[str, Wording],
    whose: str,
) -> Paper:
    lines = session.store.case_lines()
    numbers = number_persons(lines, incident)
    spelled = next((one.incident for one in lines if one.case in numbers), None)
    found = read_cases(session.store, session.find_viewer(), session.now)
    cases = {one.line.case: one for one in found if one.line.case in numbers}
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
    sheet = IncidentSheet(
        incident=spelled or incident,
        persons=persons,
        items=by_case,
        dangers=urgent,
        whose=whose,
        zone=find_zone(session).key,
        closed=len(numbers) - len(persons),
    )
    return incident_paper(sheet, wordings, session.now)
