"""What leads out of a case in which nothing can be done."""

from __future__ import annotations

from sop.engine.standstill import find_escapes, is_stuck
from tests.engine import building as b
from tests.engine.building import Run


def waiting_case() -> Run:
    """Everything is held while it rains; two interrupts and the fact lead out."""
    rain = b.flag("rain", anytime=("lab",), urgent=())
    look = b.step("look", b.action("ask"), b.outcome("over", "end"))
    stop = b.step("stop", b.action("note"), b.outcome("on", "end"))
    interrupts = (
        b.interrupt("later", "look", "stop", title="It can wait"),
        b.interrupt("flood", "look", "stop", title="Water comes in", urgent=True),
    )
    track = b.track("find", look, stop, b.step("end"), hold=(b.yes("rain"),), interrupts=interrupts)
    run = Run(b.workflow(track, facts=(rain,)))
    run.set(rain=True)
    return run


def test_a_held_case_names_its_interrupts_urgent_first_and_the_fact_that_holds_it() -> None:
    run = waiting_case()
    found = find_escapes(run.definition, run.list("lab"))
    assert [(one.kind, one.title, one.suggest.verb) for one in found] == [
        ("interrupt", "Water comes in", "raise"),
        ("interrupt", "It can wait", "raise"),
        ("fact", "Is it rain?", "set"),
    ]
    assert found[2].suggest.asks == ("rain",)


def test_a_case_in_which_something_can_be_done_needs_no_way_out() -> None:
    run = waiting_case()
    assert is_stuck(run.list())
    run.set(rain=False)
    assert not is_stuck(run.list())
    assert find_escapes(run.definition, run.list()) == ()


def test_an_optional_action_does_not_count_as_a_way_on() -> None:
    rain = b.flag("rain", anytime=("lab",), urgent=())
    look = b.step("look", b.action("ask"), b.outcome("over", "end"))
    watch = b.step(
        "watch",
        b.action("check", required=False),
        b.outcome("stand_down", "end"),
    )
    held = b.track("find", look, b.step("end"), hold=(b.yes("rain"),))
    free = b.track("guard", replace_gate(watch), b.step("end"))
    run = Run(b.workflow(held, free, facts=(rain,)))
    run.set(rain=True)
    assert is_stuck(run.list())


def replace_gate(step):  # type: ignore[no-untyped-def]
    """The step with outcomes that stay closed while it rains."""
    from dataclasses import replace

    outcomes = {name: replace(one, when=(b.no("rain"),)) for name, one in step.outcomes.items()}
    return replace(step, outcomes=outcomes)
