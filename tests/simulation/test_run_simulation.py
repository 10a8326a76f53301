"""What queueing theory says by hand, what one seed gives twice, and how stops, deadlines and waits
are counted.
"""

from __future__ import annotations

from dataclasses import replace
from math import factorial
from pathlib import Path

import pytest

from sop.model.calendar import Calendar
from sop.model.definition import Definition
from sop.model.refusal import UsageError
from sop.simulation.assumptions import Assumptions, Work, default_assumptions
from sop.simulation.assumptions_file import read_assumptions
from sop.simulation.distributions import Amount
from sop.simulation.run_simulation import simulate
from tests.simulation.sample import ONE_STEP, shipped, written

HOUR = 3600.0


def erlang_c(offered: float, staff: int) -> float:
    """The share of jobs that wait in an M/M/c queue (Erlang's second formula)."""
    last = offered**staff / factorial(staff) * staff / (staff - offered)
    return last / (sum(offered**k / factorial(k) for k in range(staff)) + last)


def test_use_and_waiting_are_those_of_an_mmc_queue_over_ten_seeds(tmp_path: Path) -> None:
    """5 an hour, 24 minutes each, 3 people: by hand 2/3 in use, 4 in 9 wait, 0.1778 hours on
    average.
    """
    definition = written(tmp_path, ONE_STEP)
    text = "arrivals: 5 per hour\nstaff: {clerk: 3}\naction: {exponential: 24 minutes}\n"
    assumed = read_assumptions(text.encode(), "mmc.yaml", definition)
    assert erlang_c(2.0, 3) == pytest.approx(4 / 9)
    by_hand = 4 / 9 / (3 * 2.5 - 5)
    cases, used, waited = 0, [], []
    for seed in range(10):
        run = simulate(definition, assumed, Calendar(), 8_000, seed).runs[0]
        load = run.stakeholders[0]
        assert run.closed == run.cases
        assert load.utilisation is not None and load.wait.mean is not None
        cases += run.cases
        used.append(load.utilisation)
        waited.append(load.wait.mean)
    print(
        f"{cases} cases; in use {min(used):.4f} to {max(used):.4f}; wait {sum(waited) / 10:.4f} "
        f"for {by_hand:.4f}"
    )
    assert cases == 80_000
    assert used == pytest.approx([2 / 3] * 10, rel=0.03)
    assert sum(waited) / 10 == pytest.approx(by_hand, rel=0.05)


def fixed(definition: Definition, length: float, gap: float, **staff: int) -> Assumptions:
    """Every case after the same time, every action of the same length: the result can be counted by
    hand.
    """
    usual = default_assumptions(definition, Amount("fixed", (length,)))
    return replace(usual, arrivals=Amount("fixed", (gap,)), staff=staff)


def test_waits_of_regular_work_are_those_counted_by_hand(tmp_path: Path) -> None:
    """One person, a case every hour, 90 minutes each: the nth case waits (n - 1) half hours."""
    definition = written(tmp_path, ONE_STEP)
    run = simulate(definition, fixed(definition, 1.5 * HOUR, HOUR, clerk=1), Calendar(), 9).runs[0]
    load = run.stakeholders[0]
    assert (load.jobs, load.wait.mean, load.wait.most) == (9, 2.0, 4.0)
    assert run.lasted.mean == 3.5
    assert load.utilisation == pytest.approx(8 / 9)  # nothing to do in the first of nine hours
    assert load.longest_queue == 3
    assert run.bottleneck == "clerk"


def test_where_nobody_waits_there_is_no_bottleneck(tmp_path: Path) -> None:
    definition = written(tmp_path, ONE_STEP)
    run = simulate(definition, fixed(definition, 0.5 * HOUR, HOUR, clerk=1), Calendar(), 9).runs[0]
    assert (run.bottleneck, run.stakeholders[0].wait.most) == (None, 0.0)


def test_other_staff_meets_the_same_cases(tmp_path: Path) -> None:
    """Draws belong to the case: with enough people everywhere the second run is the first."""
    definition = shipped("fire-drill.yaml")
    assumed = replace(default_assumptions(definition), staff={"warden": 900})
    first, other = simulate(
        definition, assumed, Calendar(), 200, 3, {"more": {"warden": 1000}}
    ).runs
    assert first.lasted == other.lasted
    assert first.deadlines == other.deadlines


def test_fewer_people_make_work_wait_longer() -> None:
    definition = shipped("za-trafficking")
    usual = default_assumptions(definition)
    assumed = replace(usual, arrivals=Amount("exponential", (8640.0,)), staff={"npa": 4})
    first, other = simulate(definition, assumed, Calendar(), 150, 1, {"one less": {"npa": 3}}).runs
    waits = [
        next(one for one in run.stakeholders if one.stakeholder == "npa").wait.mean
        for run in (first, other)
    ]
    assert waits[0] is not None and waits[1] is not None and waits[1] > 1.5 * waits[0] > 0


LATE = ONE_STEP.replace(
    "{answer: {do: Answer}}",
    "{answer: {do: Answer, due: 2 hours}, tell: {do: Tell, due: immediately}}",
)


def test_deadlines_are_missed_from_the_first_second_after_them(tmp_path: Path) -> None:
    """Two jobs at once for one person: the first is begun at once, the second an hour later and
    done after two.
    """
    definition = written(tmp_path, LATE)
    kept = (
        simulate(definition, fixed(definition, HOUR, 9 * HOUR, clerk=1), Calendar(), 20)
        .runs[0]
        .deadlines
    )
    assert [(one.path, one.counted, one.missed) for one in kept] == [
        ("window.serve.answer", 20, 0),
        ("window.serve.tell", 20, 20),
    ]
    missed = (
        simulate(definition, fixed(definition, 2 * HOUR + 1, 9 * HOUR, clerk=2), Calendar(), 20)
        .runs[0]
        .deadlines
    )
    assert [(one.missed, one.share) for one in missed] == [(20, 1.0), (0, 0.0)]


STUCK = ONE_STEP.replace(
    "stakeholders:", "facts: {fits: {type: boolean, ask: Does it fit}}\nstakeholders:", 1
).replace(
    "{answer: {do: Answer}}, outcomes: {served: {to: over}}",
    "{answer: {do: Answer, records: [fits]}}, outcomes: {served: {to: over, when: fits}}",
)


def test_a_case_that_cannot_go_on_is_counted_where_it_stands(tmp_path: Path) -> None:
    definition = written(tmp_path, STUCK)
    assumed = read_assumptions(b"facts: {fits: {yes: 3, no: 1}}", "a.yaml", definition)
    run = simulate(definition, assumed, Calendar(), 400, 5).runs[0]
    assert run.closed + run.stopped == 400
    assert 70 < run.stopped < 130
    assert [(one.step, one.why, one.cases) for one in run.stops] == [
        ("window.serve", "no outcome is open", run.stopped)
    ]


CIRCLE = ONE_STEP.replace(
    "actions: {answer: {do: Answer}}, outcomes: {served: {to: over}}",
    "outcomes: {served: {to: over}, again: {to: serve}}",
)


def test_a_case_that_goes_in_circles_is_stopped(tmp_path: Path) -> None:
    definition = written(tmp_path, CIRCLE)
    assumed = read_assumptions(b"outcomes: {window.serve.served: 0}", "a.yaml", definition)
    run = simulate(definition, assumed, Calendar(), 3, 5).runs[0]
    assert [(one.step, one.why, one.cases) for one in run.stops] == [
        ("window.serve", "it goes in circles", 3)
    ]


def test_optional_work_is_done_in_its_share_of_the_visits(tmp_path: Path) -> None:
    both = "{answer: {do: Answer}, leaflet: {do: Offer it, required: false}}"
    definition = written(tmp_path, ONE_STEP.replace("{answer: {do: Answer}}", both))
    usual = default_assumptions(definition)
    work = {**usual.actions, "window.serve.leaflet": Work(usual.usual, "clerk", 0.25)}
    jobs = [
        simulate(definition, replace(usual, actions=actions), Calendar(), 4000, 1).runs[0].jobs
        for actions in (usual.actions, work)
    ]
    assert jobs[0] == pytest.approx(3600, abs=2)  # the first tenth is not measured
    assert jobs[1] - jobs[0] == pytest.approx(900, rel=0.1)


def test_too_many_cases_and_too_long_a_time_are_refused(tmp_path: Path) -> None:
    definition = written(tmp_path, ONE_STEP)
    slow = replace(default_assumptions(definition), arrivals=Amount("fixed", (3e7,)))
    with pytest.raises(UsageError, match="would arrive over"):
        simulate(definition, slow, Calendar(), 1000)
    with pytest.raises(UsageError, match="cannot be simulated"):
        simulate(definition, slow, Calendar(), 0)
