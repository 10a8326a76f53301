"""Golden screens at 80 columns, and what holds at every width.

SOP_WRITE_GOLDEN=1 writes the files again; look at each difference.
"""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import pytest

from sop.engine.rehearse import Rehearsal
from sop.engine.scenario_coverage import Coverage, PartCoverage
from sop.model.case_state import Case
from sop.views.coverage import coverage_screen
from sop.views.sanitize import cells
from sop.views.terminal.rows import as_text
from sop.views.terminal.screen import Screen
from sop.views.workflow import scenarios_screen
from tests.views.screens import SCREENS

FOLDER = Path(__file__).parent.parent / "screens"
LABELS = re.compile(
    r"^ (REQUIRED|TRACKS|FACTS|STEPS)?  +(who|since|recorded by) .*$|^ +(case|workflow)  .*$",
    re.MULTILINE,
)
COMMAND = re.compile(r" *([A-Z][a-z ]+: )?sop .*")
"""A row that is a command alone is as long as the command, which can then be copied as one line."""
SGR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("name", SCREENS)
def test_the_screen_is_the_one_that_was_looked_at(name: str) -> None:
    file = FOLDER / f"{name}.txt"
    screen = as_text(SCREENS[name](), 80)
    if os.environ.get("SOP_WRITE_GOLDEN"):
        file.write_text(screen, encoding="utf-8")
    assert screen == file.read_text(encoding="utf-8")


def test_every_golden_file_has_its_screen() -> None:
    views = {file.stem for file in FOLDER.glob("*.txt")}
    assert set(SCREENS) <= views


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("name", sorted(set(SCREENS) - {"findings"}))
def test_no_row_is_wider_than_the_screen(name: str, width: int) -> None:
    rows = as_text(SCREENS[name](), width).splitlines()
    assert [row for row in rows if cells(row) > width and not COMMAND.fullmatch(row)] == []


@pytest.mark.parametrize("name", SCREENS)
def test_every_word_of_the_wide_screen_is_on_the_narrow_one(name: str) -> None:
    """Stacking moves the labels of columns, narrow columns break words: so letters are counted, not
    rows compared.
    """
    wide, narrow = LABELS.sub("", as_text(SCREENS[name](), 200)), as_text(SCREENS[name](), 40)
    missing = {
        letter: wide.count(letter) - narrow.count(letter)
        for letter in sorted(set(wide) - {" ", "\n"})
    }
    assert {letter: count for letter, count in missing.items() if count > 0} == {}


@pytest.mark.parametrize("name", SCREENS)
def test_colour_only_adds_codes_around_the_same_text(name: str) -> None:
    coloured = _printed(name, colour=True)
    assert SGR.sub("", coloured) == _printed(name, colour=False)


def test_late_and_done_are_coloured_and_said() -> None:
    assert "\x1b[1;31mOVERDUE" in _printed("checklist", colour=True)
    assert "\x1b[32mdone 20 Nov" in _printed("checklist", colour=True)


@pytest.mark.parametrize("name", sorted(set(SCREENS) - {"findings"}))
def test_plain_screens_are_ascii_and_say_each_item_on_one_row(name: str) -> None:
    plain = as_text(SCREENS[name](), 40, plain=True)
    assert plain.isascii()
    assert "\x1b" not in plain


def test_a_plain_action_is_one_row_with_labels() -> None:
    rows = as_text(SCREENS["checklist"](), 40, plain=True).splitlines()
    wanted = "R1.1: Tell the provincial office of the finding; state: OVERDUE; who: LAB; "
    wanted += "due: 22 Nov 16:10 [ ]"
    assert wanted in rows
    assert rows[rows.index(wanted) - 1] == "REQUIRED:"


def _printed(name: str, colour: bool) -> str:
    stream = io.StringIO()
    Screen(stream, 80, colour).show(SCREENS[name]())
    return stream.getvalue()


def test_coverage_of_a_part_that_the_workflow_lacks_has_no_share() -> None:
    full, lacking = PartCoverage(6, ()), PartCoverage(0, ())
    shown = as_text(coverage_screen((Coverage("x", 1, full, full, full, lacking),)), 80)
    assert " steps       6/6     100 %" in shown
    assert " interrupts          none in this workflow" in shown
    assert "No scenario that passed goes through" not in shown


def test_a_scenario_whose_case_cannot_be_opened_stopped_at_the_opening() -> None:
    failed = Rehearsal("x", False, 0, "No such fact.", (), (), Case("x"))
    shown = as_text(scenarios_screen((failed,)), 80)
    assert "At the opening of the case. No such fact." in shown
