"""Every path of answers is walked once; a sample of paths is the same each time."""

from __future__ import annotations

from sop.training.all_paths import count_paths, walk_scenario
from tests.training.games import game, started


def test_every_path_is_walked_once() -> None:
    stage = started()
    assert count_paths(stage) == 5 * 5 * 2
    walks = walk_scenario(*game())
    assert (walks.is_complete, walks.failure) == (True, "")
    assert (
        walks.paths == 2 * 5 * 2 + 2 * 3 * 2
    )  # after `throw` no second answer is asked for: nothing can be corrected
    assert walks.longest == 7
    assert len(walks.earned_lines) == 8  # the ninth line takes points away
    assert walks.injects == {"press", "gate", "slow", "choice"}


def test_seeded_walks_are_the_same_each_time() -> None:
    definition, scenario = game()
    first, second = (walk_scenario(definition, scenario, None, 30) for _ in range(2))
    assert first == second
    assert (first.paths, first.is_complete) == (30, False)
