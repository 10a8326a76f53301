"""Is a condition true, false or unknown in a case? Kleene's three values: None is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sop.model.case_state import Case
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
    iterate_questions,
)
from sop.model.definition import Definition

Truth = bool | None


def conjoin(values: Iterable[Truth]) -> Truth:
    """False when one is false, else unknown when one is unknown, else true; true for none at all."""
    seen = list(values)
    return False if False in seen else None if None in seen else True


def disjoin(values: Iterable[Truth]) -> Truth:
    """True when one is true, else unknown when one is unknown, else false; false for none at all."""
    seen = list(values)
    return True if True in seen else None if None in seen else False


def negate(value: Truth) -> Truth:
    return None if value is None else not value


def evaluate_condition(definition: Definition, case: Case, condition: Condition) -> Truth:
    """The condition's value in the case as it stands."""
    match condition:
        case And(parts):
            return conjoin(evaluate_condition(definition, case, part) for part in parts)
        case Or(parts):
            return disjoin(evaluate_condition(definition, case, part) for part in parts)
        case Not(part):
            return negate(evaluate_condition(definition, case, part))
        case FactIs(fact, values):
            value = case.value(fact)
            return None if value is None else value in values
        case FactBetween(fact, low, high):
            number = case.value(fact)
            return None if number is None else _between(int(number), low, high)
        case FactKnown(fact):
            return case.value(fact) is not None
        case SwitchOn(switch):
            return definition.switches[switch].value
        case TermHolds(term):
            return evaluate_condition(definition, case, definition.terms[term].when)
    return _place(case, condition)


def _between(number: int, low: int | None, high: int | None) -> bool:
    return (low is None or number >= low) and (high is None or number <= high)


def _place(case: Case, question: ActionIsDone | StepCurrent | StepVisited | TrackIs) -> bool:
    """Questions about where tracks are and what stands done; never unknown."""
    state = case.tracks[question.track]
    match question:
        case StepCurrent(_, step):
            return state.step == step
        case StepVisited(_, step):
            return step in state.visits
        case TrackIs(_, status):
            return state.status == status
        case ActionIsDone(_, step, action):
            visit = state.visits.get(step)
            record = None if visit is None else visit.actions.get(action)
            return record is not None and record.state == "done"


def evaluate_gate(definition: Definition, case: Case, lines: Gate) -> Truth:
    """The value of all lines together; the empty gate is true."""
    return conjoin(evaluate_condition(definition, case, line) for line in lines)


def list_unknown_facts(definition: Definition, case: Case, condition: Condition) -> tuple[str, ...]:
    """The facts whose missing values leave the condition unknown, in reading order; empty when it is decided."""
    return tuple(dict.fromkeys(_find_unknown_facts(definition, case, condition)))


def _find_unknown_facts(definition: Definition, case: Case, condition: Condition) -> Iterable[str]:
    if evaluate_condition(definition, case, condition) is not None:
        return
    match condition:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _find_unknown_facts(definition, case, part)
        case Not(part):
            yield from _find_unknown_facts(definition, case, part)
        case TermHolds(term):
            yield from _find_unknown_facts(definition, case, definition.terms[term].when)
        case FactIs(fact) | FactBetween(fact):
            yield fact


def find_deciding_questions(
    definition: Definition, case: Case, condition: Condition
) -> Iterator[Question]:
    """The questions that give the condition its present value, in reading order; terms are opened."""
    match condition:
        case And(parts) | Or(parts):
            value = evaluate_condition(definition, case, condition)
            for part in parts:
                if evaluate_condition(definition, case, part) is value:
                    yield from find_deciding_questions(definition, case, part)
        case Not(part):
            yield from find_deciding_questions(definition, case, part)
        case TermHolds(term):
            yield from find_deciding_questions(definition, case, definition.terms[term].when)
        case _:
            yield condition


def find_read_facts(definition: Definition, condition: Condition) -> tuple[str, ...]:
    """Every fact that the condition asks about, terms opened, in reading order."""
    found: dict[str, None] = {}
    for question in iterate_questions(condition):
        if isinstance(question, TermHolds):
            found.update(
                dict.fromkeys(find_read_facts(definition, definition.terms[question.term].when))
            )
        elif isinstance(question, FactIs | FactBetween | FactKnown):
            found[question.fact] = None
    return tuple(found)


def find_read_tracks(definition: Definition, condition: Condition) -> frozenset[str]:
    """Every track about whose place, visits or ticks the condition asks, terms opened."""
    found: set[str] = set()
    for question in iterate_questions(condition):
        if isinstance(question, TermHolds):
            found |= find_read_tracks(definition, definition.terms[question.term].when)
        elif isinstance(question, ActionIsDone | StepCurrent | StepVisited | TrackIs):
            found.add(question.track)
    return frozenset(found)
