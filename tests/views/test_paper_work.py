"""The lists of the first page: what is urgent, what is late, what is due; the rest is counted."""

from __future__ import annotations

from sop.model.value import replace
from sop.views.labels import Wording
from sop.views.paper_work import describe_steps, describe_work, keep_first, list_work_of, sort_work
from tests.views.example import DEFINITION, STEPS, listed
from tests.views.screens import NOW

SHOWN = listed("23T10:15", *STEPS)
WORDING = Wording(DEFINITION, NOW)


def test_work_is_listed_late_first_then_by_due_time_with_who_and_when() -> None:
    work = list_work_of(WORDING, SHOWN, None)
    assert describe_work(WORDING, SHOWN, work) == (
        'L1.1 "Measure the batch", LAB, OVERDUE since Fri 20 Nov 16:10',
        'R1.1 "Tell the provincial office of the finding", LAB, OVERDUE since Sun 22 Nov 16:10',
        'R1.2 "Complete the interview with the shop\'s keeper", OFFICE, due Wed 25 Nov, '
        "not possible yet",
        'R1.7 "Offer the leaflet" (optional), SHOP',
    )


def test_what_answers_a_danger_is_before_what_is_late() -> None:
    work = list_work_of(WORDING, SHOWN, None)
    track = next(one for one in SHOWN.tracks if any(a.code == "R1.2" for a in one.actions))
    urgent = tuple(replace(one, urgent=one is track) for one in SHOWN.tracks)
    codes = [one.code for one in sort_work(replace(SHOWN, tracks=urgent), work)]
    assert codes == ["R1.1", "R1.2", "L1.1", "R1.7"]


def test_a_reader_gets_the_own_work_and_a_void_case_none() -> None:
    assert [one.code for one in list_work_of(WORDING, SHOWN, "shop")] == ["R1.7"]
    assert list_work_of(WORDING, replace(SHOWN, voided_at=NOW), None) == ()
    assert list_work_of(WORDING, replace(SHOWN, closed_at=NOW), None) == ()


def test_the_current_steps_say_who_runs_them_since_when_and_until_when() -> None:
    assert describe_steps(WORDING, SHOWN.tracks) == (
        "Recall of the batch: R1 Assessment, run by OFFICE, since Fri 20 Nov 16:10, due Fri 27 Nov",
        "Work of the laboratory: L1 Testing, run by LAB, since Fri 20 Nov 16:10",
    )
    held = [replace(one, status="held", overdue=True) for one in SHOWN.tracks[:1]]
    assert describe_steps(WORDING, held)[0].endswith(", OVERDUE, on hold")
    assert describe_steps(WORDING, [replace(held[0], status="ended")]) == ()


def test_what_does_not_fit_is_counted() -> None:
    assert keep_first(("a", "b"), 2, "below") == ("a", "b")
    assert keep_first(("a", "b", "c"), 2, "below") == ("a", "And 2 more: below.")
    assert keep_first(("a", "b"), 0, "below") == ("And 2 more: below.",)
