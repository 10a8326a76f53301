"""Single rules of the engine in small simulated cases: gates, unknown starts, waits, holds,
calendars.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sop.model.calendar import Calendar
from sop.model.simulation_result import LoadRun
from sop.simulation.assumptions import default_assumptions
from sop.simulation.distributions import Amount
from sop.simulation.run_simulation import simulate
from tests.simulation.sample import BEGINS, written

HEAD = """
language: 1
version: 1.0.0
title: Sample
calendar: ZA
stakeholders: {clerk: {name: Clerk, short: CLERK}}
facts:
  fits: {type: boolean, ask: Does it fit}
  size: {choices: [small, big], ask: How big}
  sent_at: {type: datetime, ask: When was it sent}
tracks:
"""


def ran(
    folder: Path, tracks: str, hours: float = 1.0, gap: float = 100.0, cases: int = 4
) -> LoadRun:
    """One clerk with enough time; every action takes as long, cases arrive after so many hours."""
    definition = written(folder, HEAD + tracks)
    usual = default_assumptions(definition, Amount("fixed", (hours * 3600,)))
    assumed = replace(
        usual, arrivals=Amount("fixed", (gap * 3600,)), staff={"clerk": 5}, begins=BEGINS
    )
    return simulate(definition, assumed, Calendar(), cases).runs[0]


def test_a_required_action_behind_a_closed_gate_keeps_the_step_shut(tmp_path: Path) -> None:
    run = ran(
        tmp_path,
        """
  desk:
    title: Desk
    lead: clerk
    steps:
      look: {title: Look, responsible: clerk, actions: {see: {do: See, only_if: fits}},
          outcomes: {on: {to: over}}}
      over: {end: true, title: Over}
""",
    )
    assert [(one.step, one.why, one.cases) for one in run.stops] == [
        ("desk.look", "a required action cannot be done", 4)
    ]


def test_a_track_that_may_still_start_keeps_the_case_open(tmp_path: Path) -> None:
    run = ran(
        tmp_path,
        """
  desk:
    title: Desk
    lead: clerk
    steps:
      look: {title: Look, responsible: clerk, actions: {see: {do: See}}, outcomes: {on: {to: over}}}
      over: {end: true, title: Over}
  later:
    title: Later
    lead: clerk
    starts: fits
    steps:
      fit: {title: Fit, responsible: clerk, actions: {try: {do: Try}}, outcomes: {on: {to: fitted}}}
      fitted: {end: true, title: Fitted}
""",
    )
    assert [(one.step, one.cases) for one in run.stops] == [("", 4)]
    assert "may not be closed" in run.stops[0].why


WAITING = """
  desk:
    title: Desk
    lead: clerk
    steps:
      send:
        title: Send
        responsible: clerk
        actions: {post: {do: Post, records: [sent_at]}}
        outcomes: {on: {to: rest}}
      rest:
        title: Rest
        responsible: clerk
        actions: {think: {do: Think}}
        outcomes: {on: {to: over, wait: {at_least: 30 hours, from: sent_at}}}
      over: {end: true, title: Over}
"""


def test_a_wait_counts_from_its_fact_and_nobody_works_meanwhile(tmp_path: Path) -> None:
    run = ran(tmp_path, WAITING)
    assert (run.closed, run.lasted.mean, run.lasted.most) == (4, 31.0, 31.0)


def test_a_held_track_waits_and_goes_on_when_the_hold_ends(tmp_path: Path) -> None:
    """The first track needs one hour; it is held until the second has ended, after three."""
    run = ran(
        tmp_path,
        """
  desk:
    title: Desk
    lead: clerk
    on_hold_while: gate is running
    steps:
      look: {title: Look, responsible: clerk, actions: {see: {do: See}}, outcomes: {on: {to: over}}}
      over: {end: true, title: Over}
  gate:
    title: Gate
    lead: clerk
    steps:
      wait: {title: Wait, responsible: clerk, outcomes: {on: {to: open_now, wait: 3 hours}}}
      open_now: {end: true, title: Open}
""",
    )
    assert (run.closed, run.lasted.mean, run.lost) == (4, 4.0, 0)


DUE = """
  desk:
    title: Desk
    lead: clerk
    steps:
      look:
        title: Look
        responsible: clerk
        actions: {see: {do: See, due: 1 working_days}}
        outcomes: {on: {to: over}}
      over: {end: true, title: Over}
"""


@pytest.mark.parametrize(("hours", "missed"), [(39.9, 0), (40.1, 4)])
def test_working_days_are_those_of_the_calendar(tmp_path: Path, hours: float, missed: int) -> None:
    """Weekly from Monday 8:00 on; a working day later is Tuesday 23:59:59: 39 hours, 59 minutes and
    59 seconds.
    """
    run = ran(tmp_path, DUE, hours, gap=168.0)
    assert [(one.counted, one.missed) for one in run.deadlines] == [(4, missed)]


def test_holidays_move_deadlines(tmp_path: Path) -> None:
    definition = written(tmp_path, HEAD + DUE)
    usual = default_assumptions(definition, Amount("fixed", (41 * 3600.0,)))
    assumed = replace(usual, arrivals=Amount("fixed", (168 * 3600.0,)), begins=BEGINS)
    closed = Calendar(
        lambda year: frozenset({date(2026, 3, 10)})
    )  # the Tuesday after the first arrival, 9 March
    late = [
        simulate(definition, assumed, one, 2).runs[0].deadlines[0].missed
        for one in (Calendar(), closed)
    ]
    assert late == [2, 1]
