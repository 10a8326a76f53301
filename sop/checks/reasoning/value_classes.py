"""The values of a fact, in classes between which no question of some conditions distinguishes.

So an integer up to a thousand is a handful of classes, and one value stands for its whole class.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from sop.engine.evaluate import Truth
from sop.model.condition import (
    Condition,
    FactBetween,
    FactIs,
    Question,
)
from sop.model.definition import Definition
from sop.model.fact import Fact
from sop.proof.read_conditions import expand_questions

# The value of a fact without listed values; no fact can have it as its own.
SOME_VALUE = "(some value)"
# Of more integers only those at which a question can change its answer are tried.
WIDEST_RANGE = 1_000


def fact_classes(
    definition: Definition, fact: str, conditions: Iterable[Condition]
) -> tuple[tuple[object, ...], ...]:
    """Return the fact's values in groups between which no question of the conditions distinguishes.

    Unknown is the group (None,).
    """
    questions = chain.from_iterable(expand_questions(definition, each) for each in conditions)
    return classify_values(definition.facts[fact], questions)


def classify_values(fact: Fact, questions: Iterable[Question]) -> tuple[tuple[object, ...], ...]:
    own = _select_value_questions(fact, questions)
    groups: dict[tuple[Truth, ...], list[object]] = {}
    for value in list_values(fact, own):
        answers = tuple([answer_for_value(question, value) for question in own])
        groups.setdefault(answers, []).append(value)
    classes = tuple(map(tuple, groups.values()))
    return classes if fact.initially is not None else (*classes, (None,))


def _select_value_questions(
    fact: Fact, questions: Iterable[Question]
) -> list[FactIs | FactBetween]:
    asked: list[FactIs | FactBetween] = []
    for question in questions:
        if isinstance(question, FactIs | FactBetween) and question.fact == fact.id:
            asked.append(question)
    return asked


def answer_for_value(question: FactIs | FactBetween, value: object) -> Truth:
    """Return what the question answers for a value of its fact."""
    if value is None:
        return None
    if isinstance(question, FactIs):
        return value in question.values
    return question.includes(value) if isinstance(value, int) else None


def list_values(fact: Fact, questions: Iterable[FactIs | FactBetween]) -> Iterable[object]:
    """Return the fact's values; of a wide range only those next to a limit of a question."""
    if fact.type != "integer":
        return fact.domain() or (SOME_VALUE,)
    whole = range(fact.min or 0, (fact.max or 0) + 1)
    if len(whole) <= WIDEST_RANGE:
        return whole
    tried = {whole[0], whole[-1]}
    for limit in chain.from_iterable(map(_list_limits, questions)):
        tried.update((limit - 1, limit, limit + 1))
    return sorted(value for value in tried if value in whole)


def _list_limits(question: FactIs | FactBetween) -> list[int]:
    """Return the integers at which the question can change its answer."""
    values = question.values if isinstance(question, FactIs) else (question.low, question.high)
    return [int(value) for value in values if value is not None]
