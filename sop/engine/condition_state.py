"""What makes a condition true, false or unknown now, in words, and who could change that.

It shows nothing about facts that the user may not see.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sop.engine.condition_text import describe_line, describe_place, describe_position
from sop.engine.decision_context import Situation
from sop.engine.evaluate import find_deciding_questions, find_read_facts
from sop.engine.fact_values import say_value
from sop.engine.private_rules import may_see_fact
from sop.engine.suggestions import suggest_do, suggest_set
from sop.engine.word_lists import join_conditions
from sop.model.condition import (
    ActionIsDone,
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    Question,
    StepCurrent,
    StepVisited,
    SwitchOn,
    TermHolds,
    TrackIs,
)
from sop.model.suggestion import Suggestion

PRIVATE_VALUE = "the value of "
"""How the state of a private fact begins: its value is not shown, so it explains nothing."""
HIDDEN_RULE = "a rule about facts that you may not see"


def may_see(at: Situation, fact: str) -> bool:
    """Whether the user may see the fact's value."""
    return may_see_fact(at.definition, fact, at.as_)


def may_see_line(at: Situation, line: Condition) -> bool:
    """Whether the user may see every fact that the line reads."""
    return all(may_see(at, fact) for fact in find_read_facts(at.definition, line))


def describe_value(at: Situation, fact: str) -> str:
    """Return the fact's value in words; a sensitive one is never shown in a refusal."""
    value = at.case.value(fact)
    if value is None:
        return "not yet known"
    if at.definition.facts[fact].sensitive:
        return "private"
    return say_value(value)


def describe_rule(at: Situation, lines: Sequence[Condition]) -> str:
    """Return what the lines ask for, and what is so now: `"injured" is yes. Now: injured is no.`

    It shows nothing about facts that the user may not see.
    """
    claims = [describe_line(at.definition, line) for line in lines if may_see_line(at, line)]
    if len(claims) < len(lines):
        claims.append(f"{HIDDEN_RULE} is met")
    rule = f"{join_conditions(claims)}."
    state = describe_now(at, lines)
    return f"{rule} {state}." if state else rule


def describe_now(at: Situation, lines: Iterable[Condition]) -> str:
    """Return what gives the lines their values: `Now: injured is no`.

    Empty if it is hidden, or if the line says it: what must be known or done is not.
    """
    states: list[str] = []
    for line in lines:
        if may_see_line(at, line) and not _says_what_lacks(at, line):
            states += describe_causes(at, line)
    if not states:
        return ""
    return f"Now: {', '.join(dict.fromkeys(states))}"


def _says_what_lacks(at: Situation, line: Condition) -> bool:
    """Whether the state now would only repeat the line with `not`."""
    return isinstance(line, FactKnown | ActionIsDone | StepVisited) and not at.evaluate(line)


def describe_causes(at: Situation, line: Condition) -> list[str]:
    """Return the states that decide the value of the line: `injured is yes`."""
    deciding = find_deciding_questions(at.definition, at.case, line)
    return [_describe_question(at, question) for question in deciding]


def _describe_question(at: Situation, question: Question) -> str:
    """Return the state that the question asks about: `injured is yes`."""
    match question:
        case FactIs(fact) | FactBetween(fact) | FactKnown(fact):
            return _describe_fact(at, fact)
        case TrackIs(track):
            return f"{track} is {at.case.tracks[track].status}"
        case SwitchOn(switch):
            return f"{switch} is {say_value(at.evaluate(question))} in this version"
        case TermHolds():
            return question.text
    return _describe_place(at, question)


def _describe_fact(at: Situation, fact: str) -> str:
    value = describe_value(at, fact)
    if value == "private":
        return f"{PRIVATE_VALUE}{fact} is private"
    return f"{fact} is {value}"


def _describe_place(at: Situation, question: ActionIsDone | StepCurrent | StepVisited) -> str:
    """Return the answer; for a step that is not current, where the track is now."""
    holds = at.evaluate(question) is True
    if isinstance(question, StepCurrent) and not holds:
        track, state = at.track_of(question.track)
        return describe_position(track, track.steps[state.step] if state.step else None)
    return describe_place(at.definition, question, holds)


def find_changers(at: Situation, line: Condition) -> tuple[tuple[str, ...], Suggestion | None]:
    """Return who could change the value of the line, and how.

    By an action that the line asks for, or else by a fact that can be set at any time.
    """
    deciding = tuple(find_deciding_questions(at.definition, at.case, line))
    for question in deciding:
        if isinstance(question, ActionIsDone) and not at.evaluate(question):
            action = at.definition.action(f"{question.track}.{question.step}.{question.action}")
            return action.by, suggest_do(at, action)
    for question in deciding:
        if isinstance(question, FactIs | FactBetween):
            fact = at.definition.facts[question.fact]
            if fact.anytime and may_see(at, fact.id):
                return fact.anytime, suggest_set(at, fact)
    return (), None
