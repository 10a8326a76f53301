"""Small workflows for the simulation, and the SimPy clock that ours is held equal to."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import simpy

from sop.definition.load import load_workflow
from sop.model.definition import Definition
from sop.simulation.event_queue import Desk, Happen, Take

ROOT = Path(__file__).resolve().parents[2]
BEGINS = datetime(2026, 3, 2, 8, tzinfo=ZoneInfo("UTC"))

ONE_STEP = """
language: 1
version: 1.0.0
title: One window
stakeholders: {clerk: {name: Clerk, short: CLERK}}
tracks:
  window:
    title: Window
    lead: clerk
    steps:
      serve: {title: Serve, responsible: clerk,
        actions: {answer: {do: Answer}}, outcomes: {served: {to: over}}}
      over: {end: true, title: Over}
"""


@cache
def shipped(name: str) -> Definition:
    """A workflow that comes with the program."""
    found = load_workflow(ROOT / "workflows" / name).definition
    assert found is not None
    return found


def written(folder: Path, text: str, name: str = "sample") -> Definition:
    """The workflow in this text."""
    path = folder / f"{name}.yaml"
    path.write_text(text, "utf-8")
    loaded = load_workflow(path)
    assert loaded.definition is not None, [finding.message for finding in loaded.findings]
    return loaded.definition


class SimPyClock:
    """The same clock by SimPy: a process for what happens later, a Resource for the people of a
    desk.
    """

    def __init__(self) -> None:
        self.env = simpy.Environment()

    @property
    def now(self) -> float:
        return float(self.env.now)

    def schedule(self, delay: float, happen: Happen) -> None:
        def waits() -> Generator[Any, Any, None]:
            yield self.env.timeout(delay)
            happen()

        self.env.process(waits())

    def desk(self, staff: int | None) -> Desk:
        return SimPyDesk(self.env, simpy.Resource(self.env, capacity=staff or 10**9))

    def run(self) -> None:
        self.env.run()


class SimPyDesk:
    def __init__(self, env: simpy.Environment, people: simpy.Resource) -> None:
        self._env, self._people = env, people

    def ask(self, take: Take, end: Callable[[], None]) -> None:
        def works() -> Generator[Any, Any, None]:
            with self._people.request() as turn:
                yield turn
                length = take()
                if length is not None:
                    yield self._env.timeout(length)
                    end()

        self._env.process(works())
