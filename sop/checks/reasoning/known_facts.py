"""Which facts are surely known when a step is entered, and which its actions surely give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sop.checks.reasoning.locations import assume_at_step
from sop.checks.reasoning.satisfiability import FAILS, Requirement, is_possible, require_lines
from sop.model.condition import (
    ActionIsDone,
    And,
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    Gate,
    Not,
    Or,
    StepCurrent,
    StepVisited,
    TermHolds,
    TrackIs,
)
from sop.model.definition import BACK, Action, Definition, Outcome, Step, Track

Facts = frozenset[str]
Entered = Mapping[tuple[str, str], Facts]
NONE: Facts = frozenset()


def must_be_recorded(
    definition: Definition,
    track: Track,
    step: Step,
    fact: str,
    gate: Gate = (),
    but: Action | None = None,
) -> bool:
    """Whether every visit of the step in which the gate holds must record the fact before it is over.

    `but` is an action that does not count: what waits for a deadline of its own cannot start it.
    """
    recording = [
        a for a in step.actions.values() if a is not but and _must_be_done(a) and fact in a.records
    ]
    if not recording or any(not action.when for action in recording):
        return bool(recording)
    not_needed = [Requirement(And(action.when, ""), FAILS) for action in recording]
    return (
        is_possible(definition, [*require_lines(gate), *not_needed], assume_at_step(track, step))
        is False
    )


def _must_be_done(action: Action) -> bool:
    return action.required and not action.waivable_by


class Knowledge:
    """What is known of these facts on each entry of a step, on every way there; other tracks included.

    Found by striking out: at first all are taken for known everywhere, then each way in takes away what it leaves open.
    """

    def __init__(self, definition: Definition, facts: Iterable[str]) -> None:
        self._definition = definition
        self._facts = frozenset(facts)
        self._assume_combination = self._find_outcome_records()
        self._entered = {
            (t.id, s): self._facts for t in definition.tracks.values() for s in t.steps
        }
        while self._facts and sum(self._strike_out(track) for track in definition.tracks.values()):
            continue

    def on_entry(self, track: str, step: str) -> Facts:
        return self._entered[track, step]

    def when(self, lines: Gate) -> Facts:
        """The facts that are known whenever these lines hold."""
        return NONE.union(*(self._if_true(line) for line in lines))

    def _find_outcome_records(self) -> Mapping[str, Facts]:
        """Outcome -> the facts that its step's actions must have recorded before it opens."""
        return {
            outcome.path: NONE
            if outcome.skips_actions
            else frozenset(self._find_recorded(track, step, outcome))
            for track in self._definition.tracks.values()
            for step in track.steps.values()
            for outcome in step.outcomes.values()
        }

    def _find_recorded(self, track: Track, step: Step, outcome: Outcome) -> Iterator[str]:
        here = {fact for action in step.actions.values() for fact in action.records}
        for fact in here & self._facts:
            if must_be_recorded(self._definition, track, step, fact, outcome.when):
                yield fact

    def _strike_out(self, track: Track) -> bool:
        """Takes away what some way into a step leaves open; whether anything was."""
        changed = self._keep_only(track, track.first.id, self.when(track.starts))
        for step in track.steps.values():
            before = self._entered[track.id, step.id]
            for outcome in step.outcomes.values():
                if outcome.to != BACK:
                    changed |= self._keep_only(track, outcome.to, self._after(before, outcome))
        for interrupt in track.interrupts.values():
            raised = self.when(interrupt.when)
            for source in interrupt.sources:
                changed |= self._keep_only(
                    track, interrupt.to, self._entered[track.id, source] | raised
                )
        return changed

    def _keep_only(self, track: Track, step: str, known: Facts) -> bool:
        before = self._entered[track.id, step]
        self._entered[track.id, step] = before & known
        return not before <= known

    def _after(self, before: Facts, outcome: Outcome) -> Facts:
        return before | self._assume_combination[outcome.path] | self.when(outcome.when)

    def _if_true(self, condition: Condition) -> Facts:
        match condition:
            case And(parts):
                return NONE.union(*map(self._if_true, parts))
            case Or(parts):
                return self._facts.intersection(*map(self._if_true, parts))
            case Not(part):
                return self._if_false(part)
            case TermHolds(term):
                return self._if_true(self._definition.terms[term].when)
            case FactIs(fact) | FactBetween(fact) | FactKnown(fact):
                return self._facts & {fact}
            case ActionIsDone(track, step, action):
                done = self._definition.tracks[track].steps[step].actions[action]
                return self._entered[track, step] | (self._facts & {*done.records})
            case StepCurrent(track, step) | StepVisited(track, step):
                return self._entered[track, step]
            case TrackIs(track, status):
                return self._track_is(self._definition.tracks[track], status)
        return NONE

    def _if_false(self, condition: Condition) -> Facts:
        match condition:
            case And(parts):
                return self._facts.intersection(*map(self._if_false, parts))
            case Or(parts):
                return NONE.union(*map(self._if_false, parts))
            case Not(part):
                return self._if_true(part)
            case TermHolds(term):
                return self._if_false(self._definition.terms[term].when)
            case FactIs(fact) | FactBetween(fact):
                return self._facts & {fact}
        return NONE

    def _track_is(self, track: Track, status: str) -> Facts:
        if status == "running":
            return self._entered[track.id, track.first.id]
        if status == "waiting":
            return NONE
        return self._facts.intersection(
            *(self._entered[track.id, s.id] for s in track.steps.values() if s.end)
        )
