"""Compiled conditions answer as the engine does."""

from __future__ import annotations

from random import Random

from sop.engine.evaluate import evaluate_gate
from sop.model.case_state import ActionRecord, Case, FactRecord, TrackState, Visit
from sop.model.definition import Definition
from sop.simulation.compiled_conditions import gate_test
from tests.simulation.sample import BEGINS, shipped


def test_the_closures_answer_as_the_engine_does() -> None:
    """Every gate of the shipped procedure, on cases with some facts known and some tracks here and
    there.
    """
    definition = shipped("za-trafficking")
    random, compared, seen = Random(3), 0, set()
    gates = [one for one in _gates(definition) if one]
    for _ in range(150):
        course, case = _twins(definition, random)
        for lines in gates:
            test = gate_test(definition, lines)
            assert test is not None
            answer = test(course)  # type: ignore[arg-type]
            assert answer is evaluate_gate(definition, case, lines), lines
            compared += 1
            seen.add(answer)
    print(f"{compared} gates compared")
    assert compared > 15_000
    assert seen == {True, False, None}


def _gates(definition: Definition) -> list[tuple[object, ...]]:
    found = [track.starts for track in definition.tracks.values()]
    found += [track.on_hold_while or () for track in definition.tracks.values()]
    for track in definition.tracks.values():
        found += [one.when for one in track.interrupts.values()]
        for step in track.steps.values():
            found += [one.when for one in step.outcomes.values()]
            found += [gate for one in step.actions.values() for gate in (one.when, one.only_if)]
    return found  # type: ignore[return-value]


class Twin:
    """What the closures look at."""

    def __init__(self) -> None:
        self.facts: dict[str, object] = {}
        self.status: dict[str, str] = {}
        self.at: dict[str, str] = {}
        self.visits: dict[str, dict[str, object]] = {}


class TwinVisit:
    def __init__(self, done: set[str]) -> None:
        self.done = done


def _twins(definition: Definition, random: Random) -> tuple[Twin, Case]:
    """The same moment of a case twice: for the closures, for the engine."""
    twin, tracks, facts = Twin(), {}, {}
    for track in definition.tracks.values():
        status = random.choice(("waiting", "running", "ended"))
        visits: dict[str, Visit] = {}
        twin.visits[track.id], twin.status[track.id] = {}, status
        been = [] if status == "waiting" else random.sample(list(track.steps), 3)
        for step in been:
            done = {one for one in track.steps[step].actions if random.random() < 0.6}
            records = {one: ActionRecord("done", 1, BEGINS, "saps") for one in done}
            visits[step] = Visit(step, 1, BEGINS, 1, records)
            twin.visits[track.id][step] = TwinVisit(done)
        if been:
            twin.at[track.id] = been[0]
        tracks[track.id] = TrackState(status, been[0] if been else None, visits)
    for fact in definition.facts.values():
        if fact.domain() and random.random() < 0.7:
            twin.facts[fact.id] = random.choice(fact.domain())
            facts[fact.id] = FactRecord(twin.facts[fact.id], 1, BEGINS, "saps")  # type: ignore[arg-type]
    return twin, Case(id="C", version=1, tracks=tracks, facts=facts)
