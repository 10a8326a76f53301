"""For whom work is, in words."""

from __future__ import annotations

import pytest

from sop.store.index_rows import AssignmentRow
from sop.views.assignee_text import assignee_note, whom_text
from sop.views.labels import Wording
from tests.engine import building as b

WORDING = Wording(b.workflow(b.track("find", b.step("end"))), b.MONDAY)
N = AssignmentRow("lab", "N. Dlamini", accepted=True)
M = AssignmentRow("office", "M", accepted=False)


@pytest.mark.parametrize(
    ("by", "assigned", "text"),
    [
        (("lab",), (), "for LAB"),
        (("lab",), (N,), "for N. Dlamini (LAB)"),
        (("office",), (M,), "for M (OFFICE), not accepted"),
        (("lab", "office"), (N,), "for LAB or OFFICE, assigned to N. Dlamini (LAB)"),
    ],
)
def test_the_person_is_named_and_others_who_may_do_it_stay_named(
    by: tuple[str, ...], assigned: tuple[AssignmentRow, ...], text: str
) -> None:
    found = whom_text(WORDING, by, assigned)
    assert found.text == text
    assert found.spoken == text.replace("for ", "Who: ", 1)  # in one line, behind a title


def test_without_a_workflow_the_stakeholders_have_their_ids() -> None:
    assert whom_text(None, ("lab",), (N,)).text == "for N. Dlamini (lab)"


def test_a_note_names_everyone_who_has_it() -> None:
    assert assignee_note(WORDING, ()) == ""
    assert assignee_note(WORDING, (N, M)) == (
        "Assigned to: N. Dlamini (LAB), M (OFFICE), not accepted"
    )
