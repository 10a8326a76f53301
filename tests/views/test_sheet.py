"""One sheet: the lists are cut to one side of A4, what is cut is counted, danger is never cut."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop.casework.demo_player import DemoScenario
from sop.casework.loaded_case import LoadedCase
from sop.engine.rehearse import Rehearser
from sop.model.calendar import Calendar
from sop.views.formats.sheet_html import print_sheet
from sop.views.handover_sheet import handover_sheet
from sop.views.labels import Wording
from sop.views.referral_sheet import referral_sheet
from sop.views.sheet import (
    MOST_OF_AN_ITEM,
    SHEET_LINES,
    Sheet,
    SheetPart,
    count_lines,
    fit_sheet,
    sheet_blocks,
    shorten_item,
    text_width,
)
from sop.views.terminal.blocks import Line, text_of
from tests.browser import require_browser, sheets_of_html
from tests.scenario_store import shipped_scenarios

WORKFLOWS = ("za-trafficking", "uk-nrm")
LONGEST = 2
"""How many states of the most open work are printed."""


def sheet_of(*parts: SheetPart) -> Sheet:
    return Sheet("Handover: case X", (("Case", "X"),), parts, "Case X", "drill 1.0.0")


def states(demo: DemoScenario) -> Iterator[LoadedCase]:
    """The case after each turn."""
    player = Rehearser(demo.definition, demo.scenario)
    player.open()
    for turn in demo.scenario.turns:
        command = player.begin(turn)
        if command is not None:
            player.take(command)
        definition = player.definition
        yield LoadedCase(
            "7K3M-9QTD-X",
            definition,
            definition,
            player.events,
            player.case,
            player.now,
            Calendar(),
        )


@cache
def longest_states() -> tuple[LoadedCase, ...]:
    """The shipped states with the most open work and the longest histories."""
    every = [
        (len(file.open_paths), file.version, number, file)
        for name in WORKFLOWS
        for demo in shipped_scenarios(name).values()
        for number, file in enumerate(states(demo))
        if number % 8 == 4 or number == len(demo.scenario.turns) - 1
    ]
    most_open = heapq.nlargest(LONGEST, every, key=lambda one: (one[0], one[1], one[2]))
    most_done = heapq.nlargest(LONGEST, every, key=lambda one: (one[1], one[0], one[2]))
    endangered = [one for one in every if one[3].checklist.dangers]
    most_danger = heapq.nlargest(LONGEST, endangered, key=lambda one: (one[1], one[0], one[2]))
    return tuple(one[3] for one in (*most_open, *most_done, *most_danger))


def sheets_of(file: LoadedCase) -> Iterator[Sheet]:
    """Its handover and referrals, by no one and by stakeholders who see much."""
    wording = Wording(file.definition, file.now)
    first, second, *_ = file.definition.stakeholders
    yield handover_sheet(wording, file, None, None)
    yield handover_sheet(wording, file, first, "N. Dlamini")
    yield referral_sheet(wording, file, first, None, "N. Dlamini")
    for receiver in list(file.definition.stakeholders)[1:4]:
        yield referral_sheet(wording, file, first, receiver, None)
    yield referral_sheet(wording, file, second, first, None)


def test_the_longest_shipped_states_need_no_second_sheet(tmp_path: Path) -> None:
    sheets = [sheet for file in longest_states() for sheet in sheets_of(file)]
    assert len(sheets) >= 6 * LONGEST
    assert max(map(count_lines, sheets)) <= SHEET_LINES
    require_browser()
    sheets.sort(key=count_lines, reverse=True)
    assert count_lines(sheets[0]) > SHEET_LINES - 3  # the longest are as long as a sheet
    for sheet in sheets[:4]:
        printed = sheets_of_html(print_sheet(sheet), tmp_path)
        assert len(printed) == 1, sheet.title
        assert printed[0].strip().endswith("page 1 of 1")


@pytest.mark.parametrize("letter", ["e", "W", "\u754c", "i"])
def test_a_sheet_of_any_letters_is_one_page(letter: str, tmp_path: Path) -> None:
    require_browser()
    items = tuple(f"{number} " + f"{letter * 7} " * 40 for number in range(40))
    short = tuple(f"{letter * 5} " * 6 for _ in range(40))
    sheet = fit_sheet(
        sheet_of(
            SheetPart("Long", items),
            SheetPart("Short", short, columns=True),
            SheetPart("By hand", rows=("Name", "Time", "Telephone"), spread=True),
        )
    )
    assert len(sheets_of_html(print_sheet(sheet), tmp_path)) == 1


@given(
    st.lists(st.lists(st.text(max_size=300), max_size=30), min_size=1, max_size=6),
    st.integers(0, 3),
)
@settings(max_examples=60, deadline=None)
def test_what_is_cut_is_counted_and_nothing_else_is_lost(lists: list[list[str]], rows: int) -> None:
    labels = tuple(f"Label {number}" for number in range(rows))
    parts = [SheetPart(f"List {at}", tuple(items), labels) for at, items in enumerate(lists)]
    fitted = fit_sheet(sheet_of(*parts))
    assert count_lines(fitted) <= SHEET_LINES
    for before, after in zip(parts, fitted.parts, strict=True):
        assert after.rows == before.rows
        if len(after.items) == len(before.items):
            assert after.items == tuple(map(shorten_item, before.items))
            continue
        *kept, last = after.items
        assert kept == [shorten_item(item) for item in before.items[: len(kept)]]
        assert last == f"And {len(before.items) - len(kept)} more: see the case print."


def test_danger_is_never_cut() -> None:
    dangers = tuple(f"Danger {number}: {'x ' * 200}" for number in range(3))
    parts = (
        SheetPart("IN DANGER", dangers, keep=3, is_urgent=True),
        SheetPart("Open", ("work",) * 90),
    )
    assert fit_sheet(sheet_of(*parts)).parts[0].items == dangers


def test_a_long_item_is_cut_with_a_word_and_a_short_one_is_not() -> None:
    assert shorten_item("a b") == "a b"
    cut = shorten_item("word " * 100)
    assert cut.endswith(" ... (see the case print)")
    assert text_width(cut) <= MOST_OF_AN_ITEM


def test_a_screen_shows_the_whole_sheet() -> None:
    part = SheetPart("Open", ("D1.1 Look, WARDEN",), ("Taken over by",))
    lines = [text_of(one.left) for one in sheet_blocks(sheet_of(part)) if isinstance(one, Line)]
    assert lines[:2] == ["Handover: case X", "Case: X"]
    assert "OPEN" in lines
    assert "D1.1 Look, WARDEN" in lines
    assert lines[-1].startswith("Taken over by: ....")
