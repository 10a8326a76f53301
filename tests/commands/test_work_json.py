"""The work of several cases as JSON: cases in danger first, and who has it."""

from __future__ import annotations

from sop.commands.work_json import danger_first, items_json
from sop.model.value import replace
from tests.casework.test_assignees import M, N, item


def test_cases_in_danger_come_first_and_are_marked() -> None:
    calm = item()
    urgent = replace(calm, row=replace(calm.row, case="D"))
    in_danger = frozenset({"D"})
    assert danger_first((calm, urgent), in_danger) == (urgent, calm)
    found = items_json((calm, urgent), in_danger)
    assert [(one["case"], one["danger"]) for one in found] == [("D", True), ("C", False)]


def test_the_person_of_the_own_stakeholder_is_named() -> None:
    (first,) = items_json((item(N, M),), frozenset(), "office")
    assert (first["assigned"], first["accepted"]) == ("M", False)
    (other,) = items_json((item(N, M),), frozenset())
    assert (other["assigned"], other["accepted"]) == ("N. Dlamini", True)
    (free,) = items_json((item(),), frozenset())
    assert (free["assigned"], free["accepted"]) == (None, None)
