"""Checks the type of each question of a condition: a name and a predicate become one node.

A question that does not fit its subject gives problems instead of a node.
"""

from __future__ import annotations

from typing import ClassVar

from sop.definition.condition_lexer import Problem, Token
from sop.definition.condition_names import Names, format_value
from sop.definition.condition_places import compile_bare_place, compile_place, reject_value
from sop.definition.condition_problems import (
    ConditionOrProblems,
    make_ill_typed,
    make_misspelt,
    make_unknown_word,
    suggest_question,
)
from sop.definition.finding_report import list_names, quote_value, suggest_nearest
from sop.model.condition import FactBetween, FactIs, FactKnown, Not, SwitchOn, TermHolds, Value
from sop.model.fact import Fact
from sop.model.value import value


@value
class Predicate:
    """What follows `is`: `word` is a keyword of the grammar, or a value.

    `values` has the tokens of the values, one for a single value or a number.
    """

    word: str
    values: tuple[Token, ...]

    PLACES: ClassVar[tuple[str, ...]] = (
        "done",
        "current",
        "visited",
        "waiting",
        "running",
        "ended",
    )
    LAST_WORDS: ClassVar[tuple[str, ...]] = (*PLACES, "known", "unknown", "true", "false")


@value
class _Question:
    """`FACT is [not] PREDICATE`, with the author's words."""

    fact: Fact
    predicate: Predicate
    is_negated: bool
    text: str


def compile_bare_question(word: str, names: Names) -> ConditionOrProblems:
    """Compile a name alone: a yes-or-no fact, a switch or a term."""
    if word in names.switches:
        return SwitchOn(word, word)
    if word in names.terms:
        return TermHolds(word, word)
    if word in names.facts:
        return _compile_bare_fact(word, names.facts[word])
    if word in names.tracks or "." in word:
        return compile_bare_place(word, names)
    return [make_unknown_word(word, names)]


def _compile_bare_fact(word: str, fact: Fact | None) -> ConditionOrProblems:
    if fact is None or fact.type == "boolean":
        return FactIs(word, (True,), word)
    message = f"{quote_value(word)} alone is not a question: {_describe_type(fact)}"
    return [make_ill_typed(message, suggest_question(fact))]


def compile_question(
    subject: str, predicate: Predicate, *, is_negated: bool, text: str, names: Names
) -> ConditionOrProblems:
    """Compile `SUBJECT is [not] PREDICATE`. `text` has the author's words."""
    if predicate.word in Predicate.PLACES:
        return compile_place(subject, predicate.word, is_negated=is_negated, text=text, names=names)
    if "." in subject or subject in names.tracks:
        return reject_value(subject, predicate.word, names)
    for kind, declared in (("switch", names.switches), ("term", names.terms)):
        if subject in declared:
            message = f"{quote_value(subject)} is a {kind}: it has no value to compare"
            return [make_ill_typed(message, f"Write '{subject}' or 'not {subject}'.")]
    if subject not in names.facts:
        return [make_unknown_word(subject, names, fact_only=True)]
    fact = names.facts[subject]
    if fact is None:
        return FactIs(subject, (), text)
    return _compile_fact(_Question(fact, predicate, is_negated, text))


def _compile_fact(question: _Question) -> ConditionOrProblems:
    fact, word = question.fact, question.predicate.word
    if fact.type == "text":
        message = f"{quote_value(fact.id)} is free text, which no condition may read"
        return [make_ill_typed(message, suggest_question(fact))]
    if word in ("known", "unknown"):
        return _compile_known(question)
    if fact.is_moment:
        kind = "a date" if fact.type == "date" else "a date and time"
        message = f"{quote_value(fact.id)} is {kind}: a condition may only ask whether it is known"
        return [make_ill_typed(message, f"Write '{fact.id} is known' or '{fact.id} is unknown'.")]
    if word in ("at least", "at most"):
        return _compile_between(question)
    return _compile_one_of(question)


def _compile_known(question: _Question) -> ConditionOrProblems:
    name, word = question.fact.id, question.predicate.word
    if question.is_negated:
        opposite = "unknown" if word == "known" else "known"
        message = f"write '{name} is {opposite}'"
        return [make_misspelt(message, f"'is not' cannot be combined with '{word}'.")]
    if word == "known":
        return FactKnown(name, question.text)
    return Not(FactKnown(name, f"{name} is known"), question.text)


def _compile_between(question: _Question) -> ConditionOrProblems:
    fact, word = question.fact, question.predicate.word
    token = question.predicate.values[0]
    if fact.type != "integer":
        message = f"{quote_value(fact.id)} has no order; use 'is one of'"
        return [make_ill_typed(message, _suggest_one_of(fact))]
    if token.kind != "number":
        message = f"a whole number is expected after '{word}', not {quote_value(token.text)}"
        return [make_misspelt(message, f"Allowed: {fact.min} to {fact.max}.", token.start)]
    number = int(token.text)
    if question.is_negated:
        instead = f"at most {number - 1}" if word == "at least" else f"at least {number + 1}"
        message = f"write '{fact.id} is {instead}'"
        return [make_misspelt(message, f"'is not' cannot be combined with '{word}'.")]
    if number not in fact.domain():
        return [_make_outside_domain(fact, token)]
    if word == "at least":
        return FactBetween(fact.id, number, None, question.text)
    return FactBetween(fact.id, None, number, question.text)


def _suggest_one_of(fact: Fact) -> str:
    if fact.type != "choices":
        return suggest_question(fact)
    values = ", ".join(format_value(value) for value in fact.domain()[:2])
    return f"For example '{fact.id} is one of {values}'."


def _compile_one_of(question: _Question) -> ConditionOrProblems:
    fact, text = question.fact, question.text
    problems: list[Problem] = []
    values: list[Value] = []
    # With its type, because True equals 1.
    allowed = {(type(value), value) for value in fact.domain()}
    for token in question.predicate.values:
        value = _read_value(token)
        if (type(value), value) not in allowed:
            problems.append(_make_outside_domain(fact, token))
        elif value in values:  # never more than the fact has values: the others are outside
            message = f"{quote_value(token.text)} is listed twice"
            problems.append(make_ill_typed(message, "Delete one.", token.start))
        values.append(value)
    if problems:
        return problems
    if not question.is_negated:
        return FactIs(fact.id, tuple(values), text)
    return Not(FactIs(fact.id, tuple(values), text.replace(" is not ", " is ", 1)), text)


def _read_value(token: Token) -> Value:
    if token.kind == "number":
        return int(token.text)
    return {"true": True, "false": False}.get(token.text, token.text)


def _make_outside_domain(fact: Fact, token: Token) -> Problem:
    """Return the problem of a value that the fact cannot have."""
    allowed = [format_value(value) for value in fact.domain()]
    if fact.type == "boolean":
        message = (
            f"{quote_value(fact.id)} is a yes-or-no fact; "
            f"{quote_value(token.text)} is not one of its values"
        )
        return make_ill_typed(message, f"Write '{fact.id}' or 'not {fact.id}'.", token.start)
    message = f"unknown value of {fact.id} {quote_value(token.text)}"
    if fact.type == "integer":
        return make_ill_typed(message, f"Allowed: {fact.min} to {fact.max}.", token.start)
    message += suggest_nearest(token.text, allowed)
    return make_ill_typed(message, f"Allowed: {list_names(allowed)}.", token.start)


def _describe_type(fact: Fact) -> str:
    return {
        "choices": "it has choices",
        "integer": "it is a whole number",
        "date": "it is a date",
        "datetime": "it is a date and time",
        "text": "it is free text",
    }.get(fact.type, "it is not yes or no")
