"""Which values of a fact are urgent: those that its author names, or those that hold a track."""

from __future__ import annotations

from collections.abc import Iterator

from sop.engine.evaluate import Truth, conjoin, disjoin, negate, reads_fact
from sop.model.condition import (
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    Gate,
    Question,
    SwitchOn,
    TermHolds,
    Value,
    fold_condition,
)
from sop.model.definition import Definition, Track
from sop.model.fact import Fact


def find_urgent_values(definition: Definition, fact: Fact) -> tuple[Value, ...]:
    """Return the values that put a case in danger; empty if there are none.

    Without `urgent` an `anytime` fact is urgent with the values for which a track is on hold.
    """
    if fact.urgent is not None:
        return fact.urgent
    if not fact.anytime:
        return ()
    holds = find_holds(definition, fact)
    found: dict[Value, None] = {}
    for lines in holds:
        found |= dict.fromkeys(_find_holding_values(definition, lines, fact))
    return tuple(found)


def find_holds(definition: Definition, fact: Fact) -> list[Gate]:
    """Return the lines of each `on_hold_while` that reads the fact."""
    holds = [track.on_hold_while or () for track in definition.tracks.values()]
    return [lines for lines in holds if reads_fact(definition, lines, fact.id)]


def _find_holding_values(definition: Definition, lines: Gate, fact: Fact) -> Iterator[Value]:
    """Yield the values that hold the track alone; if none does, those that help to hold it."""
    truths = {value: judge_value(definition, lines, fact, value) for value in fact.domain()}
    sufficient = [value for value, truth in truths.items() if truth is True]
    if sufficient or False not in truths.values():
        yield from sufficient
        return
    yield from (value for value, truth in truths.items() if truth is None)


def starts_only_with(definition: Definition, track: Track, fact: Fact, value: Value) -> bool:
    """Whether the track can start with this value of the fact, and not with some other."""
    if not reads_fact(definition, track.starts, fact.id):
        return False
    truths = {other: judge_value(definition, track.starts, fact, other) for other in fact.domain()}
    return truths.get(value) is not False and False in truths.values()


def judge_value(definition: Definition, lines: Gate, fact: Fact, value: Value) -> Truth:
    """Return the value of the lines where only this fact is known."""

    def answer(question: Question) -> Truth:
        match question:
            case FactIs(fact.id, values):
                return value in values
            case FactBetween(fact.id):
                return question.includes(int(value))
            case FactKnown(fact.id):
                return True
            case SwitchOn(switch):
                return definition.switches[switch].value
            case TermHolds(term):
                return judge(definition.terms[term].when)
        return None

    def judge(condition: Condition) -> Truth:
        return fold_condition(
            condition, on_question=answer, on_not=negate, on_and=conjoin, on_or=disjoin
        )

    return conjoin(map(judge, lines))
