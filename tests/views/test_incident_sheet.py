"""The persons of an incident on paper, apart from the commands that read them."""

from __future__ import annotations

from datetime import UTC, datetime

from sop.casework.listed_case import ListedCase
from sop.store.index_rows import CaseLine, TrackRow
from sop.views.incident_sheet import IncidentSheet, incident_paper

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
LINE = CaseLine("7K3M-9QTD-X", "drill", "open", None, "raid", 1, label="green coat")


def test_a_person_without_work_is_listed_with_its_place_and_its_danger() -> None:
    person = ListedCase(LINE, (TrackRow("drill", "alarm", "D1", "Alarm"),), in_danger=True)
    sheet = IncidentSheet(
        incident="raid",
        persons={3: person},
        items={},
        dangers={LINE.case: ["Since 10:00: fire"], "OTHER": ["not listed"]},
        whose="all stakeholders",
        zone="UTC",
        closed=2,
    )
    paper = incident_paper(sheet, {}, NOW)
    assert paper.dangers == ('3. 7K3M-9QTD-X "green coat". Since 10:00: fire',)
    (listed,) = paper.lists
    assert listed.title == '3. 7K3M-9QTD-X "green coat"   IN DANGER'
    assert listed.items == ("Is at: D1 Alarm", "Nothing is open in this list.")
    assert ("Persons", "1 open case; 2 closed or void, not listed") in paper.facts
    assert paper.heading == "Incident raid"
