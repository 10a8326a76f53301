"""Reductions of the model: what no condition and no guarantee can observe is left out, exactly.

A test compares each reduction with the unreduced model.

- Cone of influence reduction: a fact that nothing reads is left out. Text is never read; of a
  datetime, conditions read only whether it is known.
- Data abstraction: values of a fact that no condition distinguishes become one class.
- Live-variable reduction: a fact that only the steps of one track read is forgotten as soon as no
  such step can be reached any more. The same holds for the state of an action that only steps of
  its own track read. The conditions of a precondition are read at the steps from which its `of`
  can become true.
- Partial-order reduction: free actions are not moves, because their order changes no answer. An
  action is free if it records nothing that is read, no `is done` reads it, it has no `only_if`, its
  `when` never becomes unknown again, it waits only for free actions whose `when` stays decided
  (true or false) once it is, and no action that continues during a hold waits for it in vain. A
  free action can be done whenever the step needs it, so it blocks nothing unless its `when` is
  unknown. All other actions stay moves of their own, separate from the outcome: otherwise a value
  for which no outcome is open would never be seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

from sop.model.condition import (
    ActionIsDone,
    FactBetween,
    FactIs,
    FactKnown,
    Question,
    StepVisited,
    Value,
)
from sop.model.definition import Action, Definition, Step
from sop.model.fact import Fact
from sop.model.value import value
from sop.proof.formula import ConditionEncoder
from sop.proof.gate_stability import remains_known
from sop.proof.live_places import LivePlaces, Places
from sop.proof.read_conditions import (
    expand_questions,
    fact_of_wait,
    list_conditions,
    path_of_action,
    recordable_facts,
)

Classes = tuple[tuple[Value, ...], ...]
KNOWN: Classes = (("known",),)
"""The one class of a fact of which conditions read only whether it is known."""
KNOWN_OR_ABOUT: Classes = (*KNOWN, ("about",))
"""The same, where a wait counts from a date that can be too uncertain to start it."""
ABOUT_CLASS = 1


@value
class ConeOfInfluence:
    """What the model of a definition has to contain.

    - `facts`: each fact that is read, with its classes of equivalent values.
    - `read_actions`: actions that some `is done` reads wherever the tracks are.
    - `action_places`: actions that only steps of their own track read, with their live places.
    - `visited_steps`: steps of which a question reads whether they were visited.
    - `free_actions`: see the module.
    - `fresh_facts`: (fact, step) where a wait of the step counts from a fact that it records.
    - `fact_places`: facts that only the steps of one track read, with that track and the live
      places (None: the track waits).
    """

    facts: dict[str, Classes]
    read_actions: frozenset[str]
    action_places: Mapping[str, Places]
    visited_steps: frozenset[str]
    free_actions: frozenset[str]
    fresh_facts: frozenset[tuple[str, str]]
    fact_places: Mapping[str, tuple[str, Places]]


def find_relevant(
    definition: Definition, reduced: bool = True, kept: Set[str] = frozenset()
) -> ConeOfInfluence:
    """Return what the definition's conditions and guarantees can observe.

    Without `reduced` only the first two reductions are made: every action is a move, and no fact
    is forgotten. The `kept` actions are moves in any case.
    """
    questions = [
        question
        for condition in list_conditions(definition)
        for question in expand_questions(definition, condition)
    ]
    facts = _classify_facts(definition, questions)
    done = frozenset(path_of_action(q) for q in questions if isinstance(q, ActionIsDone))
    visited = frozenset(f"{q.track}.{q.step}" for q in questions if isinstance(q, StepVisited))
    action_places: Mapping[str, Places] = {}
    fact_places: Mapping[str, tuple[str, Places]] = {}
    free_actions: Iterable[str] = ()
    if reduced:
        live = LivePlaces(definition)
        action_places, fact_places = live.find_action_places(done), live.find_fact_places(facts)
        free_actions = _FreeActionFinder(definition, facts, done).find()
    return ConeOfInfluence(
        facts=facts,
        read_actions=done - action_places.keys(),
        action_places=action_places,
        visited_steps=visited,
        free_actions=frozenset(free_actions) - kept,
        fresh_facts=frozenset(_find_fresh_facts(definition)),
        fact_places=fact_places,
    )


def _classify_facts(definition: Definition, questions: Iterable[Question]) -> dict[str, Classes]:
    """The facts that are read, in file order, each with its classes of equivalent values."""
    tests: dict[str, list[FactIs | FactBetween]] = {}
    for question in questions:
        if isinstance(question, FactIs | FactBetween):
            tests.setdefault(question.fact, []).append(question)
        elif isinstance(question, FactKnown):
            tests.setdefault(question.fact, [])
    starts_wait = set(filter(None, map(fact_of_wait, definition.outcomes())))
    for name in starts_wait:
        tests.setdefault(name, [])
    return {
        name: _classify_values(fact, tests[name], name in starts_wait)
        for name, fact in definition.facts.items()
        if name in tests
    }


def _classify_values(fact: Fact, tests: list[FactIs | FactBetween], starts_wait: bool) -> Classes:
    if not fact.domain():
        return KNOWN_OR_ABOUT if starts_wait and fact.may_be_about else KNOWN
    classes: dict[tuple[bool, ...], list[Value]] = {}
    for domain_value in fact.domain():
        results = tuple(_passes(test, domain_value) for test in tests)
        classes.setdefault(results, []).append(domain_value)
    return tuple(tuple(values) for values in classes.values())


def _passes(test: FactIs | FactBetween, value: Value) -> bool:
    if isinstance(test, FactIs):
        return value in test.values
    return test.includes(int(value))


def _find_fresh_facts(definition: Definition) -> Iterator[tuple[str, str]]:
    for step in definition.steps():
        recorded: set[str] = set()
        for action in step.actions.values():
            recorded |= recordable_facts(action)
        for outcome in step.outcomes.values():
            fact = fact_of_wait(outcome)
            if fact is not None and fact in recorded:
                yield fact, step.path


class _FreeActionFinder:
    """Finds the free actions of a definition; `done` are the actions that an `is done` reads."""

    def __init__(
        self, definition: Definition, facts: Mapping[str, Classes], done: frozenset[str]
    ) -> None:
        self.definition, self.facts, self.done = definition, facts, done
        self.encoder = ConditionEncoder(definition, facts.__getitem__)

    def find(self) -> Iterator[str]:
        """Yield the paths of the free actions, in file order."""
        for action in self.definition.actions():
            if self._is_free(self.definition.step_at(action.path), action, ()):
                yield action.path

    def _is_free(self, step: Step, action: Action, waiting: tuple[str, ...]) -> bool:
        """Whether the action is free; `waiting` are the actions that come after it, by id."""
        if action.id in waiting or self._is_observed(action):
            return False
        when = self.encoder.gate(action.when)
        if not remains_known(when, self.facts, once_false=bool(waiting)):
            return False
        if not action.even_on_hold and _is_awaited_on_hold(step, action):
            return False
        return all(
            self._is_free(step, step.actions[name], (*waiting, action.id)) for name in action.after
        )

    def _is_observed(self, action: Action) -> bool:
        """Whether a condition can observe that the action was done, or decides whether it may."""
        if action.only_if or action.path in self.done:
            return True
        return bool(self.facts.keys() & recordable_facts(action))


def _is_awaited_on_hold(step: Step, action: Action) -> bool:
    return any(action.id in other.after and other.even_on_hold for other in step.actions.values())
