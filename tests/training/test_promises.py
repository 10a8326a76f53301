"""What training promises about every scenario: the same seed gives the same bytes, and every walk comes to an end."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.casework.library import Listed
from sop.definition.scenario_places import places_of_file
from sop.model.calendar import HolidaysOf, no_holidays
from sop.model.training import Move
from sop.training.debrief import debrief
from sop.training.playing import Wish, begin
from sop.training.scenarios import Piece
from sop.training.sessions import Sessions
from sop.training.walks import MOST_TURNS, walked
from sop.views.train_debrief import debrief_page
from sop.views.train_page import page_html
from tests.training.games import HERE, WORKFLOWS, game, loaded

ZA = WORKFLOWS / "za-trafficking"
FIRE = WORKFLOWS / "fire-drill.yaml"
THREE = [("monday", HERE / "parcel.yaml"), ("a_door_that_sticks", FIRE), ("a_no_at_the_clinic", ZA)]
SEEDS = 20
WALKS_OF_A_LARGE_ONE = 6
"""Each walk of a large scenario takes a third of a second; `sop train check` walks all paths."""


def no_country(country: str) -> HolidaysOf:
    return no_holidays


def session(folder: Path, name: str, path: Path, seed: int) -> tuple[bytes, str]:
    """The file and the debrief of a session whose answers depend on the order that the seed makes."""
    definition, scenario = game(name, path)
    at = places_of_file(HERE / "parcel.yaml", "x")
    piece = Piece(definition, loaded(path).texts, scenario, Listed(name, path, "path", name), at)
    play = begin(Sessions(folder), piece, Wish(seed), no_country)
    while play.stage.question is not None:
        options = play.stage.question.options
        play.move(Move("choice", options[seed % len(options)].id))
    page = debrief_page(definition, debrief(play, ()))
    return play.path.read_bytes(), page_html(page)


@pytest.mark.parametrize(("name", "path"), THREE, ids=[one[0] for one in THREE])
def test_the_same_seed_and_answers_give_the_same_session_and_debrief(tmp_path: Path, name: str, path: Path) -> None:
    same, different = 0, set()
    for seed in range(SEEDS):
        first = session(tmp_path / f"a{seed}", name, path, seed)
        second = session(tmp_path / f"b{seed}", name, path, seed)
        assert first == second, f"seed {seed}"
        same += 1
        different.add(first)
    print(f"{name}: {same} seeds twice, {len(different)} different sessions")
    assert (same, len(different)) == (SEEDS, SEEDS)


SCENARIOS = [("monday", HERE / "parcel.yaml"), ("a_door_that_sticks", FIRE)]
SCENARIOS += [(one.id, ZA) for one in loaded(ZA).scenarios]


@pytest.mark.parametrize(("name", "path"), SCENARIOS, ids=[one[0] for one in SCENARIOS])
def test_every_walk_ends_and_every_objective_is_earned_on_some(name: str, path: Path) -> None:
    definition, scenario = game(name, path)
    found = walked(definition, scenario, None, WALKS_OF_A_LARGE_ONE if path == ZA else None)
    print(f"{name}: {found.paths} walks, every path: {found.every}")
    assert found.failed == ""
    assert found.longest <= MOST_TURNS
    assert found.paths >= (WALKS_OF_A_LARGE_ONE if path == ZA else 32)
    assert found.reached >= {one.id for one in scenario.objectives}
    assert len(found.choices) >= 2
