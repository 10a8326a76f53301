"""Deadlines of others in a list of one's own work."""

from __future__ import annotations

from sop.views.foreign_deadlines import foreign_lines, foreign_text
from sop.views.terminal.blocks import Line, text_of
from tests.casework.test_shift_report import NOW, item


def test_a_deadline_names_the_work_who_does_it_and_whether_it_is_late() -> None:
    assert foreign_text(item("A", 3), None, NOW, "UTC") == "T1.1 Ask, lab, due Mon 2 Mar 07:00"
    late = foreign_text(item("A", -1, late=True), None, NOW, "UTC")
    assert late == "T1.1 Ask, lab, OVERDUE since Mon 2 Mar 03:00"


def test_one_deadline_is_one_line_and_several_have_a_heading() -> None:
    def texts(number: int) -> list[str]:
        found = foreign_lines([item("A", 3)] * number, None, NOW, zone="UTC")
        return [text_of(one.left) for one in found if isinstance(one, Line)]

    one = "T1.1 Ask, lab, due Mon 2 Mar 07:00"
    assert texts(0) == []
    assert texts(1) == [f"For others, due until then: {one}"]
    assert texts(2) == ["For others, due until then:", one, one]
