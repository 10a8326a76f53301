"""The rows of one case's work."""

from __future__ import annotations

import pytest

from sop.engine.checklist_lines import ActionLine
from sop.engine.work import CLOSING, WorkLine
from sop.views.labels import Wording
from sop.views.terminal.blocks import Table
from sop.views.terminal.rows import as_text
from sop.views.work_rows import COLUMNS, action_row, decision_row, late_step_row
from tests.views.example import DEFINITION, at

WORDING = Wording(DEFINITION, at("23T10:15"))
TELL = "recall.assessment.tell_office"


def shown(*rows: object) -> str:
    return as_text((Table(COLUMNS, rows),), 100)  # type: ignore[arg-type]


@pytest.mark.parametrize(("required", "word"), [(True, "TO DO"), (False, "OPTIONAL")])
def test_an_action_that_no_one_has_to_do_is_marked(required: bool, word: str) -> None:
    action = ActionLine(TELL, "R1.1", "Tell", ("lab",), "open", required)
    work = WorkLine("action", TELL, "recall", "assessment", "R1.1", "Tell", ("lab",))
    text = shown(action_row(WORDING, action, work))
    assert text.split() == [*word.split(), "R1.1", "Tell", "for", "LAB"]


def test_a_late_step_names_who_is_responsible_now_and_the_closing_who_decides() -> None:
    due = at("22T10:15")
    late = WorkLine(
        "escalation",
        "recall.assessment",
        "recall",
        "assessment",
        "R1",
        "Assess",
        ("lab",),
        state="escalated",
        due=due,
        late_after=due,
        since=due,
    )
    text = shown(late_step_row(WORDING, late))
    assert ("ESCALATED" in text, "24 h late. Alerted: LAB" in text) == (True, True), text
    closing = WorkLine("decision", CLOSING, "", "", "", "Close the case", ("office",))
    assert shown(decision_row(WORDING, closing, None)).split() == (
        ["DECIDE", "Close", "the", "case", "for", "OFFICE"]
    )
