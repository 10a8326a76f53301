"""A gate that may be decided by what was recorded in an earlier visit of its step.

Facts keep their values when a step is entered again, while its actions are open again. A gate that
means "checked now" must also ask `check is done`. Reported only where the old value can really
decide:

- The step can be entered again (resuming it after an interrupt does not count), and an action of
  this step records the fact.
- For an outcome: that action does not have to be done again first, because it is optional,
  waivable, not needed, only may record the fact, or because the outcome has `skips_actions`.
- For an action's `only_if`: the action does not come `after` the one that records the fact. Its
  `when` is judged again once the fact is recorded again; it is reported only where the visit may
  end without that, as for an outcome.
- The gate would not hold if the fact were unknown, and it does not ask whether that action is done.

Facts that may be set at any moment (`anytime`) are not reported: they do not result from a check in
this step.

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

from sop.checks.reasoning.locations import (
    Path,
    action_place,
    assume_at_step,
    list_gate_facts,
    list_names,
    make_finding,
    outcome_place,
)
from sop.checks.reasoning.revisits import find_revisited_steps
from sop.checks.reasoning.satisfiability import (
    NOT_TRUE,
    Given,
    Requirement,
    action_slot,
    fact_slot,
    is_possible,
    require_lines,
)
from sop.checks.reasoning.selections import list_required_actions
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
    Question,
    TermHolds,
    fold_condition,
)
from sop.model.definition import Action, Definition, Step
from sop.model.finding import Finding, Severity
from sop.model.value import value

NAME = "stale-gate"
SEVERITY: Severity = "warning"
FORGOTTEN = "(not recorded in this visit)"
"""An additional fact that is always unknown: the fact as far as this visit has recorded it."""


@value
class _StepGate:
    """A gate of an action or outcome of the step.

    `context` holds whenever the gate decides; the actions in `before` are settled by then.
    """

    owner: str
    path: Path
    lines: Gate
    before: tuple[Action, ...]
    context: Gate = ()


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    for track in definition.tracks.values():
        revisited = find_revisited_steps(track)
        for step in track.steps.values():
            if step.id in revisited:
                yield from _check_step(loaded, definition, step)


def _check_step(loaded: LoadedWorkflow, definition: Definition, step: Step) -> Iterator[Finding]:
    for gate in _list_step_gates(step):
        for fact in list_gate_facts(definition, gate.lines):
            recording = _list_recording_actions(definition, step, fact)
            later = _LaterVisit(definition, step, fact, recording)
            if not recording or not later.may_decide(gate):
                continue
            message = (
                f"{gate.owner} may be decided by '{fact}' from an earlier visit of step '{step.id}'"
            )
            remedy = _remedy(recording)
            yield make_finding(loaded, NAME, SEVERITY, gate.path, message, remedy)


def _list_recording_actions(definition: Definition, step: Step, fact: str) -> tuple[Action, ...]:
    """Return the step's actions that may record the fact; none if it may be set at any moment."""
    if definition.facts[fact].anytime:
        return ()
    recorders = definition.recorders(fact)
    return tuple(a for a in recorders if a.path.parent == step.path)


def _remedy(recording: tuple[Action, ...]) -> str:
    asked = " or ".join(f"'{action.path} is done'" for action in recording)
    names = list_names(action.id for action in recording)
    return f"Ask {asked} too, or let {names} come first."


def _list_step_gates(step: Step) -> Iterator[_StepGate]:
    required = list_required_actions(step)
    for action in step.actions.values():
        owner, path = f"action '{action.id}'", action_place(action)
        before = tuple(step.actions[name] for name in action.after)
        yield _StepGate(owner, (*path, "when"), action.when, (*before, *required))
        yield _StepGate(owner, (*path, "only_if"), action.only_if, before, context=action.when)
    for outcome in step.outcomes.values():
        path = (*outcome_place(outcome), "when")
        before = () if outcome.skips_actions else tuple(required)
        yield _StepGate(f"outcome '{outcome.id}'", path, outcome.when, before)


@value
class _LaterVisit:
    """A later visit of the step in which the fact has not been recorded yet."""

    definition: Definition
    step: Step
    fact: str
    recording: tuple[Action, ...]

    def may_decide(self, gate: _StepGate) -> bool:
        """Return whether the gate can hold because of the old value alone."""
        if any(self._is_recorded_by(action) for action in gate.before):
            return False
        settled = [self._require_settled(action, ()) for action in gate.before]
        forgotten = tuple(self._without_the_fact(line) for line in gate.lines)
        requirements = [
            *require_lines((*gate.lines, *gate.context, *settled)),
            Requirement(And(forgotten, ""), NOT_TRUE),
        ]
        return is_possible(self.definition, requirements, self._assume_visit()) is True

    def _assume_visit(self) -> Given:
        track = self.definition.track_at(self.step.path)
        given: dict[tuple[str, ...], frozenset[object]] = {
            **assume_at_step(track, self.step),
            fact_slot(FORGOTTEN): frozenset({None}),
        }
        for action in self.recording:
            given[action_slot(track.id, self.step.id, action.id)] = frozenset({False})
        return given

    def _is_recorded_by(self, action: Action) -> bool:
        """Return whether the action is settled only if it recorded the fact in this visit."""
        if not self.definition.certainly_records(action, self.fact) or action.when:
            return False
        return not (action.required and action.waivable_by)

    def _require_settled(self, action: Action, waiting: tuple[str, ...]) -> Condition:
        """Return that nothing waits for the action and that it did not record the fact.

        It is not needed, it can be waived, or it was done.
        """
        alternatives: list[Condition] = []
        if action.when:
            alternatives.append(Not(And(action.when, ""), ""))
        if action.required and action.waivable_by:
            alternatives.append(And(action.when, ""))
        else:
            alternatives.append(self._require_done(action, waiting))
        return Or(tuple(alternatives), "")

    def _require_done(self, action: Action, waiting: tuple[str, ...]) -> Condition:
        records = self.definition.certainly_records(action, self.fact)
        if records or action.id in waiting:
            # Always false here: it would have recorded the fact, or it waits for itself.
            return ActionIsDone(*self._recorder_path(), "")
        chain = (*waiting, action.id)
        earlier = (self.step.actions[name] for name in action.after)
        settled = [self._require_settled(before, chain) for before in earlier]
        return And((*action.when, *action.only_if, *settled), "")

    def _recorder_path(self) -> tuple[str, str, str]:
        track = self.definition.track_at(self.step.path)
        return track.id, self.step.id, self.recording[0].id

    def _without_the_fact(self, condition: Condition) -> Condition:
        """Return the condition as it would be if the fact were unknown; terms are opened."""
        return fold_condition(
            condition,
            on_question=self._forget,
            on_not=lambda part: Not(part, ""),
            on_and=lambda parts: And(tuple(parts), ""),
            on_or=lambda parts: Or(tuple(parts), ""),
        )

    def _forget(self, question: Question) -> Condition:
        match question:
            case TermHolds(term):
                return self._without_the_fact(self.definition.terms[term].when)
            case FactIs(fact, values) if fact == self.fact:
                return FactIs(FORGOTTEN, values, "")
            case FactBetween(fact, low, high) if fact == self.fact:
                return FactBetween(FORGOTTEN, low, high, "")
            case FactKnown(fact) if fact == self.fact:
                return FactKnown(FORGOTTEN, "")
        return question
