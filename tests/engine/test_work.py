"""What counts as work in a case, for every list, count and calendar."""

from __future__ import annotations

from datetime import timedelta

from sop.engine.work import CLOSING, WorkLine, list_current_work, list_work
from sop.model.definition import Closing
from tests.engine import building as b
from tests.engine.building import Run

HOUR = timedelta(hours=1)


def letter(*, escalate_to: str | None = None, responsible: str = "shop") -> Run:
    answer = b.step(
        "answer",
        b.action("write"),
        b.action("leaflet", required=False),
        b.action("sign", after=("write",)),
        b.action("stamp", after=("write",), due=b.due("3 hours")),
        b.action("weigh", when=(b.yes("heavy"),), due=b.due("1 hours")),
        b.outcome("sent", "end", "office", title="Sent"),
        b.outcome("thrown", "end", "office", skips_actions=True),
        b.outcome("later", "end", "office", wait=b.wait("5 hours")),
        due=b.due("2 hours"),
        escalate_to=escalate_to,
        responsible=responsible,
    )
    track = b.track("find", answer, b.step("end"), hold=(b.yes("danger"),))
    facts = (
        b.flag("heavy", anytime=("lab",)),
        b.flag("danger", anytime=("lab",), initially=False),
    )
    closing = Closing(by=("office",))
    return Run(b.workflow(track, facts=facts, closing=closing))


def work(run: Run) -> dict[str, WorkLine]:
    found = list_current_work(run.definition, run.list())
    return {one.path.replace("find.answer.", ""): one for one in found}


def listed(run: Run) -> list[str]:
    return [path for path, one in work(run).items() if one.listed]


def settle(run: Run) -> None:
    run.set(heavy=False)
    for name in ("write", "sign", "stamp"):
        run.do(name)


def test_open_actions_and_every_deadline_are_listed_the_rest_is_known() -> None:
    run = letter()
    assert {path: (one.kind, one.state) for path, one in work(run).items()} == {
        "write": ("action", "open"),
        "leaflet": ("action", "open"),
        "sign": ("action", "waiting"),
        "stamp": ("action", "waiting"),
        "weigh": ("action", "unknown"),
        "thrown": ("decision", "exception"),
    }
    assert listed(run) == ["write", "leaflet", "stamp", "weigh"]


def test_what_may_not_be_needed_is_listed_and_never_late() -> None:
    run = letter()
    run.now += 100 * HOUR
    late = [path for path, one in work(run).items() if one.is_overdue(run.now)]
    assert late == ["stamp", "find.answer"]


def test_a_decision_that_waits_for_a_person_alone_is_work() -> None:
    run = letter()
    settle(run)
    assert listed(run) == ["leaflet", "sent", "thrown"]
    assert work(run)["sent"].title == "Sent -> End"
    run.now += 5 * HOUR
    assert listed(run) == ["leaflet", "sent", "thrown", "later"]
    assert work(run)["sent"].is_overdue(run.now)


def test_the_closing_that_waits_for_a_person_is_work() -> None:
    run = letter()
    settle(run)
    run.advance("sent", "office")
    (closing,) = work(run).values()
    assert (closing.path, closing.kind, closing.by) == (CLOSING, "decision", ("office",))
    run.close("office")
    assert work(run) == {}


def test_what_is_held_stays_listed_and_is_marked() -> None:
    run = letter()
    run.set(danger=True)
    assert [(path, one.held) for path, one in work(run).items() if one.listed] == [
        ("write", True),
        ("stamp", True),
        ("weigh", True),
    ]
    run.set(danger=False)
    settle(run)
    run.set(danger=True)
    assert [(path, one.held) for path, one in work(run).items() if one.listed] == [
        ("sent", True),
        ("thrown", True),
    ]


def test_a_late_step_goes_to_whom_it_escalates_else_to_whom_it_belongs() -> None:
    for escalate_to, by, state in (
        ("office", ("office",), "escalated"),
        (None, ("shop",), "open"),
    ):
        run = letter(escalate_to=escalate_to)
        run.now += 2 * HOUR
        assert "find.answer" not in work(run)
        run.now += timedelta(seconds=1)
        step = work(run)["find.answer"]
        assert (step.kind, step.by, step.state) == ("escalation", by, state)


def test_a_late_step_that_other_late_work_shows_is_not_listed_twice() -> None:
    run = letter()
    settle(run)
    run.now += 3 * HOUR
    assert "find.answer" not in work(run)  # its decisions are late themselves
    assert work(run)["sent"].late_after == b.MONDAY + 2 * HOUR


def test_rows_are_the_same_whatever_the_clock_shows() -> None:
    run = letter(escalate_to="office")
    first = list_work(run.definition, run.list())
    run.now += 100 * HOUR
    assert list_work(run.definition, run.list()) == first
