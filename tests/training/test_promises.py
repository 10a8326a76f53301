"""What training promises about every scenario.

The same seed gives the same bytes, and every walk reaches an end.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.definition.scenario_places import locate_scenario
from sop.model.calendar import HolidaysOf, no_holidays
from sop.model.training import Move
from sop.training.all_paths import MOST_TURNS, count_paths, walk_scenario
from sop.training.debrief import debrief
from sop.training.exercise import Exercise
from sop.training.play_session import PlayRequest, begin_session
from sop.training.prepare_scenario import prepare_scenario
from sop.training.scenario_library import PlayableScenario
from sop.training.session_store import Sessions
from sop.views.train.debrief_page import debrief_page
from sop.views.train.page import page_html
from tests.training.games import HERE, WORKFLOWS, game, loaded, scenario_names

ZA = WORKFLOWS / "za-trafficking"
FIRE = WORKFLOWS / "fire-drill.yaml"
UK, OSCE = WORKFLOWS / "uk-nrm", WORKFLOWS / "osce-nrm.yaml"
THREE = [
    ("monday", HERE / "parcel.yaml"),
    ("a_door_that_sticks", FIRE),
    ("the_neighbour_with_a_business", ZA),
]
SEEDS = 20


def no_country(country: str) -> HolidaysOf:
    return no_holidays


def session(folder: Path, name: str, path: Path, seed: int) -> tuple[bytes, str]:
    """Return the file and the debrief of a session whose answers depend on the seed's order."""
    definition, scenario = game(name, path)
    at = locate_scenario(HERE / "parcel.yaml", "x")
    piece = PlayableScenario(definition, loaded(path).texts, scenario, at)
    play = begin_session(Sessions(folder), piece, PlayRequest(seed), no_country)
    while play.stage.question is not None:
        options = play.stage.question.options
        play.move(Move("choice", options[seed % len(options)].id))
    page = debrief_page(definition, debrief(play, ()))
    return play.path.read_bytes(), page_html(page)


@pytest.mark.parametrize(("name", "path"), THREE, ids=[one[0] for one in THREE])
def test_the_same_seed_and_answers_give_the_same_session_and_debrief(
    tmp_path: Path, name: str, path: Path
) -> None:
    same, different = 0, set()
    for seed in range(SEEDS):
        first = session(tmp_path / "first", name, path, seed)
        second = session(tmp_path / "second", name, path, seed)
        assert first == second, f"seed {seed}"
        same += 1
        different.add(first)
    print(f"{name}: {same} seeds twice, {len(different)} different sessions")
    assert (same, len(different)) == (SEEDS, SEEDS)


PLAYED = (HERE / "parcel.yaml", FIRE, ZA, UK, OSCE)
SCENARIOS = [(name, path) for path in PLAYED for name in scenario_names(path)]


def test_the_scenarios_that_are_walked_are_all_that_there_are() -> None:
    there_are = {(one.id, path) for path in PLAYED for one in loaded(path).scenarios}
    assert set(SCENARIOS) == there_are


@pytest.mark.parametrize(("name", "path"), SCENARIOS, ids=[one[0] for one in SCENARIOS])
def test_every_walk_ends_and_every_objective_is_earned_on_some(name: str, path: Path) -> None:
    definition, scenario = game(name, path)
    paths = count_paths(Exercise(definition, scenario))
    found = walk_scenario(definition, scenario)
    print(f"{name}: {found.paths} walks, the longest of {found.longest} answers")
    assert found.is_complete
    assert found.failure == ""
    assert found.longest <= MOST_TURNS
    assert 2 <= found.paths <= paths
    assert found.reached_objectives >= {one.id for one in scenario.objectives}
    assert found.injects == {one.id for one in scenario.injects}
    asked = [turn for turn in prepare_scenario(definition, scenario).turns if turn.choices]
    assert len(found.choices) == sum(len(turn.choices) + 1 for turn in asked)


def test_a_walk_that_breaks_or_never_ends_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    definition, scenario = game()
    monkeypatch.setattr("sop.training.all_paths.MOST_TURNS", 3)
    assert walk_scenario(definition, scenario).failure == "a walk did not end within 3 turns"
    monkeypatch.setattr(Exercise, "spend", lambda stage, minutes: 1 // 0)
    assert walk_scenario(definition, scenario).failure.startswith("ZeroDivisionError")
