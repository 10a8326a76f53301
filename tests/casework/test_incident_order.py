"""The order of the persons of an incident, and the numbers that stay theirs."""

from __future__ import annotations

from sop.casework.incident_order import number_persons, opening_place
from sop.store.index_rows import CaseLine

LINES = (
    CaseLine("C", "drill", "open", "2026-03-02T10:00:00+02:00", "Raid", 1, label="person 10"),
    CaseLine("B", "drill", "void", "2026-03-02T10:00:00+02:00", "raid", 1, label="person 2"),
    CaseLine("A", "drill", "open", "2026-03-02T11:00:00+02:00", "raid", 1, label="a coat"),
    CaseLine("D", "drill", "open", "2026-03-02T09:00:00+02:00", "other", 1),
)


def test_cases_are_in_the_order_of_opening_and_then_of_their_labels() -> None:
    assert [one.case for one in sorted(LINES, key=opening_place)] == ["D", "B", "C", "A"]


def test_a_void_case_keeps_its_number_and_other_incidents_have_none() -> None:
    assert number_persons(LINES, "RAID") == {"B": 1, "C": 2, "A": 3}
