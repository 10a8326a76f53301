"""The table holds the transitions of the definition, and no other."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

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
def test_the_table_holds_the_moves_of_the_definition_and_no_other(seed: int) -> None:
    for track in a_definition(Random(seed)).tracks.values():
        table = {(state, trigger, to) for (state, trigger), to in lookup(track).items()}
        assert table == expected_moves(track)
        assert len(transitions_of(track)) == len(table)


def chained() -> Track:
    """An interrupt into a step with `to: back`, and one out of it into another such step."""
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


def test_a_step_with_back_resumes_what_the_interrupts_before_it_left() -> None:
    assert find_resumable_steps(chained()) == {
        "fire": {"look", "weigh"},
        "flood": {"fire", "look", "weigh"},
    }
