"""The handover of a shift on paper: danger in front, a part for each case."""

from __future__ import annotations

from sop.casework.shift_report import make_report
from sop.views.shift_handover import shift_paper
from tests.casework.test_shift_report import NOW, item


def test_the_paper_has_danger_times_and_a_part_for_each_case() -> None:
    report = make_report((item("A", -1, late=True),), (), (), since=NOW, until=NOW)
    paper = shift_paper(
        report,
        report.by_case({"A"}),
        {},
        NOW,
        zone="Africa/Johannesburg",
        whose="for LAB",
        dangers=("Case A. Since 06:00: smoke.",),
    )
    assert [label for label, _ in paper.facts] == [
        "Work",
        "Time",
        "Together",
        "Printed",
        "Handed over by",
        "Taken over by",
    ]
    assert paper.dangers == ("Case A. Since 06:00: smoke.",)
    (part,) = paper.tracks
    assert part.title == "Case A (w), IN DANGER"
    assert part.remarks == ('[ ] OVERDUE: T1.1 "Ask", due Mon 2 Mar 05:00, for lab',)
