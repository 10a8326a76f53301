"""Which combinations of facts open an outcome of a step in which all possible actions are done."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from sop.checks.reasoning.combinations import Classes, Combination, Values
from sop.checks.reasoning.locations import assume_at_step, list_gate_facts
from sop.checks.reasoning.satisfiability import (
    NOT_TRUE,
    Conjunct,
    Given,
    Requirement,
    Slot,
    action_slot,
    are_parts_possible,
    fact_classes,
    fact_slot,
    is_possible,
    parts_of,
    require_lines,
)
from sop.checks.reasoning.selections import (
    is_certainly_done,
    list_interrupts_from,
    list_recorders_in,
    list_required_actions,
)
from sop.model.condition import And, Condition, FactKnown, Gate, Not, Or
from sop.model.definition import Action, Definition, Outcome, Step, Track
from sop.model.value import value


@value
class FinishedStep:
    """One step at the moment when no more of its actions can be done.

    `classes` are the facts that the step records and its conditions read, with the values that
    these distinguish.
    """

    definition: Definition
    track: Track
    step: Step
    classes: Classes

    def can_open(self, combination: Combination) -> bool:
        """Return whether an outcome can open, whatever else that needs."""
        given = self._assume_combination(combination)
        return any(
            are_parts_possible(self.definition, opening, given) is not False
            for opening in self._openings
        )

    def can_be_interrupted(self, combination: Combination) -> bool:
        """Return whether an interrupt out of the step can be raised."""
        given = self._assume_combination(combination)
        leaving = list_interrupts_from(self.track, self.step)
        return any(self._may_hold(require_lines(interrupt.when), given) for interrupt in leaving)

    def is_attainable(self, combination: Combination) -> bool:
        """Return whether the step's actions can leave its facts like this."""
        needed: list[Requirement] = []
        for fact, values in self._select_values(combination).items():
            if values == (None,):
                needed += self._require_unknown(fact)
            else:
                needed += self._require_recorded(fact)
        needed += self._require_other_facts(needed)
        given = self._assume_combination(combination)
        return is_possible(self.definition, needed, given) is True

    def find_blocked_actions(self, combination: Combination) -> tuple[str, ...]:
        """Return the actions that are still needed then and cannot be done."""
        given = self._assume_combination(combination)
        required = list_required_actions(self.step)
        return tuple(
            action.id
            for action in required
            if not self._may_hold(_require_settled(self.step, action), given)
        )

    @cached_property
    def _openings(self) -> tuple[tuple[Conjunct, ...], ...]:
        """What each outcome needs to open."""
        outcomes = self.step.outcomes.values()
        return tuple(parts_of(self.definition, self._require_opening(o)) for o in outcomes)

    def _may_hold(self, requirements: Sequence[Requirement], given: Given) -> bool:
        return is_possible(self.definition, requirements, given) is not False

    def _select_values(self, combination: Combination) -> dict[str, Values]:
        pairs = zip(self.classes.items(), combination, strict=True)
        return {fact: groups[index] for (fact, groups), index in pairs}

    def _assume_combination(self, combination: Combination) -> Given:
        given = dict(self._certain)
        for fact, values in self._select_values(combination).items():
            given[fact_slot(fact)] = frozenset(values[:1])
        return given

    @cached_property
    def _certain(self) -> Given:
        """What holds whatever the facts are: the place of the track, and actions certainly done."""
        given: dict[Slot, frozenset[object]] = {**assume_at_step(self.track, self.step)}
        for action in self.step.actions.values():
            if is_certainly_done(action) and not _require_ready(self.step, action):
                given[action_slot(self.track.id, self.step.id, action.id)] = frozenset({True})
        return given

    def _require_opening(self, outcome: Outcome) -> tuple[Requirement, ...]:
        needed = [*require_lines(outcome.when)]
        if outcome.skips_actions:
            return tuple(needed)
        for action in list_required_actions(self.step):
            needed += _require_settled(self.step, action)
        return tuple(needed)

    def _require_other_facts(self, requirements: Sequence[Requirement]) -> list[Requirement]:
        """Return that the facts of other steps are known: without them the step only waits."""
        lines = tuple(requirement.condition for requirement in requirements)
        read = set(list_gate_facts(self.definition, lines))
        return [Requirement(FactKnown(fact, "")) for fact in sorted(read - self.classes.keys())]

    def _require_unknown(self, fact: str) -> list[Requirement]:
        """Return that the fact was not recorded: the actions that record it cannot be done."""
        return [
            Requirement(And(gate, ""), NOT_TRUE)
            for gate in _gates_to_record(self.definition, self.step, fact)
        ]

    def _require_recorded(self, fact: str) -> list[Requirement]:
        """Return that an action of this step could record the fact."""
        recorders = list_recorders_in(self.step, fact)
        gates = [_require_ready(self.step, action) for action in recorders]
        if () in gates:
            return []
        return [Requirement(Or(tuple(And(gate, "") for gate in gates), ""))]


def build_finished_step(definition: Definition, track: Track, step: Step) -> FinishedStep:
    """Return the step with the facts whose combinations decide about its outcomes."""
    read = _list_conditions(track, step)
    classes: dict[str, tuple[Values, ...]] = {}
    for fact in list_gate_facts(definition, tuple(read)):
        if _is_own(definition, track, step, fact):
            classes[fact] = _find_final_values(definition, step, fact, read)
    return FinishedStep(definition, track, step, classes)


def _find_final_values(
    definition: Definition, step: Step, fact: str, read: list[Condition]
) -> tuple[Values, ...]:
    """Return what the fact can be in the end.

    It cannot be unknown if it may come from elsewhere or is certainly recorded.
    """
    every = fact_classes(definition, fact, read)
    places = {action.path.parent for action in definition.recorders(fact)}
    elsewhere = bool(places - {step.path}) or bool(definition.tellers(fact))
    recording = _gates_to_record(definition, step, fact)
    if elsewhere or definition.facts[fact].at_opening or () in recording:
        return tuple(values for values in every if values != (None,))
    return every


def _gates_to_record(definition: Definition, step: Step, fact: str) -> list[Gate]:
    actions = step.actions.values()
    recording = [action for action in actions if definition.certainly_records(action, fact)]
    return [_require_ready(step, action) for action in recording]


def _list_conditions(track: Track, step: Step) -> list[Condition]:
    lines: list[Condition] = []
    for outcome in step.outcomes.values():
        lines += outcome.when
    for interrupt in list_interrupts_from(track, step):
        lines += interrupt.when
    for action in step.actions.values():
        lines += (*action.when, *action.only_if)
    return lines


def _is_own(definition: Definition, track: Track, step: Step, fact: str) -> bool:
    """Return whether what this step's actions recorded remains valid until the step is left."""
    here = list_recorders_in(step, fact)
    is_changeable = definition.facts[fact].anytime or definition.facts[fact].changes
    if not here or is_changeable or any(action.again for action in here):
        return False
    places = [action.path for action in definition.recorders(fact)]
    places += [interrupt.path for interrupt in definition.tellers(fact)]
    return all(place.track == track.id for place in places)


def _require_ready(step: Step, action: Action, waiting: tuple[str, ...] = ()) -> Gate:
    """Return what must hold so that the action can be done: its gates, and the actions before it.

    `waiting` are actions that wait for this one; `order-cycle` reports a circle.
    """
    lines = [*action.when, *action.only_if]
    chain = (*waiting, action.id)
    for name in action.after:
        if name not in chain:
            lines += _settled_gate(step, step.actions[name], chain)
    return tuple(lines)


def _settled_gate(step: Step, action: Action, waiting: tuple[str, ...] = ()) -> Gate:
    """Return what must hold so that nothing waits for the action.

    It is not needed, it was waived (if it is required), or it is done.
    """
    possible = action.when
    if not (action.waivable_by and action.required):
        possible = _require_ready(step, action, waiting)
    if not action.when:
        return possible
    return (Or((Not(And(action.when, ""), ""), And(possible, "")), ""),)


def _require_settled(step: Step, action: Action) -> tuple[Requirement, ...]:
    return require_lines(_settled_gate(step, action))
