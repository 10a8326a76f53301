"""A step in which everything has been done that can be done: which combinations of its facts leave it a way out?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from sop.checks.reasoning.combinations import Classes, Combination, Values
from sop.checks.reasoning.locations import assume_at_step
from sop.checks.reasoning.satisfiability import (
    NOT_TRUE,
    Conjunct,
    Given,
    Requirement,
    action_slot,
    are_parts_possible,
    fact_classes,
    fact_slot,
    is_possible,
    list_questions,
    parts_of,
    require_lines,
)
from sop.model.condition import And, Condition, FactBetween, FactIs, FactKnown, Gate, Not, Or
from sop.model.definition import Action, Definition, Outcome, Step, Track
from sop.model.value import value


@value
class FinishedStep:
    """One step at the moment when no more of its actions can be done.

    `classes` are the facts that the step records and its conditions read, with the values that these tell apart.
    """

    definition: Definition
    track: Track
    step: Step
    classes: Classes

    def can_open(self, combination: Combination) -> bool:
        """Whether some outcome can open, whatever else has to be so for it."""
        given = self._assume_combination(combination)
        return any(
            are_parts_possible(self.definition, opening, given) is not False
            for opening in self._openings
        )

    def can_be_interrupted(self, combination: Combination) -> bool:
        given = self._assume_combination(combination)
        leaving = [i for i in self.track.interrupts.values() if self.step.id in i.sources]
        return any(self._is_possible(require_lines(interrupt.when), given) for interrupt in leaving)

    def is_attainable(self, combination: Combination) -> bool:
        """Whether the step's actions can leave its facts like this."""
        needed: list[Requirement] = []
        for fact, values in self._values(combination).items():
            needed += (
                self._require_unknown(fact) if values == (None,) else self._require_recorded(fact)
            )
        others = self._facts_from_elsewhere(needed)
        return (
            is_possible(self.definition, [*needed, *others], self._assume_combination(combination))
            is True
        )

    def find_blocked_actions(self, combination: Combination) -> tuple[str, ...]:
        """The actions that are still needed then and cannot be done."""
        given = self._assume_combination(combination)
        return tuple(
            action.id
            for action in self.step.actions.values()
            if action.required and not self._is_possible(_require_settled(self.step, action), given)
        )

    @cached_property
    def _openings(self) -> tuple[tuple[Conjunct, ...], ...]:
        """What must be so that each outcome opens."""
        return tuple(
            parts_of(self.definition, self._require_opening(outcome))
            for outcome in self.step.outcomes.values()
        )

    def _is_possible(self, requirements: Sequence[Requirement], given: Given) -> bool:
        return is_possible(self.definition, requirements, given) is not False

    def _values(self, combination: Combination) -> dict[str, tuple[object, ...]]:
        pairs = zip(self.classes.items(), combination, strict=True)
        return {fact: groups[index] for (fact, groups), index in pairs}

    def _assume_combination(self, combination: Combination) -> Given:
        facts = {
            fact_slot(fact): frozenset(values[:1])
            for fact, values in self._values(combination).items()
        }
        return {**self._certain, **facts}

    @cached_property
    def _certain(self) -> Given:
        """What is so whatever the facts are: where the track is, and the actions that are surely done."""
        done = {
            action_slot(self.track.id, self.step.id, action.id): frozenset[object]({True})
            for action in self.step.actions.values()
            if action.required and not action.waivable_by and not _require_ready(self.step, action)
        }
        return {**assume_at_step(self.track, self.step), **done}

    def _require_opening(self, outcome: Outcome) -> tuple[Requirement, ...]:
        actions = () if outcome.skips_actions else self.step.actions.values()
        required = [action for action in actions if action.required]
        return (
            *require_lines(outcome.when),
            *(part for action in required for part in _require_settled(self.step, action)),
        )

    def _facts_from_elsewhere(self, requirements: Sequence[Requirement]) -> list[Requirement]:
        """That they are known: what stays unknown for want of them is only waiting."""
        asks = [
            q
            for requirement in requirements
            for q in list_questions(self.definition, requirement.condition)
        ]
        read = {q.fact for q in asks if isinstance(q, FactIs | FactBetween | FactKnown)}
        return [Requirement(FactKnown(fact, "")) for fact in sorted(read - self.classes.keys())]

    def _require_unknown(self, fact: str) -> list[Requirement]:
        """What must be so that nobody recorded the fact: its actions cannot be done."""
        return [Requirement(And(gate, ""), NOT_TRUE) for gate in _gates_to_record(self.step, fact)]

    def _require_recorded(self, fact: str) -> list[Requirement]:
        """What must be so that an action of this step could record the fact."""
        here = [a for a in self.step.actions.values() if fact in a.records or fact in a.may_record]
        gates = [_require_ready(self.step, action) for action in here]
        return [] if () in gates else [Requirement(Or(tuple(And(gate, "") for gate in gates), ""))]


def build_finished_step(definition: Definition, track: Track, step: Step) -> FinishedStep:
    """The step with the facts whose combinations decide about its ways out."""
    read = _conditions(track, step)
    asks = [question for line in read for question in list_questions(definition, line)]
    facts = dict.fromkeys(q.fact for q in asks if isinstance(q, FactIs | FactBetween | FactKnown))
    own = [fact for fact in facts if _is_own(definition, track, step, fact)]
    return FinishedStep(
        definition, track, step, {fact: _classes(definition, step, fact, read) for fact in own}
    )


def _classes(
    definition: Definition, step: Step, fact: str, read: list[Condition]
) -> tuple[Values, ...]:
    """What the fact can be in the end. It cannot be unknown if it may come from elsewhere or is surely recorded."""
    every = fact_classes(definition, fact, read)
    elsewhere = any(
        not action.path.startswith(f"{step.path}.") for action in definition.recorders(fact)
    )
    if elsewhere or definition.facts[fact].at_opening or () in _gates_to_record(step, fact):
        return tuple(values for values in every if values != (None,))
    return every


def _gates_to_record(step: Step, fact: str) -> list[Gate]:
    return [
        _require_ready(step, action) for action in step.actions.values() if fact in action.records
    ]


def _conditions(track: Track, step: Step) -> list[Condition]:
    outcomes = [line for outcome in step.outcomes.values() for line in outcome.when]
    interrupts = [
        line for i in track.interrupts.values() if step.id in i.sources for line in i.when
    ]
    actions = [line for action in step.actions.values() for line in (*action.when, *action.only_if)]
    return outcomes + interrupts + actions


def _is_own(definition: Definition, track: Track, step: Step, fact: str) -> bool:
    """Whether what this step's actions recorded stands until the step is left."""
    here = [a for a in step.actions.values() if fact in a.records or fact in a.may_record]
    recorders = definition.recorders(fact) if here else ()
    by_others = any(not action.path.startswith(f"{track.id}.") for action in recorders)
    return bool(here) and not (
        definition.facts[fact].anytime or by_others or any(action.again for action in here)
    )


def _require_ready(step: Step, action: Action, waiting: tuple[str, ...] = ()) -> Gate:
    """What must hold so that the action can be done: its gates, and that those before it are done or not needed.

    `waiting` are actions that wait for this one; a circle is another rule's matter.
    """
    earlier = [step.actions[name] for name in action.after if name not in (*waiting, action.id)]
    before = (_require_over(step, one, (*waiting, action.id)) for one in earlier)
    return (*action.when, *action.only_if, *(condition for gate in before for condition in gate))


def _require_over(step: Step, action: Action, waiting: tuple[str, ...] = ()) -> Gate:
    """What must hold so that nobody has to wait for the action: it is not needed, waived (if required), or done."""
    possible_now = (
        action.when
        if action.waivable_by and action.required
        else _require_ready(step, action, waiting)
    )
    if not action.when:
        return possible_now
    return (Or((Not(And(action.when, ""), ""), And(possible_now, "")), ""),)


def _require_settled(step: Step, action: Action) -> tuple[Requirement, ...]:
    return require_lines(_require_over(step, action))
