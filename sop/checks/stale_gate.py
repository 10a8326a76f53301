"""A gate that may be decided by what was recorded in an earlier visit of its step.

Facts keep their values when a step is entered again, while its actions are open again. A gate that means "checked
now" asks `check is done` too. Told only where the old value can really decide:

- The step can be entered anew (resuming it after an interrupt is no new visit), and an action of this step records the
  fact.
- For an outcome: that action need not be done again first, because it is optional, waivable, not needed, only may
  record the fact, or because the outcome has `skips_actions`.
- For an action's `only_if`: the action does not come `after` the one that records the fact. Its `when` is judged again
  once the fact is recorded anew; it is told only where the visit may end without that, as for an outcome.
- The gate would not hold if the fact were unknown, and it does not ask whether that action is done.

Facts that may be told at any moment (`anytime`) are not told: they are no check of this step.

Good:

    language: 1
    version: 1.0.0
    title: Boiler
    stakeholders: {smith: {name: Smith, short: S}}
    facts:
      tight: {type: boolean, ask: Is the boiler tight?}
    tracks:
      boiler:
        title: Boiler
        lead: smith
        steps:
          test:
            title: Test
            responsible: smith
            actions:
              press: {do: Put it under pressure, records: [tight]}
              heat: {do: Heat it, when: tight, after: [press]}
            outcomes: {again: {to: test, when: not tight}, fine: {to: over, when: tight}}
          over: {title: Over, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Boiler
    stakeholders: {smith: {name: Smith, short: S}}
    facts:
      tight: {type: boolean, ask: Is the boiler tight?}
    tracks:
      boiler:
        title: Boiler
        lead: smith
        steps:
          test:
            title: Test
            responsible: smith
            actions:
              press: {do: Put it under pressure, records: [tight]}
              heat: {do: Heat it, only_if: tight, required: false}
            outcomes: {again: {to: test}, fine: {to: over, when: tight}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.fact_sources import facts_of
from sop.checks.reasoning.locations import Path, assume_at_step, list_names, make_finding
from sop.checks.reasoning.revisits import find_revisited_steps
from sop.checks.reasoning.satisfiability import (
    NOT_TRUE,
    Requirement,
    action_slot,
    fact_slot,
    is_possible,
    require_lines,
)
from sop.definition.load import LoadedWorkflow
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
    TermHolds,
)
from sop.model.definition import Action, Definition, Step, Track
from sop.model.finding import Finding, Severity
from sop.model.value import value

NAME = "stale-gate"
SEVERITY: Severity = "warning"
FORGOTTEN = "(not recorded in this visit)"
"""A fact beside those of the definition, always unknown: the place of the fact as this visit knows it."""


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    if loaded.definition is None:
        return
    for track in loaded.definition.tracks.values():
        again = find_revisited_steps(track)
        for step in track.steps.values():
            if step.id in again:
                yield from _of_step(loaded, loaded.definition, track, step)


def _of_step(
    loaded: LoadedWorkflow, definition: Definition, track: Track, step: Step
) -> Iterator[Finding]:
    for whose, path, lines, beside, first in _gates(track, step):
        for fact in facts_of(definition, lines):
            recording = tuple(
                a for a in step.actions.values() if fact in a.records or fact in a.may_record
            )
            if recording and not definition.facts[fact].anytime:
                visit = _LaterVisit(definition, track, step, fact, recording)
                if visit.may_decide(lines, beside, first):
                    asked = " or ".join(f"'{action.path} is done'" for action in recording)
                    message = f"{whose} may be decided by '{fact}' from an earlier visit of step '{step.id}'"
                    remedy = (
                        f"Ask {asked} too, or let {list_names(a.id for a in recording)} come first."
                    )
                    yield make_finding(loaded, NAME, SEVERITY, path, message, remedy)


def _gates(track: Track, step: Step) -> Iterator[tuple[str, Path, Gate, Gate, tuple[Action, ...]]]:
    """Each gate of the step's actions and outcomes, what holds beside it, and the actions that are over before it."""
    here: Path = ("tracks", track.id, "steps", step.id)
    for action in step.actions.values():
        before = tuple(step.actions[name] for name in action.after)
        place: Path = (*here, "actions", action.id)
        yield (
            f"action '{action.id}'",
            (*place, "when"),
            action.when,
            (),
            (*before, *_list_required_actions(step)),
        )
        yield f"action '{action.id}'", (*place, "only_if"), action.only_if, action.when, before
    for outcome in step.outcomes.values():
        required = () if outcome.skips_actions else _list_required_actions(step)
        yield (
            f"outcome '{outcome.id}'",
            (*here, "outcomes", outcome.id, "when"),
            outcome.when,
            (),
            required,
        )


def _list_required_actions(step: Step) -> tuple[Action, ...]:
    return tuple(action for action in step.actions.values() if action.required)


@value
class _LaterVisit:
    """A later visit of the step in which nobody has recorded the fact yet."""

    definition: Definition
    track: Track
    step: Step
    fact: str
    recording: tuple[Action, ...]

    def may_decide(self, lines: Gate, beside: Gate, before: tuple[Action, ...]) -> bool:
        """Whether the lines can hold by the old value alone, while `beside` holds and `before` are over."""
        if any(self._is_recorded_by(action) for action in before):
            return False
        forgotten = tuple(self._without_the_fact(line) for line in lines)
        over = [self._require_over(action, ()) for action in before]
        needed = [
            *require_lines((*lines, *beside, *over)),
            Requirement(And(forgotten, ""), NOT_TRUE),
        ]
        not_done = {
            action_slot(self.track.id, self.step.id, a.id): frozenset[object]({False})
            for a in self.recording
        }
        given = {
            **assume_at_step(self.track, self.step),
            fact_slot(FORGOTTEN): frozenset[object]({None}),
            **not_done,
        }
        return is_possible(self.definition, needed, given) is True

    def _is_recorded_by(self, action: Action) -> bool:
        """Whether the action is over only when it recorded the fact in this visit."""
        return (
            self.fact in action.records
            and not action.when
            and not (action.required and action.waivable_by)
        )

    def _require_over(self, action: Action, waiting: tuple[str, ...]) -> Condition:
        """That nobody has to wait for the action, and it did not record the fact in this visit."""
        ways = [Not(And(action.when, ""), "")] if action.when else []
        if not (action.required and action.waivable_by):
            return Or((*ways, self._require_done(action, waiting)), "")
        return Or((*ways, And(action.when, "")), "")

    def _require_done(self, action: Action, waiting: tuple[str, ...]) -> Condition:
        if self.fact in action.records or action.id in waiting:
            return ActionIsDone(self.track.id, self.step.id, self.recording[0].id, "")
        earlier = (self.step.actions[name] for name in action.after)
        chain = (*waiting, action.id)
        return And(
            (*action.when, *action.only_if, *(self._require_over(one, chain) for one in earlier)),
            "",
        )

    def _without_the_fact(self, condition: Condition) -> Condition:
        """The condition as it would be if the fact were unknown."""
        match condition:
            case And(parts):
                return And(tuple(map(self._without_the_fact, parts)), condition.text)
            case Or(parts):
                return Or(tuple(map(self._without_the_fact, parts)), condition.text)
            case Not(part):
                return Not(self._without_the_fact(part), condition.text)
            case TermHolds(term):
                return self._without_the_fact(self.definition.terms[term].when)
            case FactIs(fact, values) if fact == self.fact:
                return FactIs(FORGOTTEN, values, condition.text)
            case FactBetween(fact, low, high) if fact == self.fact:
                return FactBetween(FORGOTTEN, low, high, condition.text)
            case FactKnown(fact) if fact == self.fact:
                return FactKnown(FORGOTTEN, condition.text)
        return condition
