"""The configurations in which a duty is dropped."""

from __future__ import annotations

from pathlib import Path

from sop.proof.drop_states import find_drop_states, find_dropped_duties
from sop.proof.dropped_duties import list_kept_actions, list_possible_drops
from sop.proof.properties import PropertyChecker
from tests.proof.test_dropped_duties import workflow


def test_the_states_in_which_a_duty_is_dropped_are_found(tmp_path: Path) -> None:
    definition = workflow(tmp_path, "counted is unknown").definition
    assert definition is not None
    possible = list_possible_drops(definition)
    assert [(drop.way, drop.left, drop.action) for drop in possible] == [
        ("drill.rescue.all_left", ("rescue",), "drill.gather.count")
    ]
    checker = PropertyChecker(definition, 1 << 16, kept=list_kept_actions(possible))
    assert find_dropped_duties(checker, possible) == possible
    states = find_drop_states(checker, possible[0])
    valuation = checker.symbolic.space.pick_one(states)
    assert valuation["at", "drill"] == "rescue"
    assert valuation["back_to", "drill.rescue"] == "gather"
