"""Whose work is in a list, by name; and what was not accepted."""

from __future__ import annotations

from sop.casework.assignees import find_assignee, find_unaccepted, keep_items_of
from sop.casework.worklist import WorkItem
from sop.model.value import replace
from sop.store.index_rows import AssignmentRow, CaseLine, WorkRow

N = AssignmentRow("lab", "N. Dlamini", accepted=True)
M = AssignmentRow("office", "M", accepted=False)
WHOLE = AssignmentRow("office", "M", accepted=False, of_case=True)


def item(*assigned: AssignmentRow) -> WorkItem:
    by = ("lab", "office")
    row = WorkRow("C", "w", "t", "s", "t.s.a", "T1.1", "Ask", by, None, "open", assigned=assigned)
    return WorkItem(row, None, None)


def test_the_person_of_the_own_stakeholder_comes_first() -> None:
    assert find_assignee((N, M), "office") == M
    assert find_assignee((N, M), "shop") == N
    assert find_assignee((), "lab") is None


def test_a_name_counts_only_with_its_stakeholder() -> None:
    items = (item(N), item(M), item())
    assert keep_items_of(items, "n. dlámini", "lab") == items[:1]
    assert keep_items_of(items, "N. Dlamini", "office") == ()
    assert keep_items_of(items, "M", None) == items[1:2]


def test_what_no_one_accepted_is_listed_once() -> None:
    lines = (CaseLine("C", "w", "open", None, None, 1, assigned=(WHOLE,)),)
    found = find_unaccepted((item(N, WHOLE), item(M)), lines, "office")
    assert [(one.code, one.assignee) for one in found] == [("", WHOLE), ("T1.1", M)]
    assert find_unaccepted((item(M),), lines, "lab") == ()
    closed = replace(lines[0], status="closed")
    assert find_unaccepted((), (closed,), None) == ()
