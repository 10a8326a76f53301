"""The heap loop gives what SimPy gives on the same arrivals and durations: for two desks in a row,
for whole cases.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import asdict, replace
from random import Random
from typing import Any

import pytest
import simpy

from sop.model.calendar import Calendar
from sop.simulation.assumptions import default_assumptions
from sop.simulation.event_queue import HeapClock
from sop.simulation.run_simulation import draw_arrivals, run
from tests.simulation.sample import SimPyClock, shipped

JOBS = 20_000


def in_simpy(
    arrivals: list[float], lengths: list[tuple[float, float]], staff: tuple[int, int]
) -> list[list[float]]:
    """When each job begins and ends at each of two desks in a row, written as SimPy's own manual
    writes it.
    """
    env = simpy.Environment()
    desks = [simpy.Resource(env, capacity=people) for people in staff]
    times: list[list[float]] = [[] for _ in arrivals]

    def passes(number: int) -> Generator[Any, Any, None]:
        yield env.timeout(arrivals[number])
        for desk, length in zip(desks, lengths[number], strict=True):
            with desk.request() as turn:
                yield turn
                times[number].append(env.now)
                yield env.timeout(length)
                times[number].append(env.now)

    for number in range(len(arrivals)):
        env.process(passes(number))
    env.run()
    return times


def by_heap(
    arrivals: list[float], lengths: list[tuple[float, float]], staff: tuple[int, int]
) -> list[list[float]]:
    clock = HeapClock()
    desks = [clock.desk(people) for people in staff]
    times: list[list[float]] = [[] for _ in arrivals]

    def asks(number: int, desk: int) -> None:
        def take() -> float:
            times[number].append(clock.now)
            return lengths[number][desk]

        def end() -> None:
            times[number].append(clock.now)
            if desk == 0:
                asks(number, 1)

        desks[desk].ask(take, end)

    for number, at in enumerate(arrivals):
        clock.schedule(at, lambda number=number: asks(number, 0))  # type: ignore[misc]
    clock.run()
    return times


def test_two_desks_in_a_row_serve_as_simpy_serves() -> None:
    random = Random(7)
    arrivals, now = [], 0.0
    for _ in range(JOBS):
        now += random.expovariate(1.0)
        arrivals.append(now)
    lengths = [(random.expovariate(1 / 2.7), random.triangular(0.1, 4.0, 1.0)) for _ in arrivals]
    ours, theirs = by_heap(arrivals, lengths, (3, 2)), in_simpy(arrivals, lengths, (3, 2))
    compared = sum(len(one) for one in ours)
    print(f"{compared} moments compared")
    assert compared == JOBS * 4
    assert ours == theirs
    waited = sum(one[0] > at for one, at in zip(ours, arrivals, strict=True))
    assert waited > JOBS / 3, "a test in which nobody waits compares nothing"


@pytest.mark.parametrize("seed", range(3))
def test_whole_cases_of_the_shipped_procedure_are_as_on_simpys_clock(seed: int) -> None:
    definition = shipped("za-trafficking")
    staff = {"saps": 20, "dsd": 11, "npa": 4, "doj": 3, "dha": 4}
    usual = default_assumptions(definition)
    assumed = replace(usual, staff=staff, arrivals=replace(usual.arrivals, values=(10_000.0,)))
    arrivals = draw_arrivals(assumed, 40, seed)
    theirs = run(definition, assumed, Calendar(), arrivals, seed, clock=SimPyClock())
    ours = run(definition, assumed, Calendar(), arrivals, seed)
    assert ours.jobs > 1000 and any(one.wait.mean or 0 for one in ours.stakeholders)
    words, numbers = flat(asdict(ours))
    their_words, their_numbers = flat(asdict(theirs))
    assert words == their_words
    assert numbers == pytest.approx(their_numbers, rel=1e-9, abs=1e-9)
    assert len(numbers) > 150


def flat(value: Any) -> tuple[dict[str, str], dict[str, float]]:
    """Every word and every number by its place."""
    leaves = dict(_leaves(value, ""))
    numbers = {name: leaf for name, leaf in leaves.items() if isinstance(leaf, int | float)}
    return {name: str(leaf) for name, leaf in leaves.items() if name not in numbers}, numbers


def _leaves(value: Any, name: str) -> Generator[tuple[str, Any], None, None]:
    if isinstance(value, dict | list | tuple):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(inner, f"{name}/{key}")
    else:
        yield name, value
