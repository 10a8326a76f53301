"""Types the questions of a condition: a name and what is asked of it become one node, or the problems with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, get_args

from sop.definition.condition_lexer import Problem, Token
from sop.definition.condition_names import Names, format_value
from sop.definition.diagnostics import find_nearest, list_names, quote_value, suggest_nearest
from sop.model.condition import (
    ActionIsDone,
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    Not,
    StepCurrent,
    StepVisited,
    SwitchOn,
    TermHolds,
    TrackIs,
    TrackStatus,
    Value,
)
from sop.model.definition import Fact
from sop.model.value import value

ConditionOrProblems = Condition | list[Problem]
HERE = -1
"""The offset of a problem with the subject itself; the reader puts the subject's place there."""

_ILL_TYPED = "ill-typed-condition"


@value
class Predicate:
    """What follows `is`: `word` is a keyword of the grammar, else `values` holds the one value asked for."""

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


def compile_bare_question(word: str, names: Names) -> ConditionOrProblems:
    """A name by itself: a yes-or-no fact, a switch or a term."""
    if word in names.switches:
        return SwitchOn(word, word)
    if word in names.terms:
        return TermHolds(word, word)
    if word in names.facts:
        fact = names.facts[word]
        if fact is None or fact.type == "boolean":
            return FactIs(word, (True,), word)
        return [
            Problem(
                _ILL_TYPED,
                f"{quote_value(word)} by itself is no question: {_describe_type(fact)}",
                HERE,
                _suggest_question(fact),
            )
        ]
    if word in names.tracks or "." in word:
        return _bare_place(word, names)
    return [_unknown_word(word, names)]


def compile_question(
    subject: str, asked: Predicate, negated: bool, text: str, names: Names
) -> ConditionOrProblems:
    """SUBJECT is [not] ASKED."""
    if asked.word in Predicate.PLACES:
        return _ask_place(subject, asked.word, negated, text, names)
    if "." in subject or subject in names.tracks:
        return _place_asked_a_value(subject, asked, names)
    if subject in names.switches or subject in names.terms:
        kind = "switch" if subject in names.switches else "term"
        return [
            Problem(
                _ILL_TYPED,
                f"{quote_value(subject)} is a {kind}: it has no value to compare",
                HERE,
                f"Write '{subject}' or 'not {subject}'.",
            )
        ]
    if subject not in names.facts:
        return [_unknown_word(subject, names, fact_only=True)]
    fact = names.facts[subject]
    if fact is None:
        return FactIs(subject, (), text)
    return _ask_fact(fact, asked, negated, text)


def _ask_fact(fact: Fact, asked: Predicate, negated: bool, text: str) -> ConditionOrProblems:
    if fact.type == "text":
        return [
            Problem(
                _ILL_TYPED,
                f"{quote_value(fact.id)} is free text, which no condition may read",
                HERE,
                "Ask a fact with choices instead.",
            )
        ]
    if asked.word in ("known", "unknown"):
        return _ask_known(fact, asked, negated, text)
    if fact.type == "datetime":
        return [
            Problem(
                _ILL_TYPED,
                f"{quote_value(fact.id)} is a date and time: a condition may only ask whether it is known",
                HERE,
                f"Write '{fact.id} is known' or '{fact.id} is unknown'.",
            )
        ]
    if asked.word in ("at least", "at most"):
        return _ask_between(fact, asked, negated, text)
    return _ask_one_of(fact, asked, negated, text)


def _ask_known(fact: Fact, asked: Predicate, negated: bool, text: str) -> ConditionOrProblems:
    if negated:
        other = "unknown" if asked.word == "known" else "known"
        return [
            Problem(
                "condition-syntax",
                f"write '{fact.id} is {other}'",
                HERE,
                "'is not' does not go with 'known'.",
            )
        ]
    if asked.word == "known":
        return FactKnown(fact.id, text)
    return Not(FactKnown(fact.id, f"{fact.id} is known"), text)


def _ask_between(fact: Fact, asked: Predicate, negated: bool, text: str) -> ConditionOrProblems:
    token = asked.values[0]
    if fact.type != "integer":
        values = ", ".join(format_value(value) for value in fact.domain()[:2])
        remedy = (
            f"For example '{fact.id} is one of {values}'."
            if fact.type == "choices"
            else _suggest_question(fact)
        )
        return [
            Problem(
                _ILL_TYPED, f"{quote_value(fact.id)} has no order; use 'is one of'", HERE, remedy
            )
        ]
    if token.kind != "number":
        message = f"a whole number is expected after '{asked.word}', not {quote_value(token.text)}"
        return [
            Problem("condition-syntax", message, token.start, f"Allowed: {fact.min} to {fact.max}.")
        ]
    number = int(token.text)
    if negated:
        instead = f"at most {number - 1}" if asked.word == "at least" else f"at least {number + 1}"
        message = f"write '{fact.id} is {instead}'"
        return [
            Problem("condition-syntax", message, HERE, f"'is not' does not go with '{asked.word}'.")
        ]
    if number not in fact.domain():
        return [_report_outside_domain(fact, token)]
    low, high = (number, None) if asked.word == "at least" else (None, number)
    return FactBetween(fact.id, low, high, text)


def _ask_one_of(fact: Fact, asked: Predicate, negated: bool, text: str) -> ConditionOrProblems:
    problems: list[Problem] = []
    values: list[Value] = []
    allowed = {(type(value), value) for value in fact.domain()}
    for token in asked.values:
        value = _value(token)
        if (type(value), value) not in allowed:
            problems.append(_report_outside_domain(fact, token))
        elif value in values:  # at most as many as the fact has values, or they were outside
            problems.append(
                Problem(
                    _ILL_TYPED,
                    f"{quote_value(token.text)} is listed twice",
                    token.start,
                    "Delete one.",
                )
            )
        values.append(value)
    if problems:
        return problems
    if not negated:
        return FactIs(fact.id, tuple(values), text)
    return Not(FactIs(fact.id, tuple(values), text.replace(" is not ", " is ", 1)), text)


def _value(token: Token) -> Value:
    if token.kind == "number":
        return int(token.text)
    return {"true": True, "false": False}.get(token.text, token.text)


def _report_outside_domain(fact: Fact, token: Token) -> Problem:
    """A value that the fact can never have."""
    allowed = [format_value(value) for value in fact.domain()]
    if fact.type == "boolean":
        message = f"{quote_value(fact.id)} is a yes-or-no fact; {quote_value(token.text)} is none of its values"
        return Problem(_ILL_TYPED, message, token.start, f"Write '{fact.id}' or 'not {fact.id}'.")
    near = find_nearest(token.text, allowed) if fact.type == "choices" else None
    hint = f", did you mean {quote_value(near)}?" if near else ""
    span = f"{fact.min} to {fact.max}" if fact.type == "integer" else list_names(allowed)
    message = f"unknown value of {fact.id} {quote_value(token.text)}{hint}"
    return Problem(_ILL_TYPED, message, token.start, f"Allowed: {span}.")


def _describe_type(fact: Fact) -> str:
    return {
        "choices": "it has choices",
        "integer": "it is a whole number",
        "datetime": "it is a date and time",
        "text": "it is free text",
    }.get(fact.type, "it is not yes or no")


def _suggest_question(fact: Fact) -> str:
    if fact.type == "choices":
        return f"Write '{fact.id} is {fact.choices[0] if fact.choices else 'VALUE'}'. Allowed: {list_names(fact.choices)}."
    if fact.type == "integer":
        return f"Write '{fact.id} is at least {fact.min}' or '{fact.id} is {fact.min}'."
    if fact.type == "datetime":
        return f"Write '{fact.id} is known'."
    if fact.type == "boolean":
        return f"Write '{fact.id}' or 'not {fact.id}'."
    return "Ask a fact with choices instead."


def _unknown_word(word: str, names: Names, fact_only: bool = False) -> Problem:
    if word in names.later_terms:
        return Problem(
            "unknown-term",
            f"the term {quote_value(word)} is not yet known here",
            HERE,
            "A term may use only those that are listed before it: move it up.",
        )
    known = list(names.facts) if fact_only else names.single_words()
    places = [
        path for path in (*names.actions(), *names.steps()) if path.rsplit(".", 1)[-1] == word
    ]
    kind = "fact" if fact_only else "fact, switch or term"
    if places and find_nearest(word, known) is None:
        asks = "done" if places[0].count(".") == 2 else "current"
        return Problem(
            "unknown-fact",
            f"unknown {kind} {quote_value(word)}",
            HERE,
            f"Write the whole path: '{places[0]} is {asks}'.",
        )
    return Problem(
        "unknown-fact",
        f"unknown {kind} {quote_value(word)}{suggest_nearest(word, known)}",
        HERE,
        f"Known: {list_names(known)}.",
    )


def _bare_place(word: str, names: Names) -> list[Problem]:
    problem = _find_missing_place(word, names)
    if problem:
        return [problem]
    what = ("track", "step", "action")[word.count(".")]
    return [
        Problem(
            "condition-syntax",
            f"the {what} {quote_value(word)} by itself is no question",
            HERE,
            names.example(word),
        )
    ]


def _place_asked_a_value(subject: str, asked: Predicate, names: Names) -> list[Problem]:
    problem = _find_missing_place(subject, names)
    if problem:
        return [problem]
    depth = subject.count(".")
    what = ("track", "step", "action")[depth]
    allowed = ("'waiting', 'running' or 'ended'", "'current' or 'visited'", "'done'")[depth]
    said = asked.word if asked.word not in ("one of",) else "one of"
    return [
        Problem(
            _ILL_TYPED,
            f"the {what} {quote_value(subject)} cannot be {quote_value(said)}",
            HERE,
            f"Of {'an' if depth == 2 else 'a'} {what} a condition asks whether it is {allowed}.",
        )
    ]


def _ask_place(
    subject: str, word: str, negated: bool, text: str, names: Names
) -> ConditionOrProblems:
    """track.step.action is done, track.step is current or visited, track is waiting, running or ended."""
    depth = {"done": 2, "current": 1, "visited": 1}.get(word, 0)
    if "." not in subject and subject not in names.tracks:
        return [_not_a_place(subject, word, depth, names)]
    problem = _find_missing_place(subject, names)
    if problem:
        return [problem]
    if subject.count(".") != depth:
        what = ("a track", "a step (track.step)", "an action (track.step.action)")
        return [
            Problem(
                _ILL_TYPED,
                f"'{word}' asks about {what[depth]}; {quote_value(subject)} is {what[subject.count('.')].split(' (')[0]}",
                HERE,
                names.example(subject),
            )
        ]
    node = _nodes()[word](
        subject.split("."), text if not negated else text.replace(" is not ", " is ", 1)
    )
    return Not(node, text) if negated else node


def _nodes() -> dict[str, Callable[[list[str], str], Condition]]:
    statuses: tuple[TrackStatus, ...] = get_args(TrackStatus)
    nodes: dict[str, Callable[[list[str], str], Condition]] = {
        "done": lambda parts, text: ActionIsDone(parts[0], parts[1], parts[2], text),
        "current": lambda parts, text: StepCurrent(parts[0], parts[1], text),
        "visited": lambda parts, text: StepVisited(parts[0], parts[1], text),
    }
    for status in statuses:
        nodes[status] = lambda parts, text, status=status: TrackIs(parts[0], status, text)  # type: ignore[misc]
    return nodes


def _not_a_place(subject: str, word: str, depth: int, names: Names) -> Problem:
    if subject in names.facts or subject in names.switches or subject in names.terms:
        fact = names.facts.get(subject)
        remedy = _suggest_question(fact) if fact else f"Write '{subject}' or 'not {subject}'."
        kind = (
            "fact" if subject in names.facts else "switch" if subject in names.switches else "term"
        )
        return Problem(
            _ILL_TYPED, f"the {kind} {quote_value(subject)} cannot be '{word}'", HERE, remedy
        )
    if depth == 0:
        return Problem(
            "unknown-track",
            f"unknown track {quote_value(subject)}{suggest_nearest(subject, names.tracks)}",
            HERE,
            f"Known: {list_names(names.tracks)}.",
        )
    kind, paths = ("step", names.steps()) if depth == 1 else ("action", names.actions())
    same = [path for path in paths if path.rsplit(".", 1)[-1] == subject]
    remedy = (
        f"Write the whole path: '{same[0]} is {word}'."
        if same
        else f"Write the whole path: {'track.step' if depth == 1 else 'track.step.action'}."
    )
    return Problem(f"unknown-{kind}", f"unknown {kind} {quote_value(subject)}", HERE, remedy)


def _find_missing_place(path: str, names: Names) -> Problem | None:
    """The first part of a dotted path that does not exist; None when all do, or when nobody can tell."""
    track, *rest = path.split(".")
    if len(rest) > 2:
        return Problem(
            "condition-syntax",
            f"{quote_value(path)} has too many parts",
            HERE,
            "Write track.step.action.",
        )
    if track not in names.tracks:
        return Problem(
            "unknown-track",
            f"unknown track {quote_value(track)}{suggest_nearest(track, names.tracks)}",
            HERE,
            f"Known: {list_names(names.tracks)}.",
        )
    steps = names.tracks[track]
    if not rest or steps is None:
        return None
    if rest[0] not in steps:
        return Problem(
            "unknown-step",
            f"unknown step {quote_value(rest[0])} of {track}{suggest_nearest(rest[0], steps)}",
            HERE,
            f"Steps of {track}: {list_names(steps)}.",
        )
    actions = steps[rest[0]]
    if len(rest) == 1 or actions is None or rest[1] in actions:
        return None
    return Problem(
        "unknown-action",
        f"unknown action {quote_value(rest[1])} of {track}.{rest[0]}{suggest_nearest(rest[1], actions)}",
        HERE,
        f"Actions of {track}.{rest[0]}: {list_names(actions)}.",
    )
