"""Whether a condition is true, false or unknown in a case (three-valued Kleene logic).

None is unknown. This module walks the trees itself instead of using `fold_condition`: it runs for
every line of a checklist, and it stops at the first part that decides.
"""

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
    """Return false if one is false, else unknown if one is unknown, else true; true for none."""
    result: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def disjoin(values: Iterable[Truth]) -> Truth:
    """Return true if one is true, else unknown if one is unknown, else false; false for none."""
    result: Truth = False
    for value in values:
        if value is True:
            return True
        if value is None:
            result = None
    return result


def negate(value: Truth) -> Truth:
    """Return the opposite; unknown stays unknown."""
    return None if value is None else not value


def evaluate_condition(definition: Definition, case: Case, condition: Condition) -> Truth:
    """Return the value of the condition in the case."""
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
        case FactBetween(fact):
            number = case.value(fact)
            return None if number is None else condition.includes(int(number))
        case FactKnown(fact):
            return case.value(fact) is not None
        case SwitchOn(switch):
            return definition.switches[switch].value
        case TermHolds(term):
            return evaluate_condition(definition, case, definition.terms[term].when)
    return _evaluate_place(case, condition)


def _evaluate_place(
    case: Case, question: ActionIsDone | StepCurrent | StepVisited | TrackIs
) -> bool:
    """Answer a question about the steps and actions of a track; the answer is never unknown."""
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
            if visit is None or action not in visit.actions:
                return False
            return visit.actions[action].state == "done"


def evaluate_gate(definition: Definition, case: Case, lines: Gate) -> Truth:
    """Return the value of all lines of a guard together; the empty gate is true."""
    return conjoin(evaluate_condition(definition, case, line) for line in lines)


def list_unknown_facts(definition: Definition, case: Case, condition: Condition) -> tuple[str, ...]:
    """Return the facts without a value that leave the condition unknown, in reading order.

    Empty if the condition is true or false.
    """
    return tuple(dict.fromkeys(_find_unknown_facts(definition, case, condition)))


def _find_unknown_facts(definition: Definition, case: Case, condition: Condition) -> Iterator[str]:
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
    """Yield the questions that give the condition its value, in reading order; terms are opened."""
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


def iterate_open_questions(definition: Definition, condition: Condition) -> Iterator[Question]:
    """Yield the questions of the condition in reading order; terms are opened."""
    for question in iterate_questions(condition):
        if isinstance(question, TermHolds):
            yield from iterate_open_questions(definition, definition.terms[question.term].when)
        else:
            yield question


def find_read_facts(definition: Definition, condition: Condition) -> tuple[str, ...]:
    """Return every fact that the condition reads, in reading order; terms are opened."""
    found: dict[str, None] = {}
    for question in iterate_open_questions(definition, condition):
        if isinstance(question, FactIs | FactBetween | FactKnown):
            found[question.fact] = None
    return tuple(found)


def reads_fact(definition: Definition, lines: Gate, fact: str) -> bool:
    """Whether one of the lines reads the fact."""
    return any(fact in find_read_facts(definition, line) for line in lines)


def find_read_tracks(definition: Definition, condition: Condition) -> frozenset[str]:
    """Return every track whose steps or actions the condition reads; terms are opened."""
    found: set[str] = set()
    for question in iterate_open_questions(definition, condition):
        if isinstance(question, ActionIsDone | StepCurrent | StepVisited | TrackIs):
            found.add(question.track)
    return frozenset(found)
