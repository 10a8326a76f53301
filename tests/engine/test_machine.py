"""The live machine and the table that replay folds are one list of moves; no trigger goes around a guard."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop.engine.machine import ImpossibleMove, build_machine, fire
from sop.engine.transition_table import (
    find_resumable_steps,
    interrupt_trigger,
    lookup,
    outcome_trigger,
    transitions_of,
)
from sop.model.definition import BACK, Track
from tests.engine import building as b
from tests.engine.generator import a_definition


def expected_moves(track: Track) -> set[tuple[str, str, str]]:
    """(state, trigger, next state), read off the track without the table."""
    moves = {
        (source, interrupt_trigger(i.id), i.to)
        for i in track.interrupts.values()
        for source in i.sources
    }
    for step in track.steps.values():
        for outcome in step.outcomes.values():
            origins = sorted(find_resumable_steps(track)[step.id]) if outcome.to == BACK else [None]
            for origin in origins:
                to = outcome.to if origin is None else origin
                moves.add((step.id, outcome_trigger(step.id, outcome.id, origin), to))
    return moves


@settings(max_examples=60, deadline=None, database=None)
@given(seed=st.integers(0, 2**32))
def test_machine_and_table_agree_on_every_state_and_trigger(seed: int) -> None:
    for track in a_definition(Random(seed)).tracks.values():
        table, machine = lookup(track), build_machine(track)
        triggers = {move.trigger for move in transitions_of(track)} | {
            "no_such_move",
            "to_s1",
            "to_end1",
        }
        for state in track.steps:
            for trigger in triggers:
                if (state, trigger) in table:
                    assert fire(machine, state, trigger) == table[state, trigger]
                else:
                    with pytest.raises(ImpossibleMove):
                        fire(machine, state, trigger)


@settings(max_examples=60, deadline=None, database=None)
@given(seed=st.integers(0, 2**32))
def test_the_table_holds_the_moves_of_the_definition_and_no_other(seed: int) -> None:
    for track in a_definition(Random(seed)).tracks.values():
        table = {(state, trigger, to) for (state, trigger), to in lookup(track).items()}
        assert table == expected_moves(track)
        assert len(transitions_of(track)) == len(table)


def chained() -> Track:
    """An interrupt into a step with a way back, and a second one out of it into another such step."""
    return b.track(
        "find",
        b.step("look", b.outcome("on", "weigh")),
        b.step("weigh", b.outcome("over", "end")),
        b.step("fire", b.outcome("out", "back")),
        b.step("flood", b.outcome("dry", "back")),
        b.step("end"),
        interrupts=(
            b.interrupt("burns", "look weigh", "fire"),
            b.interrupt("floods", "fire", "flood"),
        ),
    )


def test_a_step_with_a_way_back_resumes_what_the_interrupts_before_it_left() -> None:
    assert find_resumable_steps(chained()) == {
        "fire": {"look", "weigh"},
        "flood": {"look", "weigh"},
    }


def test_a_way_back_leads_to_the_remembered_step_and_to_no_other() -> None:
    machine = build_machine(chained())
    assert fire(machine, "flood", outcome_trigger("flood", "dry", "weigh")) == "weigh"
    with pytest.raises(ImpossibleMove):
        fire(machine, "flood", outcome_trigger("flood", "dry", "fire"))
    with pytest.raises(ImpossibleMove):
        fire(machine, "flood", outcome_trigger("flood", "dry"))


def test_a_machine_that_is_used_again_starts_from_where_it_is_told() -> None:
    machine = build_machine(chained())
    assert [fire(machine, "look", "look.on") for _ in range(3)] == ["weigh"] * 3
    with pytest.raises(ImpossibleMove):
        fire(machine, "weigh", "look.on")
    assert fire(machine, "look", "look.on") == "weigh"
