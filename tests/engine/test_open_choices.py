"""The order of candidates: what is open now, urgent first."""

from __future__ import annotations

from sop.engine.open_choices import list_open_paths, sort_facts
from tests.engine import building as b
from tests.engine.building import Run


def test_what_answers_a_danger_comes_first_then_urgent_interrupts_then_the_rest() -> None:
    peril = b.flag("peril", anytime=("lab",), urgent=(True,), initially=False)
    plain = b.flag("agreed")
    look = b.step("look", b.action("ask", records=("agreed",)), b.outcome("over", "end"))
    stop = b.step("stop", b.action("help"), b.outcome("on", "back"))
    interrupts = (
        b.interrupt("pause", "look", "stop"),
        b.interrupt("fire", "look", "stop", urgent=True),
        b.interrupt("alarm", "look", "stop", tells={"peril": True}),
    )
    track = b.track("find", look, stop, b.step("end"), interrupts=interrupts)
    run = Run(b.workflow(track, facts=(plain, peril)))
    usual = ["find.fire", "find.pause", "find.alarm", "find.look.ask"]
    assert list(list_open_paths(run.definition, run.case)) == usual
    run.set(peril=True)
    assert list(list_open_paths(run.definition, run.case)) == [
        "find.alarm",
        "find.fire",
        "find.pause",
        "find.look.ask",
    ]
    assert sort_facts(run.definition) == ["peril", "agreed"]
    assert list_open_paths(run.definition, None) == ()
