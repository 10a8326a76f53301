"""`sop next` takes one screen, whatever the state of the case and whoever looks."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from sop.commands.next_page import next_page
from sop.commands.one_screen import ROWS
from sop.commands.suggestion_line import Asker, suggestion_line
from sop.engine.danger import find_dangers
from sop.engine.decision_context import Situation
from sop.engine.guided_way import sort_actions
from sop.model.suggestion import Suggestion
from sop.views.danger_banner import danger_lines
from sop.views.heading import Heading, heading_lines
from sop.views.labels import Wording
from sop.views.terminal.blocks import Blocks
from sop.views.terminal.rows import as_text
from sop.views.terminal.screen import Screen
from tests.engine.scenario_states import ScenarioState, list_states
from tests.volume import TIMES

CASE = "7K3M-9QTD-X"
WIDTH = 80
PARTS = 4
"""Tests among which the states are divided, so that two cores share them."""
EVERYONE = TIMES > 1
"""Whether each state is shown to each stakeholder: it takes 20 minutes. Else to one, in turn."""


def heading(state: ScenarioState, viewer: str | None) -> Blocks:
    """The longest heading of a real screen: simulated, a person with a name, the dangers."""
    definition = state.definition
    wording = Wording(definition, state.now)
    at = Situation(definition, state.case, state.now, viewer, state.calendar)
    dangers = find_dangers(at)
    head = Heading(
        case=CASE,
        workflow=definition.id,
        version=definition.version,
        store="data",
        you=wording.person(viewer, "T. Mokoena") if viewer else None,
        now=state.now,
        zone=definition.timezone,
        simulated=True,
        in_danger=bool(dangers),
    )
    return (*heading_lines(head), *danger_lines(wording, dangers))


def shown(state: ScenarioState, viewer: str | None) -> list[str]:
    """The rows of the screen as the viewer reads them."""
    asker = Asker(viewer, CASE, None)

    def command_line(suggestion: Suggestion) -> str:
        return suggestion_line(suggestion, asker)

    checklist = state.checklist(viewer)
    page = next_page(
        Screen(io.StringIO(), width=WIDTH, command_line=command_line),
        state.definition,
        checklist,
        sort_actions(checklist, viewer),
        viewer,
        head=heading(state, viewer),
        whole=checklist,
    )
    return as_text(page, WIDTH, command_line=command_line).splitlines()


def viewers(number: int, state: ScenarioState) -> Iterator[str | None]:
    everyone = (None, *state.definition.stakeholders)
    if EVERYONE:
        yield from everyone
    else:
        yield everyone[number % len(everyone)]


@pytest.mark.parametrize("part", range(PARTS))
def test_next_takes_one_screen_in_every_state_of_every_shipped_scenario(part: int) -> None:
    states = list_states()
    assert len(states) > 3000
    for number, state in enumerate(states):
        if number % PARTS != part:
            continue
        for viewer in viewers(number // PARTS, state):
            rows = shown(state, viewer)
            place = f"{state.scenario}, event {len(state.history)}, {viewer}"
            assert len(rows) <= ROWS, f"{place}:\n" + "\n".join(rows)
            long = [row for row in rows if len(row) > WIDTH and "sop " not in row]
            assert not long, f"{place}: {long}"
            if state.case.closed_at is None:
                assert any(f"-c {CASE}" in row for row in rows), f"{place}: no command"


def test_a_state_in_danger_keeps_its_heading_and_what_to_do_now() -> None:
    in_danger = [one for one in list_states() if heading(one, None)[2:]]
    assert len(in_danger) > 10
    for state in in_danger[:40]:
        rows = shown(state, None)
        assert rows[0].startswith("IN DANGER")
        assert any("Do now: " in row for row in rows)
