"""What steps that wait still owe, and which ways would end them with it."""

from __future__ import annotations

from sop.engine.decision_context import Situation
from sop.engine.waiting_steps import list_dropped_steps, list_ended_steps, list_waiting_steps
from tests.engine import building as b
from tests.engine.building import MONDAY, Run


def hurt_in_a_fire() -> Run:
    """Fire and injury wait one below the other; the fire may be told to the brigade or not."""
    look = b.step("look", b.action("ask"), b.outcome("done", "shut"))
    call = b.action("call")
    tell = b.action("tell", when=(b.yes("big"),))
    fire = b.step("fire", call, tell, b.action("leaflet", required=False), b.outcome("out", "back"))
    hurt = b.step("hurt", b.action("treat"), b.outcome("well", "back"), b.outcome("moved", "look"))
    ways = (
        b.interrupt("burns", "look hurt", "fire"),
        b.interrupt("falls", "look fire", "hurt"),
        b.interrupt("stops", "look fire hurt", "shut"),
    )
    track = b.track("find", look, fire, hurt, b.step("shut"), interrupts=ways)
    private = b.flag("big", anytime=("lab",), sensitive=True, seen_by=("lab",))
    return Run(b.workflow(track, facts=(private,)))


def situation(run: Run, as_: str | None = "lab") -> Situation:
    return Situation(run.definition, run.case, MONDAY, as_)


def owed(run: Run, as_: str | None = "lab") -> list[tuple[str, list[str]]]:
    waiting = list_waiting_steps(situation(run, as_), run.definition.tracks["find"])
    return [(line.code, [action.id for action in line.owed]) for line in waiting]


def test_what_waits_owes_its_required_actions_that_are_open_and_may_be_needed() -> None:
    run = hurt_in_a_fire()
    run.raise_("burns")
    run.do("call")
    run.raise_("falls")
    assert owed(run) == [("F2", ["tell"]), ("F1", ["ask"])]  # whether it is big is not known
    run.set(big=False)
    assert owed(run) == [("F2", []), ("F1", ["ask"])]


def test_a_private_fact_does_not_show_in_what_is_owed() -> None:
    run = hurt_in_a_fire()
    run.raise_("burns")
    run.raise_("falls")
    unknown = owed(run, None)
    run.set(big=False)
    assert owed(run, None) == unknown == [("F2", ["call", "tell"]), ("F1", ["ask"])]
    assert owed(run, "lab") == [("F2", ["call"]), ("F1", ["ask"])]


def test_a_way_to_a_plain_step_drops_what_waits_except_the_step_that_it_enters_again() -> None:
    run = hurt_in_a_fire()
    run.raise_("burns")
    run.raise_("falls")
    track = run.definition.tracks["find"]
    at = situation(run)
    ways = [*track.steps["hurt"].outcomes.values(), *track.interrupts.values()]
    dropped = {way.id: [line.code for line in list_dropped_steps(at, track, way)] for way in ways}
    assert dropped == {"well": [], "moved": ["F2"], "burns": [], "falls": [], "stops": ["F2", "F1"]}


def test_what_an_event_ended_is_what_neither_waits_nor_is_current_afterwards() -> None:
    run = hurt_in_a_fire()
    run.raise_("burns")
    run.raise_("falls")
    before = situation(run)
    run.raise_("burns")  # the fire is entered again: nothing is dropped
    assert list_ended_steps(before, run.case) == ()
    before = situation(run)
    run.raise_("stops")
    assert [line.code for line in list_ended_steps(before, run.case)] == ["F3", "F1"]
