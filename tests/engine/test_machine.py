"""The library `transitions` fires exactly the transitions of the table."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop.engine.machine import ImpossibleMove, fire_transition
from sop.engine.transition_table import lookup, outcome_trigger, transitions_of
from tests.engine.generator import a_definition
from tests.engine.test_transition_table import chained

FOREIGN_TRIGGERS = {"no_such_move", "to_s1", "to_end1"}
"""Triggers of no track; the library would add those that begin with `to_` if it were let."""


@settings(max_examples=60, deadline=None, database=None)
@given(seed=st.integers(0, 2**32))
def test_machine_and_table_agree_on_every_state_and_trigger(seed: int) -> None:
    for track in a_definition(Random(seed)).tracks.values():
        table = lookup(track)
        triggers = {move.trigger for move in transitions_of(track)} | FOREIGN_TRIGGERS
        for state in track.steps:
            for trigger in triggers:
                if (state, trigger) in table:
                    assert fire_transition(track, state, trigger) == table[state, trigger]
                else:
                    with pytest.raises(ImpossibleMove):
                        fire_transition(track, state, trigger)


def test_back_leads_to_the_remembered_step_and_to_no_other() -> None:
    track = chained()
    assert fire_transition(track, "flood", outcome_trigger("flood", "dry", "weigh")) == "weigh"
    assert fire_transition(track, "flood", outcome_trigger("flood", "dry", "fire")) == "fire"
    with pytest.raises(ImpossibleMove):
        fire_transition(track, "fire", outcome_trigger("fire", "out", "flood"))
    with pytest.raises(ImpossibleMove):
        fire_transition(track, "flood", outcome_trigger("flood", "dry"))


def test_each_firing_starts_from_the_step_that_is_given() -> None:
    track = chained()
    assert [fire_transition(track, "look", "look.on") for _ in range(3)] == ["weigh"] * 3
    with pytest.raises(ImpossibleMove):
        fire_transition(track, "weigh", "look.on")
    assert fire_transition(track, "look", "look.on") == "weigh"
