"""Lists the conditions of a definition and the questions in them, with those inside their terms."""

from __future__ import annotations

from collections.abc import Iterator

from sop.model.condition import (
    ActionIsDone,
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    Question,
    TermHolds,
    iterate_questions,
)
from sop.model.definition import Action, Definition, Guarantee, Outcome

QuestionSubject = str
"""The id of a fact, or the path of an action that an `is done` reads; only the path has dots."""


def list_conditions(definition: Definition) -> Iterator[Condition]:
    """Yield every condition that moves, holds, closes or is guaranteed; terms are not expanded."""
    for track in definition.tracks.values():
        yield from track.starts
        yield from track.on_hold_while or ()
        for step in track.steps.values():
            for action in step.actions.values():
                yield from (*action.when, *action.only_if)
            for outcome in step.outcomes.values():
                yield from outcome.when
        for interrupt in track.interrupts.values():
            yield from interrupt.when
    yield from definition.closing.when if definition.closing else ()
    for guarantee in definition.guarantees.values():
        yield from list_guarantee_conditions(guarantee)


def list_guarantee_conditions(guarantee: Guarantee) -> tuple[Condition, ...]:
    """Return the conditions that the guarantee has."""
    conditions = (guarantee.a, guarantee.b, guarantee.only_runs_with)
    return tuple(condition for condition in conditions if condition is not None)


def list_global_conditions(definition: Definition) -> Iterator[Condition]:
    """Yield the conditions that are read wherever the tracks are."""
    for track in definition.tracks.values():
        yield from track.starts
        yield from track.on_hold_while or ()
    yield from definition.closing.when if definition.closing else ()


def expand_questions(definition: Definition, condition: Condition) -> Iterator[Question]:
    """Yield every question of the condition, those of its terms included."""
    for question in iterate_questions(condition):
        if isinstance(question, TermHolds):
            yield from expand_questions(definition, definition.terms[question.term].when)
        else:
            yield question


def list_subjects(definition: Definition, condition: Condition) -> Iterator[QuestionSubject]:
    """Yield the facts and the actions that the condition reads."""
    for question in expand_questions(definition, condition):
        if isinstance(question, FactIs | FactBetween | FactKnown):
            yield question.fact
        elif isinstance(question, ActionIsDone):
            yield path_of_action(question)


def path_of_action(question: ActionIsDone) -> str:
    """Return the path of the action."""
    return f"{question.track}.{question.step}.{question.action}"


def fact_of_wait(outcome: Outcome) -> str | None:
    """Return the fact from which the outcome's wait counts, or None."""
    return None if outcome.wait is None else outcome.wait.from_fact


def recordable_facts(action: Action) -> set[str]:
    """Return the facts that the action records or may record."""
    return {*action.records, *action.may_record}
