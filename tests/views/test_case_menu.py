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


def test_the_numbers_stay_where_time_passes_and_work_is_recorded() -> None:
    """Danger first, then the order of opening: not what is late or due."""
    first, second, third = (
        ListedCase(
            replace(FIRST, case=str(number), opened_at=f"2026-03-02T0{number}:00:00+02:00"), ()
        )
        for number in range(3)
    )
    late = (replace(third, overdue=1), second, first)
    assert list(menu_of_cases(late, "1")) == ["0", "1", "2"]
    assert list(menu_of_cases((replace(third, in_danger=True), second, first), "1")) == [
        "2",
        "0",
        "1",
    ]
