"""Who has an action or a case after the events, and what ends it."""

from __future__ import annotations

from sop.engine.assignments import assignments_of_work, find_assignment
from sop.model.case_state import Assignment
from sop.model.commands import AcceptAssignment, AssignWork
from sop.model.value import replace
from tests.engine import building as b
from tests.engine.building import Run

ASK, CALM = "find.look.ask", "find.halt.calm"


def drill() -> Run:
    look = b.step("look", b.action("ask", by="lab office"), b.outcome("over", "end"))
    halt = b.step("halt", b.action("calm"), b.outcome("on", "back"))
    alarm = b.interrupt("alarm", "look", "halt")
    return Run(b.workflow(b.track("find", look, halt, b.step("end"), interrupts=(alarm,))))


def give(run: Run, action: str | None, person: str | None, as_: str = "lab", by: str = "B") -> None:
    assert not isinstance(
        run.give(AssignWork(replace(run.act(as_, None, None), by=by), action, person)), list
    )


def people(run: Run, path: str = ASK) -> list[tuple[str, str, bool]]:
    found = assignments_of_work(run.case, path, ("lab", "office"))
    return [(one.as_, one.person, one.accepted) for one in found]


def test_each_stakeholder_has_its_own_person_and_the_viewers_comes_first() -> None:
    run = drill()
    give(run, ASK, "N. Dlamini")
    give(run, ASK, "O", as_="office", by="o")
    assert people(run) == [("lab", "N. Dlamini", False), ("office", "O", True)]
    ordered = assignments_of_work(run.case, ASK, ("lab", "office"), viewer="office")
    assert [one.as_ for one in ordered] == ["office", "lab"]


def test_an_action_that_is_not_assigned_belongs_to_whom_the_case_is_assigned() -> None:
    run = drill()
    give(run, None, "The whole")
    give(run, ASK, "N")
    assert people(run) == [("lab", "N", False)]
    give(run, ASK, None)
    assert people(run) == [("lab", "The whole", False)]
    assert assignments_of_work(run.case, ASK, ("lab",), is_pending=False) == ()


def test_doing_the_action_ends_its_assignment_and_undoing_brings_it_back() -> None:
    run = drill()
    give(run, ASK, "N")
    run.do("ask")
    assert people(run) == []
    run.undo(3, why="no")
    assert people(run) == [("lab", "N", False)]


def test_leaving_the_step_ends_it_but_an_interruption_does_not() -> None:
    run = drill()
    give(run, ASK, "N")
    run.raise_("alarm")
    assert people(run) == []
    run.do("calm")
    run.advance("on")
    assert people(run) == [("lab", "N", False)]
    run.do("ask")
    run.advance("over")
    assert people(run) == []


def test_the_assignment_of_the_case_stays_when_a_step_is_left() -> None:
    run = drill()
    give(run, None, "N")
    run.raise_("alarm")
    assert find_assignment(run.case, "lab", None) == Assignment("N", "lab", 2)
    assert people(run, CALM) == [("lab", "N", False)]


def test_undoing_an_assignment_leaves_no_acceptance_of_another_person() -> None:
    run = drill()
    give(run, ASK, "N")
    give(run, ASK, "M")
    run.give(AcceptAssignment(replace(run.act("lab", None, None), by="m"), ASK))
    assert people(run) == [("lab", "M", True)]
    run.undo(3, why="the wrong one")
    assert people(run) == [("lab", "N", False)]


def test_an_assignment_does_not_keep_an_earlier_event_from_being_undone() -> None:
    run = drill()
    run.raise_("alarm")
    give(run, CALM, "N")
    run.undo(2, why="no alarm")
    assert people(run, CALM) == []
    assert run.case.tracks["find"].step == "look"
