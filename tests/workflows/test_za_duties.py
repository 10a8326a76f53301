"""Every duty of every stakeholder is carried by a step or an action of the trafficking workflow."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sop.definition.load import load_workflow
from sop.model.definition import Definition
from tests.workflows.duties import COLUMNS, DUTIES, carriers, own_actions, page

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docs" / "duties.md"


@pytest.fixture(scope="module")
def definition() -> Definition:
    loaded = load_workflow(ROOT / "workflows" / "za-trafficking")
    assert loaded.definition is not None
    return loaded.definition


def cells() -> list[tuple[str, str, str]]:
    return [
        (duty, column, letter)
        for duty, (letters, _) in DUTIES.items()
        for column, letter in zip(COLUMNS, letters.split(), strict=True)
        if letter != "-"
    ]


def test_no_cell_is_empty_and_whoever_does_it_has_an_action(definition: Definition) -> None:
    assert len(cells()) >= 190
    empty = [
        (duty, column)
        for duty, column, _ in cells()
        if not list(carriers(definition, duty, column))
    ]
    doers = [(duty, column) for duty, column, part in cells() if part in "AR"]
    assert (empty, [cell for cell in doers if not own_actions(definition, *cell)]) == ([], [])


def test_every_duty_has_one_who_answers_and_every_stakeholder_has_duties() -> None:
    assert {
        duty: letters.split().count("A") for duty, (letters, _) in DUTIES.items()
    } == dict.fromkeys(DUTIES, 1)
    assert {column for _, column, _ in cells()} == set(COLUMNS)


def test_a_duty_that_nobody_carries_is_noticed(definition: Definition) -> None:
    assert list(carriers(definition, "identification: letter of recognition", "IOM")) == []


def test_the_page_is_the_one_that_was_generated(definition: Definition) -> None:
    text = page(definition)
    if os.environ.get("SOP_WRITE_GOLDEN"):
        FILE.write_text(text, encoding="utf-8")
    assert text == FILE.read_text("utf-8")
