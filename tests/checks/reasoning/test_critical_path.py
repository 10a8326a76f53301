"""When each step of a small workflow can be over, worked out by hand."""

from __future__ import annotations

from sop.checks.reasoning.critical_path import Bound, earliest_finish
from sop.model.duration import Takes
from tests.engine import building as b


def takes(least: str, most: str) -> Takes:
    return Takes(b.length(least), b.length(most))


def test_a_condition_on_another_track_puts_both_ways_on_the_critical_path() -> None:
    recall = b.track(
        "recall",
        b.step(
            "sort",
            b.outcome("sorted", "over", when=(b.status("testing", "ended"),)),
            takes=takes("1 hours", "2 hours"),
        ),
        b.step("over"),
    )
    testing = b.track(
        "testing",
        b.step("test", b.outcome("tested", "done", wait=b.wait("5 hours"))),
        b.step("done"),
        starts=(b.visited("recall.sort"),),
    )
    assert earliest_finish(b.workflow(recall, testing)) == {
        "recall.sort": Bound(5, ("recall.sort", "testing.test", "testing.done", "recall.sort"), 2),
        "recall.over": Bound(
            5, ("recall.sort", "testing.test", "testing.done", "recall.sort", "recall.over"), 2
        ),
        "testing.test": Bound(5, ("recall.sort", "testing.test")),
        "testing.done": Bound(5, ("recall.sort", "testing.test", "testing.done")),
    }


def test_a_circle_of_steps_has_an_earliest_end_and_no_latest() -> None:
    recall = b.track(
        "recall",
        b.step(
            "sort",
            b.outcome("again", "sort"),
            b.outcome("sorted", "over"),
            takes=takes("2 hours", "3 hours"),
        ),
        b.step("over"),
        b.step("nowhere", b.outcome("left", "over")),
    )
    bounds = earliest_finish(b.workflow(recall))
    assert bounds["recall.over"] == Bound(2, ("recall.sort", "recall.over"), None, unbounded=True)
    assert bounds["recall.nowhere"] == Bound(None)
