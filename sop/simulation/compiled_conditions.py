"""Conditions of the compiled definition as closures over a simulated case.

The same tree and the same three values (Kleene logic) as `sop.engine.evaluate`, which defines them.
The closures only answer faster; a test holds the two equal. That is why this module walks the tree
itself: `fold_condition` visits every part, and a closure stops at the part that decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from sop.engine.evaluate import Truth
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
    StepCurrent,
    StepVisited,
    SwitchOn,
    TermHolds,
    TrackIs,
    TrackStatus,
    iterate_questions,
)
from sop.model.definition import Definition


class VisitState(Protocol):
    """A visit of a step: the local ids of the actions that are done in it."""

    done: set[str]


class CaseState(Protocol):
    """What a condition reads of a simulated case.

    `visits` has the latest visit of each step of each track.
    """

    facts: dict[str, Any]
    status: dict[str, TrackStatus]
    at: dict[str, str]

    @property
    def visits(self) -> Mapping[str, Mapping[str, VisitState]]: ...


Test = Callable[[CaseState], Truth]


def gate_test(definition: Definition, lines: Gate) -> Test | None:
    """Return the test of all lines together; None for the empty gate, which always holds."""
    if not lines:
        return None
    parts = tuple(_test(definition, line) for line in lines)
    if len(parts) == 1:
        return parts[0]
    return _all(parts)


def _test(definition: Definition, condition: Condition) -> Test:
    """Return the test of a tree: of its parts for `and`, `or` and `not`, else of its question."""
    match condition:
        case And(parts):
            return _all(tuple(_test(definition, part) for part in parts))
        case Or(parts):
            return _any(tuple(_test(definition, part) for part in parts))
        case Not(part):
            return _negation(_test(definition, part))
        case TermHolds(term):
            return _test(definition, definition.terms[term].when)
        case _:
            return _question_test(definition, condition)


def _question_test(definition: Definition, question: Question) -> Test:
    match question:
        case SwitchOn(switch):
            value = definition.switches[switch].value
            return lambda case: value
        case FactIs(fact, values):
            return _fact_is(fact, values)
        case FactBetween():
            return _fact_between(question)
        case FactKnown(fact):
            return lambda case: fact in case.facts
        case StepCurrent(track, step):
            return lambda case: case.at.get(track) == step
        case StepVisited(track, step):
            return lambda case: step in case.visits[track]
        case TrackIs(track, status):
            return lambda case: case.status[track] == status
        case ActionIsDone(track, step, action):
            return _action_is_done(track, step, action)
    raise AssertionError(f"unknown condition: {question}")


def _all(parts: tuple[Test, ...]) -> Test:
    def test(case: CaseState) -> Truth:
        found: Truth = True
        for part in parts:
            value = part(case)
            if value is False:
                return False
            if value is None:
                found = None
        return found

    return test


def _any(parts: tuple[Test, ...]) -> Test:
    def test(case: CaseState) -> Truth:
        found: Truth = False
        for part in parts:
            value = part(case)
            if value:
                return True
            if value is None:
                found = None
        return found

    return test


def _negation(part: Test) -> Test:
    def test(case: CaseState) -> Truth:
        value = part(case)
        return None if value is None else not value

    return test


def _fact_is(fact: str, values: tuple[object, ...]) -> Test:
    def test(case: CaseState) -> Truth:
        value = case.facts.get(fact)
        return None if value is None else value in values

    return test


def _fact_between(question: FactBetween) -> Test:
    def test(case: CaseState) -> Truth:
        value = case.facts.get(question.fact)
        return None if value is None else question.includes(int(value))

    return test


def _action_is_done(track: str, step: str, action: str) -> Test:
    def test(case: CaseState) -> Truth:
        visit = case.visits[track].get(step)
        return visit is not None and action in visit.done

    return test


def list_references(definition: Definition, lines: Gate) -> Iterator[str]:
    """Yield what the gate reads: facts, paths of actions, `@track.step`, `@track` (its status)."""
    for line in lines:
        for question in iterate_questions(line):
            match question:
                case TermHolds(term):
                    yield from list_references(definition, (definition.terms[term].when,))
                case FactIs(fact) | FactBetween(fact) | FactKnown(fact):
                    yield fact
                case ActionIsDone(track, step, action):
                    yield f"{track}.{step}.{action}"
                    yield f"@{track}.{step}"  # in a new visit of the step the action is not done
                case StepCurrent(track, step) | StepVisited(track, step):
                    yield f"@{track}.{step}"
                case TrackIs(track):
                    yield f"@{track}"
