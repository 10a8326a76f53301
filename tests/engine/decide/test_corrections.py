"""Undoing events and reopening a case."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sop.engine.decide import decide
from sop.engine.evolve import evolve
from sop.model.commands import Act, Command, Reopen, Undo
from sop.model.events import EventUndone
from sop.model.refusal import UsageError
from tests.engine import building as b
from tests.engine.building import Run, accepted, codes, helps, one_step, reason, two_steps


def test_an_undone_event_stays_in_the_history_and_counts_no_more() -> None:
    run = two_steps()
    run.do("ask", agreed=True)
    (event,) = accepted(run.undo(2))
    assert event.body == EventUndone(2)
    assert [one.id for one in run.events] == [1, 2, 3]
    assert run.case.undone == {2: 3}
    assert run.case.version == 3
    assert run.case.value("agreed") is None
    assert run.action("find.look.ask").state == "open"


def test_undoing_brings_the_earlier_value_back() -> None:
    run = two_steps()
    run.do("ask", agreed=True)
    run.set(agreed=False, why="misread")
    run.undo(3)
    assert run.case.value("agreed") is True


@pytest.mark.parametrize("missing", [0, 1])
def test_undoing_and_reopening_without_the_whole_history_is_a_mistake_of_the_program(
    missing: int,
) -> None:
    run = two_steps()
    run.do("ask", agreed=True)
    act, part = Act("lab", why="misread"), run.events[:missing]
    commands: list[Command] = [Undo(act, 2), Reopen(act)]
    for command in commands:
        with pytest.raises(ValueError, match="needs its 2 events"):
            decide(run.definition, run.case, command, now=run.now, history=part)


def test_an_event_that_later_ones_rest_on_is_not_undone() -> None:
    run = two_steps()
    run.do("ask", agreed=True)
    run.do("find.look.sum")
    run.advance("on")
    refused = run.undo(2)
    assert codes(refused) == ["event_depended_on"]
    assert reason(refused, "event_depended_on").what == (
        "Event 4 (taken find.look.on, LAB, Mon 2 Mar 2026 08:00) came later, depends on it, "
        "and would no longer be accepted."
    )
    assert helps(reason(refused, "event_depended_on")) == "undo 4"
    assert accepted(run.undo(4))
    assert accepted(run.undo(2))


def test_the_first_event_that_rests_on_it_is_named() -> None:
    run = two_steps()
    run.do("ask", agreed=True)
    run.set(agreed=False, why="misread")
    run.set(agreed=True, why="misread again")
    assert "Event 3 (facts set agreed, LAB" in reason(run.undo(2), "event_depended_on").what


def test_an_event_that_would_do_something_else_without_it_rests_on_it() -> None:
    look = b.step("look", b.action("ask"), b.outcome("again", "look"), b.outcome("over", "end"))
    run = Run(b.workflow(b.track("find", look, b.step("end"))))
    run.do("ask")
    run.advance("again")
    run.do("ask")  # without event 3 it would do nothing: F1.1 would stand done already
    assert codes(run.undo(3)) == ["event_depended_on"]


def test_facts_that_would_have_had_their_values_anyway_do_no_harm() -> None:
    facts = (b.flag("alarm", anytime=("lab",), initially=False), b.flag("wet", anytime=("lab",)))
    run = one_step(facts=facts)
    run.set(alarm=True)
    run.set(alarm=False)
    run.set(alarm=True)
    run.set(alarm=False, wet=True)
    assert accepted(run.undo(4))
    assert {name: one.value for name, one in run.case.facts.items()} == {
        "alarm": False,
        "wet": True,
    }


def test_notes_and_earlier_corrections_rest_on_nothing() -> None:
    run = two_steps()
    run.do("ask", agreed=True)
    run.do("find.look.sum")
    run.note("seen")
    run.undo(3)
    assert accepted(run.undo(2))
    assert run.case == evolve(run.definition, run.events, "CASE")


def test_only_the_writer_and_the_one_who_answers_for_the_step_may_undo() -> None:
    run = two_steps()
    run.do("ask", "shop", agreed=True)
    refused = run.undo(2, "lab", why=None)
    assert codes(refused) == ["not_yours", "reason_missing"]
    assert (
        reason(refused, "not_yours").what
        == "Only SHOP or OFFICE may undo event 2. Ask SHOP or OFFICE."
    )
    assert accepted(run.undo(2, "office"))


def test_what_depends_on_an_event_is_for_those_who_may_correct_it() -> None:
    run = two_steps()
    run.do("ask", "shop", agreed=True)
    run.do("find.look.sum")
    run.advance("on")
    assert codes(run.undo(2, "lab")) == ["not_yours"]
    assert codes(run.undo(2, "office")) == ["event_depended_on"]


def test_an_interrupt_is_undone_by_who_answers_for_the_step_that_it_left() -> None:
    look = b.step("look", b.outcome("on", "end"), responsible="office")
    pause = b.step("pause", b.outcome("on", "end"), responsible="shop")
    track = b.track(
        "find", look, pause, b.step("end"), interrupts=(b.interrupt("stop", "look", "pause"),)
    )
    run = Run(b.workflow(track))
    run.raise_("stop")
    assert codes(run.undo(2, "shop")) == ["not_yours"]
    assert accepted(run.undo(2, "office"))
    assert run.step("find") == "look"


def test_facts_told_are_undone_by_their_writer_only() -> None:
    run = two_steps()
    run.set(alarm=True)
    assert codes(run.undo(2, "office")) == ["not_yours"]
    assert accepted(run.undo(2))
    assert run.case.value("alarm") is False


def test_undoing_twice_changes_nothing() -> None:
    run = two_steps()
    run.do("ask", agreed=True)
    run.undo(2)
    assert run.undo(2) == ()


def test_undoing_a_waiver_opens_the_action_again() -> None:
    run = one_step(b.action("ask", waivable_by=("lab",)))
    run.waive("ask", why="x")
    run.undo(2)
    assert run.action("find.look.ask").state == "open"


def test_undoing_what_started_a_track_lets_it_wait_again() -> None:
    first = b.track("find", b.step("s1", b.outcome("over", "end")), b.step("end"))
    mend = b.step("s1", b.action("fix"), b.outcome("over", "end"))
    second = b.track("mend", mend, b.step("end"), starts=(b.yes("a"),))
    run = Run(b.workflow(first, second, facts=(b.flag("a", anytime=("lab",)),)))
    run.set(a=True)
    run.undo(2)
    assert run.case.tracks["mend"].status == "waiting"
    run.set(a=True)
    run.do("fix")
    assert codes(run.undo(4)) == ["event_depended_on"]


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda run: run.undo(9), "This case has no event 9."),
        (lambda run: run.undo(1), "The opening of a case cannot be undone."),
        (lambda run: run.undo(3), "Event 3 is itself a correction."),
    ],
)
def test_what_cannot_be_undone_at_all_is_asked_wrongly(
    ask: Callable[[Run], object], message: str
) -> None:
    run = two_steps()
    run.do("ask", agreed=True)
    run.undo(2)
    with pytest.raises(UsageError) as met:
        ask(run)
    assert met.value.message == message
    assert met.value.remedy
