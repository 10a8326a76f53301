"""Which facts are certainly known on entry of a step, and which its actions certainly record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sop.checks.reasoning.consequences import Consequences, find_consequences
from sop.checks.reasoning.locations import assume_at_step
from sop.checks.reasoning.satisfiability import FAILS, Requirement, is_possible, require_lines
from sop.checks.reasoning.selections import is_certainly_done, list_end_steps
from sop.model.condition import (
    ActionIsDone,
    And,
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    Gate,
    Question,
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
    actions = [action for action in step.actions.values() if action is not excluded]
    conditions = [action.when for action in actions if _must_record(definition, action, fact)]
    if not conditions or () in conditions:
        return bool(conditions)
    not_needed = [Requirement(And(condition, ""), FAILS) for condition in conditions]
    given = assume_at_step(track, step)
    return is_possible(definition, [*require_lines(gate), *not_needed], given) is False


def _must_record(definition: Definition, action: Action, fact: str) -> bool:
    return is_certainly_done(action) and definition.certainly_records(action, fact)


def _list_given_at_opening(definition: Definition) -> Facts:
    """Return the facts that every case has from its opening."""
    given = (fact for fact in definition.facts.values() if fact.needed_at_opening)
    return frozenset(fact.id for fact in given if not fact.may_be_not_known)


class Knowledge:
    """Which of these facts are known on each entry of a step, on all paths to it through any track.

    Computed as a greatest fixpoint: at first all facts count as known everywhere; then each edge
    into a step removes the facts that it leaves open.
    """

    def __init__(self, definition: Definition, facts: Iterable[str]) -> None:
        self._definition = definition
        self._facts = frozenset(facts)
        self._given = self._facts & _list_given_at_opening(definition)
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
        recorded: set[str] = set()
        for action in step.actions.values():
            for fact in self._facts.intersection(action.records):
                if must_be_recorded(definition, track, step, fact, gate=outcome.when):
                    recorded.add(fact)
        return frozenset(recorded)

    def _strike_out(self) -> bool:
        """Remove what any edge into a step leaves open; return whether that removed anything."""
        changes = 0
        for track in self._definition.tracks.values():
            changes += self._keep_only(track.first, self._given | self.when(track.starts))
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
        """Return the facts that are known if the condition is true."""
        return self._find_known(condition).true

    def _find_known(self, condition: Condition) -> Consequences[Facts]:
        return find_consequences(
            condition,
            on_question=self._find_known_by_question,
            if_all=lambda parts: NONE.union(*parts),
            if_any=lambda parts: self._facts.intersection(*parts),
        )

    def _find_known_by_question(self, question: Question) -> Consequences[Facts]:
        match question:
            case TermHolds(term):
                return self._find_known(self._definition.terms[term].when)
            case FactIs(fact) | FactBetween(fact):
                known = self._facts & {fact}
                return Consequences(known, known)
            case FactKnown(fact):
                return Consequences(self._facts & {fact}, NONE)
        return Consequences(self._if_place_holds(question), NONE)

    def _if_place_holds(self, question: Question) -> Facts:
        match question:
            case ActionIsDone(track, step, action):
                done = self._definition.tracks[track].steps[step].actions[action]
                recorded = {
                    fact for fact in done.records if self._definition.certainly_records(done, fact)
                }
                return self.on_entry(track, step) | (self._facts & recorded)
            case StepCurrent(track, step) | StepVisited(track, step):
                return self.on_entry(track, step)
            case TrackIs(track, "running"):
                return self._entered[self._definition.tracks[track].first.path]
            case TrackIs(track, "ended"):
                ends = list_end_steps(self._definition.tracks[track])
                return self._facts.intersection(*(self._entered[end.path] for end in ends))
        return NONE
