"""Nothing happens in a simulated case that the engine would refuse, and it stops only where the
engine has no way on.

Every event of the simulation is asked of `decide` again, at its time, with the definition as it is
shipped (without the forms: evidence is not simulated).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

import pytest

from sop.engine import guards
from sop.engine.decide import decide
from sop.engine.decision_context import Situation
from sop.engine.evolve import apply_event
from sop.model.calendar import Calendar
from sop.model.case_state import Case
from sop.model.commands import Act, Advance, Close, Command, Do, Open, Raise
from sop.model.condition import Value
from sop.model.definition import Definition
from sop.model.events import Event
from sop.model.refusal import Refusal
from sop.simulation.assumptions import Assumptions, InterruptAssumption, Moment, default_assumptions
from sop.simulation.distributions import Amount
from sop.simulation.run_simulation import draw_arrivals, run
from tests.simulation.sample import shipped

Told = tuple[str, str, float, Mapping[str, Value]]


@dataclass
class Listener:
    """Everything that happened in the simulated cases."""

    cases: dict[int, list[Told]] = field(default_factory=dict)

    def __call__(
        self, number: int, kind: str, path: str, at: float, facts: Mapping[str, Value]
    ) -> None:
        self.cases.setdefault(number, []).append((kind, path, at, facts))


def without_forms(definition: Definition) -> Definition:
    def bare_step(step: object) -> object:
        actions = {name: replace(action, form=None) for name, action in step.actions.items()}  # type: ignore[attr-defined]
        return replace(step, actions=actions)  # type: ignore[type-var]

    tracks = {
        name: replace(track, steps={key: bare_step(step) for key, step in track.steps.items()})
        for name, track in definition.tracks.items()
    }
    return replace(definition, tracks=tracks)  # type: ignore[arg-type]


def lively(definition: Definition, seed: int) -> Assumptions:
    """Everything happens at times: interrupts, optional actions, exceptions, unequal shares."""
    random, usual = Random(seed), default_assumptions(definition)
    interrupts = {
        one.path: InterruptAssumption(
            random.choice((0.0, 0.1, 0.3)),
            Amount("exponential", (random.choice((600.0, 90_000.0)),)),
        )
        for one in definition.interrupts()
    }
    actions = {
        path: replace(work, share=random.choice((0.0, 0.3, 1.0)))
        for path, work in usual.actions.items()
    }
    values = {
        fact: {value: random.choice((0.1, 1.0, 3.0)) for value in shares}
        for fact, shares in usual.values.items()
    }
    moments = {
        fact: Moment(Amount("exponential", (90_000.0,)), before=True) for fact in usual.moments
    }
    staff = {name: random.randint(1, 4) for name in definition.stakeholders}
    return replace(
        usual, interrupts=interrupts, actions=actions, values=values, moments=moments, staff=staff
    )


class Replay:
    """One simulated case, asked of the engine again."""

    def __init__(self, definition: Definition, assumed: Assumptions) -> None:
        self.definition, self.assumed = definition, assumed
        self.case, self.events = Case(id="C"), 0
        self.calendar = Calendar()

    def tell(self, command: Command, at: float) -> None:
        now = self.assumed.begins + timedelta(seconds=at)
        answer = decide(
            self.definition, self.case, command, now=now, history=(), calendar=self.calendar
        )
        assert not isinstance(answer, Refusal), (command, [one.what for one in answer.reasons])
        assert answer, f"nothing came of {command}"
        for event in answer:
            assert isinstance(event, Event)
            self.case = apply_event(self.definition, self.case, event)
            self.events += 1

    def happen(self, kind: str, path: str, at: float, facts: Mapping[str, Value]) -> None:
        if kind == "do":
            action = self.definition.action(path)
            by = self.assumed.actions[path].by
            self.tell(Do(Act(by), path, {**facts, **self.moments(action.records, at)}), at)
        elif kind == "advance":
            outcome = self.definition.outcome(path)
            self.tell(Advance(Act(outcome.by[0], why="simulated"), path), at)
        elif kind == "raise":
            self.tell(Raise(Act(self.definition.interrupt(path).by[0], why="simulated"), path), at)
        elif kind == "close":
            assert self.definition.closing is not None
            self.tell(Close(Act(self.definition.closing.by[0], why="simulated")), at)

    def moments(self, records: tuple[str, ...], at: float) -> dict[str, Value]:
        """A datetime fact needs a value; only waits look at it, and they are long past where it is
        this one.
        """
        long_ago = (self.assumed.begins + timedelta(seconds=at) - timedelta(days=300)).isoformat()
        return {
            name: long_ago for name in records if self.definition.facts[name].type == "datetime"
        }

    def ways_on(self, at: float) -> list[str]:
        """The outcomes and needed actions that the engine would accept now."""
        now = self.assumed.begins + timedelta(seconds=at)
        there = Situation(self.definition, self.case, now, None, self.calendar)
        found: list[str] = []
        for track in self.definition.tracks.values():
            state = self.case.tracks[track.id]
            if state.status != "running" or state.visit is None:
                continue
            step = track.steps[state.visit.step]
            found += [
                one.path
                for one in step.outcomes.values()
                if not guards.find_outcome_obstacles(there, one)
            ]
            found += [
                one.path
                for one in step.actions.values()
                if one.required
                and one.id not in state.visit.actions
                and not guards.find_action_obstacles(there, one)
            ]
        return found


@pytest.mark.parametrize("name", ["za-trafficking", "fire-drill.yaml"])
def test_the_engine_accepts_all_that_happens_in_simulated_cases(name: str) -> None:
    definition = without_forms(shipped(name))
    events = cases = stops = 0
    for seed in range(5):
        assumed, listener = lively(definition, seed), Listener()
        arrivals = draw_arrivals(assumed, 20, seed)
        result = run(definition, assumed, Calendar(), arrivals, seed, witness=listener)
        for told in listener.cases.values():
            replay = Replay(definition, assumed)
            replay.tell(Open(Act(next(iter(definition.stakeholders)))), told[0][2])
            for kind, path, at, facts in told:
                replay.happen(kind, path, at, facts)
            stopped = told[-1][0] == "stop"
            assert replay.case.is_closed is not stopped
            if stopped:
                stops += 1
                assert replay.ways_on(told[-1][2]) == [] or circles(result.stops), told[-3:]
            events, cases = events + replay.events, cases + 1
    print(f"{cases} cases, {events} events asked of the engine, {stops} stopped")
    assert cases == 100
    assert events > (5000 if name == "za-trafficking" else 1500)


def circles(stops: tuple[object, ...]) -> bool:
    return any(getattr(stop, "why", "") == "it goes in circles" for stop in stops)
