"""Who may assign what to whom, and who accepts it or hands it back."""

from __future__ import annotations

import pytest

from sop.engine.decide import Answer
from sop.model.commands import AcceptAssignment, Act, AssignWork, Command, ReturnAssignment
from sop.model.events import Assigned, AssignmentAccepted, AssignmentReturned
from sop.model.refusal import UsageError
from sop.model.value import replace
from tests.engine import building as b
from tests.engine.building import Run, accepted, codes, reason

ASK = "find.look.ask"
WEIGH = "find.look.weigh"


def drill() -> Run:
    look = b.step(
        "look",
        b.action("ask"),
        b.action("weigh", when=(b.yes("heavy"),)),
        b.outcome("over", "end"),
    )
    track = b.track("find", look, b.step("end"))
    return Run(b.workflow(track, facts=(b.flag("heavy", anytime=("lab",)),)))


def act(by: str | None = "B", as_: str = "lab", home: str | None = None) -> Act:
    return Act(as_, by, home=home)


def give(run: Run, command: Command) -> Answer:
    return run.give(command)


def test_a_stakeholder_assigns_its_action_to_a_person() -> None:
    run = drill()
    (event,) = accepted(give(run, AssignWork(act(), ASK, "N. Dlamini")))
    assert event.body == Assigned(ASK, "N. Dlamini")
    assert accepted(give(run, AssignWork(act(), "F1.1", "n. dlámini"))) == ()
    (event,) = accepted(give(run, AssignWork(act(), ASK, None)))
    assert event.body == Assigned(ASK, None)
    assert accepted(give(run, AssignWork(act(), ASK, None))) == ()


def test_another_stakeholder_may_not_and_is_told_whom_to_ask() -> None:
    refused = give(drill(), AssignWork(act(as_="office"), ASK, "N"))
    assert codes(refused) == ["not_yours"]
    found = reason(refused, "not_yours")
    assert (found.what, found.who) == ("Only LAB may assign F1.1. Ask LAB.", ("lab",))
    assert found.suggest is None


@pytest.mark.parametrize("command", [AcceptAssignment, ReturnAssignment])
def test_another_stakeholder_learns_nothing_about_its_state(command: type) -> None:
    run = drill()
    run.do("ask")
    for wish in (AssignWork(act(as_="office"), ASK, "N"), command(act(as_="office"), ASK)):
        assert codes(give(run, wish)) == ["not_yours"]


def test_what_is_done_or_not_needed_is_not_assigned() -> None:
    run = drill()
    run.set(heavy=False)
    assert codes(give(run, AssignWork(act(), WEIGH, "N"))) == ["not_needed"]
    run.do("ask")
    assert codes(give(run, AssignWork(act(), ASK, "N"))) == ["already_done"]
    run.advance("over")
    assert codes(give(run, AssignWork(act(), ASK, "N"))) == ["case_closed"]


def test_the_person_accepts_and_hands_back() -> None:
    run = drill()
    give(run, AssignWork(act(), ASK, "N. Dlamini"))
    (event,) = accepted(give(run, AcceptAssignment(act("n. dlamini"), ASK)))
    assert event.body == AssignmentAccepted(ASK, "N. Dlamini")
    assert accepted(give(run, AcceptAssignment(act("n. dlamini"), ASK))) == ()
    (event,) = accepted(give(run, ReturnAssignment(replace(act("N. Dlamini"), why="ill"), ASK)))
    assert (event.body, event.why) == (AssignmentReturned(ASK, "N. Dlamini"), "ill")
    assert codes(give(run, ReturnAssignment(replace(act("N. Dlamini"), why="ill"), ASK))) == [
        "not_yours"
    ]


def test_no_one_else_accepts_it_for_the_person() -> None:
    run = drill()
    give(run, AssignWork(act(), None, "N"))
    refused = give(run, AcceptAssignment(act("M"), None))
    assert reason(refused, "not_yours").what == "The case is assigned to N, not to M."
    with pytest.raises(UsageError, match="needs your name"):
        give(run, AcceptAssignment(act(None), None))


def test_who_takes_work_has_accepted_it() -> None:
    run = drill()
    give(run, AssignWork(act("N"), ASK, "N"))
    assert accepted(give(run, AcceptAssignment(act("N"), ASK))) == ()
    give(run, AssignWork(act("M"), None, "N"))
    (event,) = accepted(give(run, AssignWork(act("N"), None, "N")))
    assert event.body == AssignmentAccepted(None, "N")


def test_a_person_of_another_stakeholder_takes_nothing() -> None:
    run = drill()
    guest = act("N", home="office")
    refused = give(run, AssignWork(guest, ASK, "N"))
    assert (codes(refused), reason(refused, "not_yours").who) == (["not_yours"], ("lab",))
    assert accepted(give(run, AssignWork(guest, ASK, "M")))
    give(run, AssignWork(act(), ASK, "N"))
    assert codes(give(run, AcceptAssignment(guest, ASK))) == ["not_yours"]
