"""The sheets agree with the scenario: all of it for the facilitator, no answer for the player.

Each sheet is one file without a script.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from sop.model.scenario import Scenario
from sop.training.exercise import Exercise
from sop.training.model_path import ModelTurn, list_model_turns, play_model_path
from sop.views.train.page import Page, page_html, page_markdown
from sop.views.train.sheets import SHEETS, sheet_page
from tests.training.games import WORKFLOWS, game, scenario_names

ZA = WORKFLOWS / "za-trafficking"
NAMES = [("monday", None), *((one, ZA) for one in scenario_names(ZA))]


def sheet(kind: str, name: str = "monday", path: Path | None = None) -> Page:
    definition, scenario = game(name, path) if path else game(name)
    stage = Exercise(definition, scenario, None, 5)
    orders = {
        t.id or "": tuple(o.id for o in stage.shuffle_answers(t))
        for t in stage.scenario.turns
        if t.choices
    }
    return sheet_page(kind, definition, stage.scenario, model(name, path), orders, 5)


@lru_cache(maxsize=64)
def model(name: str, path: Path | None) -> tuple[ModelTurn, ...]:
    return list_model_turns(play_model_path(*(game(name, path) if path else game(name))))


def plain(text: str) -> str:
    return " ".join(html.unescape(text).split())


def answers(scenario: Scenario) -> Iterator[str]:
    """Return every text that is shown only during play."""
    for turn in scenario.turns:
        yield from (turn.say, turn.tell)
        for choice in turn.choices:
            yield from (choice.say, choice.mistake, choice.tell)
    yield from (one.tell for one in scenario.injects)
    yield from (one.text for one in scenario.objectives)


@pytest.mark.parametrize(("name", "path"), NAMES, ids=[one[0] for one in NAMES])
def test_the_players_sheet_has_no_answer(name: str, path: Path | None) -> None:
    scenario = game(name, path)[1] if path else game(name)[1]
    text = plain(page_html(sheet("player", name, path)))
    told = [one for one in map(plain, answers(scenario)) if len(one) > 8]
    assert len(told) >= 10
    assert [one for one in told if one in text] == []
    assert plain(scenario.story.split("\n\n")[0]) in text


@pytest.mark.parametrize(("name", "path"), NAMES, ids=[one[0] for one in NAMES])
def test_the_players_sheet_has_no_line_of_the_answer_key(name: str, path: Path | None) -> None:
    """Line by line as printed, below the heading that both have."""
    lines = page_markdown(sheet("key", name, path)).split("Seed 5", 1)[1].splitlines()[1:]
    told = [line.strip("-# ").split(":** ")[-1] for line in map(plain, lines) if len(line) > 12]
    text = plain(page_markdown(sheet("player", name, path)))
    assert len(told) >= 3
    assert [one for one in told if one in text] == []


@pytest.mark.parametrize(("name", "path"), NAMES, ids=[one[0] for one in NAMES])
def test_the_facilitators_sheet_has_every_inject_and_answer(name: str, path: Path | None) -> None:
    scenario = game(name, path)[1] if path else game(name)[1]
    text = plain(page_html(sheet("facilitator", name, path)))
    wanted = [*(one.tell for one in scenario.injects), *(turn.tell for turn in scenario.turns)]
    wanted += [
        part
        for turn in scenario.turns
        for one in turn.choices
        for part in (one.say, one.mistake, one.tell)
    ]
    assert [one for one in map(plain, wanted) if one not in text] == []


def test_the_key_names_the_place_of_the_right_answer() -> None:
    text = plain(page_markdown(sheet("key")))
    stage = Exercise(*game(), None, 5)
    for turn in stage.scenario.turns:
        if turn.choices:
            place = [one.id for one in stage.shuffle_answers(turn)].index(turn.id or "") + 1
            assert f"**Answer {place}:** {turn.say}" in text


def test_the_evaluator_has_three_boxes_for_each_objective() -> None:
    text = page_html(sheet("evaluator"))
    assert text.count(">[ ]</td>") == 3 * 4
    assert all(word in text for word in ("performed well", "with difficulty", ">not<"))


def test_a_certificate_has_no_score() -> None:
    text = page_markdown(sheet("certificate"))
    assert re.search(r"\d+ %|points|passed", text) is None
    assert "It does not state a result." in text


@pytest.mark.parametrize("kind", SHEETS)
def test_each_sheet_is_one_file_without_script_and_says_training_first(kind: str) -> None:
    page = page_html(sheet(kind))
    assert "TRAINING" in page.splitlines()[0]
    assert re.findall(r"<script|https?://(?!www\.w3\.org)|<link|<img|@import|url\(", page) == []
    assert "size: A4" in page
    assert page_markdown(sheet(kind)).startswith("# TRAINING")
