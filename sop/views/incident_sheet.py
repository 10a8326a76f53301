"""The list of an incident on paper: each person with place, danger and what is still to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sop.casework.listed_case import ListedCase
from sop.casework.worklist import WorkItem
from sop.model.value import value
from sop.views import date_text
from sop.views.assignee_text import whom_text
from sop.views.case_name import case_name
from sop.views.incident_work import is_doable, place_of_item
from sop.views.labels import Wording, count_text
from sop.views.paper_work import PaperList
from sop.views.print_content import Paper
from sop.views.worklist import urgency_of

NOTICE = (
    "This paper is as old as its time of printing. The cases are in the store.",
    "It has what its reader may see. It is about persons at risk: keep it from others.",
)


@value
class IncidentSheet:
    """What is printed of an incident.

    `persons` are its open cases by number, `closed` how many others there are. `items` is the work
    by case, `dangers` what is urgent by case. `whose` says whose work it is. `zone` is that of the
    time of printing.
    """

    incident: str
    persons: Mapping[int, ListedCase]
    items: Mapping[str, Sequence[WorkItem]]
    dangers: Mapping[str, Sequence[str]]
    whose: str
    zone: str
    closed: int = 0


def incident_paper(sheet: IncidentSheet, wordings: Mapping[str, Wording], now: datetime) -> Paper:
    """Return the list for paper, the persons in the order of their opening."""
    printed = date_text.moment(now, sheet.zone, now)
    persons = count_text(len(sheet.persons), "open case")
    if sheet.closed:
        persons += f"; {sheet.closed} closed or void, not listed"
    in_danger = sum(one.in_danger for one in sheet.persons.values())
    facts = (
        ("Incident", sheet.incident),
        ("Persons", persons),
        ("In danger", str(in_danger) if in_danger else "none that the reader may see"),
        ("Work of", sheet.whose),
        ("Printed", printed),
    )
    names = {one.line.case: _number_name(number, one) for number, one in sheet.persons.items()}
    dangers = [
        f"{names[case]}. {text}"
        for case, texts in sheet.dangers.items()
        if case in names
        for text in texts
    ]
    lists = [
        _person_list(number, one, sheet, wordings, now)
        for number, one in sorted(sheet.persons.items())
    ]
    return Paper(
        title=f"Incident {sheet.incident}: who is where, and what is to do",
        facts=facts,
        tracks=(),
        notice=NOTICE,
        mark=f"Printed {printed}",
        dangers=tuple(dangers),
        lists=tuple(lists),
        heading=f"Incident {sheet.incident}",
    )


def _number_name(number: int, one: ListedCase) -> str:
    return f"{number}. {case_name(one.line.case, one.line.label)}"


def _person_list(
    number: int,
    one: ListedCase,
    sheet: IncidentSheet,
    wordings: Mapping[str, Wording],
    now: datetime,
) -> PaperList:
    wording = wordings.get(one.line.workflow or "")
    mark = "   IN DANGER" if one.in_danger else ""
    items = sorted(sheet.items.get(one.line.case, ()), key=place_of_item)
    texts = [_place_text(one)]
    texts += [_work_text(item, wording, now) for item in items] or ["Nothing is open in this list."]
    return PaperList(f"{_number_name(number, one)}{mark}", tuple(texts))


def _place_text(one: ListedCase) -> str:
    """Return `Is at: I2 Conversation; P1 Referral`."""
    steps = [f"{track.code} {track.title}".strip() for track in one.running]
    return f"Is at: {'; '.join(steps) or 'no step'}"


def _work_text(item: WorkItem, wording: Wording | None, now: datetime) -> str:
    """Return `[ ] NOW: S2.1 Call help, for WARDEN, due Mon 2 Mar 10:00`."""
    word = urgency_of(item).word
    row = item.row
    zone = "UTC" if wording is None else wording.definition.timezone
    who = whom_text(wording, row.by, row.assigned)
    due = ""
    if item.due is not None:
        due = f", due {date_text.deadline(item.due, zone, now)}"
    waits = "" if is_doable(item) or word in ("WAITING", "ON HOLD") else " (not yet)"
    return f"[ ] {word}{waits}: {row.code} {row.title}, {who}{due}"
