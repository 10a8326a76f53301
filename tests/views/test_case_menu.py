"""The menu of cases: open ones only, each with what it is known by."""

from __future__ import annotations

from sop.casework.listed_case import ListedCase
from sop.model.value import replace
from sop.store.index_rows import CaseLine, TrackRow
from sop.views.case_menu import menu_of_cases

FIRST = CaseLine("7K3M-9QTD-X", "recall", "open", None, None, 4, label="red cap")
OTHER = CaseLine("8K3M-9QTD-X", "recall", "open", None, None, 1)
INTAKE = TrackRow("intake", "signal", "I1", "First contact")


def test_each_open_case_has_label_mark_danger_lateness_and_step() -> None:
    cases = (
        ListedCase(FIRST, (INTAKE,), in_danger=True, overdue=2),
        ListedCase(OTHER, (INTAKE._replace(is_running=False),)),
        ListedCase(replace(FIRST, case="9", status="closed"), ()),
    )
    assert menu_of_cases(cases, FIRST.case) == {
        FIRST.case: '"red cap"  * current  IN DANGER  2 overdue  I1 First contact  recall',
        OTHER.case: "recall",
    }
