"""The order of the persons of an incident, and their numbers: the same on every screen and paper.

It is the order of opening, which never changes; cases that were opened together are in the order of
their labels, as people count. A closed or void case keeps its number, so that no other gets it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sop.casework.listed_case import is_of_incident
from sop.model.label_text import label_order
from sop.store.index_rows import CaseLine

Place = tuple[str, tuple[bool, tuple[str, ...]], str]


def opening_place(line: CaseLine) -> Place:
    """Return the key that sorts cases by their opening."""
    return line.opened_at or "9999", label_order(line.label), line.case


def number_persons(lines: Iterable[CaseLine], incident: str) -> Mapping[str, int]:
    """Return the number of each case of the incident, from 1, in the order of opening."""
    found = sorted((one for one in lines if is_of_incident(one, incident)), key=opening_place)
    return {one.case: number for number, one in enumerate(found, 1)}
