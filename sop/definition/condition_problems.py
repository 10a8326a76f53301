"""Makes the problems that a condition can have, each with a remedy."""

from __future__ import annotations

from sop.definition.condition_lexer import Problem
from sop.definition.condition_names import Names
from sop.definition.finding_report import find_nearest, list_names, quote_value, suggest_nearest
from sop.model.condition import Condition
from sop.model.fact import Fact

ConditionOrProblems = Condition | list[Problem]

HERE = -1
"""The offset of a problem with the subject itself; the parser replaces it by the subject's."""


def make_ill_typed(message: str, remedy: str, offset: int = HERE) -> Problem:
    """Return the problem of a question that does not fit its subject."""
    return Problem("ill-typed-condition", message, offset, remedy)


def make_misspelt(message: str, remedy: str, offset: int = HERE) -> Problem:
    """Return the problem of a question that does not follow the grammar."""
    return Problem("condition-syntax", message, offset, remedy)


def make_unknown_word(word: str, names: Names, *, fact_only: bool = False) -> Problem:
    """Return the problem of a word that is not declared, with the nearest name."""
    if word in names.later_terms:
        return Problem(
            "unknown-term",
            f"the term {quote_value(word)} is not yet known here",
            HERE,
            "A term may use only those that are listed before it: move it up.",
        )
    known = list(names.facts) if fact_only else names.single_words()
    kind = "fact" if fact_only else "fact, switch or term"
    message = f"unknown {kind} {quote_value(word)}"
    path = _find_path(word, names)
    if path and find_nearest(word, known) is None:
        state = "done" if path.count(".") == 2 else "current"
        remedy = f"Write the whole path: '{path} is {state}'."
        return Problem("unknown-fact", message, HERE, remedy)
    message += suggest_nearest(word, known)
    return Problem("unknown-fact", message, HERE, f"Known: {list_names(known)}.")


def _find_path(word: str, names: Names) -> str | None:
    """Return the first path of an action or step that ends in this word; None without one."""
    for path in (*names.actions(), *names.steps()):
        if path.rsplit(".", 1)[-1] == word:
            return path
    return None


def suggest_question(fact: Fact) -> str:
    """Return how to ask about this fact, by its type."""
    if fact.type == "choices":
        example = fact.choices[0] if fact.choices else "VALUE"
        return f"Write '{fact.id} is {example}'. Allowed: {list_names(fact.choices)}."
    if fact.type == "integer":
        return f"Write '{fact.id} is at least {fact.min}' or '{fact.id} is {fact.min}'."
    if fact.type == "datetime":
        return f"Write '{fact.id} is known'."
    if fact.type == "boolean":
        return f"Write '{fact.id}' or 'not {fact.id}'."
    return "Ask a fact with choices instead."
