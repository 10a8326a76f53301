"""Which facts are certainly known on entry of a step, and which its actions certainly record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
NONE: Facts = frozenset()


def must_be_recorded(
    definition: Definition,
    track: Track,
    step: Step,
    fact: str,
    *,
    gate: Gate = (),
    excluded: Action | None = None,
) -> bool:
    """Return whether each visit of the step in which the gate holds must record the fact.

    `excluded` is an action that does not count: an action cannot start its own deadline.
    """
    recording = [action for action in step.actions.values() if _must_record(action, fact)]
    recording = [action for action in recording if action is not excluded]
    if not recording or any(not action.when for action in recording):
        return bool(recording)
    not_needed = [Requirement(And(action.when, ""), FAILS) for action in recording]
    given = assume_at_step(track, step)
    return is_possible(definition, [*require_lines(gate), *not_needed], given) is False


def _must_record(action: Action, fact: str) -> bool:
    return action.required and not action.waivable_by and fact in action.records


class Knowledge:
    """Which of these facts are known on each entry of a step, on all paths to it through any track.

    Computed as a greatest fixpoint: at first all facts count as known everywhere; then each edge
    into a step removes the facts that it leaves open.
    """

    def __init__(self, definition: Definition, facts: Iterable[str]) -> None:
        self._definition = definition
        self._facts = frozenset(facts)
        self._recorded = self._find_outcome_records()
        self._entered: dict[str, Facts] = {}
        for step in definition.steps():
            self._entered[step.path] = self._facts
        while self._facts and self._strike_out():
            pass

    def on_entry(self, track: str, step: str) -> Facts:
        return self._entered[f"{track}.{step}"]

    def when(self, lines: Gate) -> Facts:
        """Return the facts that are known whenever these lines hold."""
        return NONE.union(*(self._if_true(line) for line in lines))

    def _find_outcome_records(self) -> Mapping[str, Facts]:
        """Return for each outcome the facts that actions must have recorded before it opens."""
        records: dict[str, Facts] = {}
        for outcome in self._definition.outcomes():
            records[outcome.path] = NONE
            if not outcome.skips_actions:
                records[outcome.path] = self._find_recorded(outcome)
        return records

    def _find_recorded(self, outcome: Outcome) -> Facts:
        definition = self._definition
        track, step = definition.track_at(outcome.path), definition.step_at(outcome.path)
        here: set[str] = set()
        for action in step.actions.values():
            here |= self._facts & {*action.records}
        return frozenset(
            fact
            for fact in here
            if must_be_recorded(definition, track, step, fact, gate=outcome.when)
        )

    def _strike_out(self) -> bool:
        """Remove what any edge into a step leaves open; return whether that removed anything."""
        changes = 0
        for track in self._definition.tracks.values():
            changes += self._keep_only(track.first, self.when(track.starts))
        for outcome in self._definition.outcomes():
            if outcome.to != BACK:
                track = self._definition.track_at(outcome.path)
                changes += self._keep_only(track.steps[outcome.to], self._after(outcome))
        for interrupt in self._definition.interrupts():
            track = self._definition.track_at(interrupt.path)
            raised = self.when(interrupt.when)
            for source in interrupt.sources:
                before = self._entered[track.steps[source].path]
                changes += self._keep_only(track.steps[interrupt.to], before | raised)
        return changes > 0

    def _keep_only(self, step: Step, known: Facts) -> bool:
        """Remove all other facts from the entry of the step; return whether that removed any."""
        before = self._entered[step.path]
        self._entered[step.path] = before & known
        return not before <= known

    def _after(self, outcome: Outcome) -> Facts:
        step = self._definition.step_at(outcome.path)
        return self._entered[step.path] | self._recorded[outcome.path] | self.when(outcome.when)

    def _if_true(self, condition: Condition) -> Facts:
        """Return the facts that are known if the condition is true.

        Its own walk of the tree, because `not` changes what is asked of the parts below it.
        """
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
        return self._if_place_holds(condition)

    def _if_place_holds(self, question: Condition) -> Facts:
        match question:
            case ActionIsDone(track, step, action):
                done = self._definition.tracks[track].steps[step].actions[action]
                return self.on_entry(track, step) | (self._facts & {*done.records})
            case StepCurrent(track, step) | StepVisited(track, step):
                return self.on_entry(track, step)
            case TrackIs(track, "running"):
                return self._entered[self._definition.tracks[track].first.path]
            case TrackIs(track, "ended"):
                steps = self._definition.tracks[track].steps.values()
                return self._facts.intersection(*(self._entered[s.path] for s in steps if s.end))
        return NONE

    def _if_false(self, condition: Condition) -> Facts:
        """Return the facts that are known if the condition is definitely false."""
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
