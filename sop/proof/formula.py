"""Conditions over the variables of a model, before any diagram: questions of the form "variable among values".

A condition of the definition becomes two formulas, "definitely true" and "definitely false", from the very tree that
the engine evaluates; what is neither is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator

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
    StepCurrent,
    StepVisited,
    SwitchOn,
    TermHolds,
    TrackIs,
    Value,
)
from sop.model.definition import Definition, Track
from sop.model.value import value
from sop.proof.bdd import Name, Valuation


@value
class Among:
    """The variable has one of these values."""

    name: Name
    values: frozenset[Hashable]


@value
class Conjunction:
    parts: tuple[Formula, ...] = ()


@value
class Disjunction:
    parts: tuple[Formula, ...] = ()


@value
class Negation:
    part: Formula


Formula = Among | Conjunction | Disjunction | Negation
TRUE, FALSE = Conjunction(), Disjunction()


def among(name: Name, *values: Hashable) -> Formula:
    return Among(name, frozenset(values))


def both(*parts: Formula) -> Formula:
    """All parts, those that always hold left out."""
    kept = tuple(part for part in parts if part != TRUE)
    return FALSE if FALSE in kept else kept[0] if len(kept) == 1 else Conjunction(kept)


def either(*parts: Formula) -> Formula:
    """At least one part, those that never hold left out."""
    kept = tuple(part for part in parts if part != FALSE)
    return TRUE if TRUE in kept else kept[0] if len(kept) == 1 else Disjunction(kept)


def negate(part: Formula) -> Formula:
    if part in (TRUE, FALSE):
        return FALSE if part == TRUE else TRUE
    return part.part if isinstance(part, Negation) else Negation(part)


def names_in(formula: Formula) -> Iterator[Name]:
    """Every variable that the formula asks about; one asked twice comes twice."""
    match formula:
        case Among(name):
            yield name
        case Negation(part):
            yield from names_in(part)
        case Conjunction(parts) | Disjunction(parts):
            for part in parts:
                yield from names_in(part)


def holds(formula: Formula, valuation: Valuation) -> bool:
    """Whether the formula is true of one configuration."""
    match formula:
        case Among(name, values):
            return valuation[name] in values
        case Negation(part):
            return not holds(part, valuation)
        case Conjunction(parts):
            return all(holds(part, valuation) for part in parts)
        case Disjunction(parts):
            return any(holds(part, valuation) for part in parts)


AT, DONE, FACT, VISITED, BACK_TO, FRESH, SWITCH = (
    "at",
    "done",
    "fact",
    "visited",
    "back_to",
    "fresh",
    "switch",
)
CLOSED: Name = ("closed",)


@value
class TruthPair:
    """Definitely true, definitely false."""

    true: Formula
    false: Formula

    @property
    def unknown(self) -> Formula:
        return both(negate(self.true), negate(self.false))


class ConditionEncoder:
    """The conditions of one definition as formulas. `classes` are the values of each fact that nothing tells apart."""

    def __init__(
        self, definition: Definition, classes_of: Callable[[str], tuple[tuple[Value, ...], ...]]
    ) -> None:
        self.definition = definition
        self._classes_of = classes_of
        self._terms: dict[str, TruthPair] = {}

    def pair(self, condition: Condition) -> TruthPair:
        match condition:
            case And(parts):
                pairs = [self.pair(part) for part in parts]
                return TruthPair(both(*(p.true for p in pairs)), either(*(p.false for p in pairs)))
            case Or(parts):
                pairs = [self.pair(part) for part in parts]
                return TruthPair(either(*(p.true for p in pairs)), both(*(p.false for p in pairs)))
            case Not(part):
                inner = self.pair(part)
                return TruthPair(inner.false, inner.true)
            case TermHolds(term):
                if term not in self._terms:
                    self._terms[term] = self.pair(self.definition.terms[term].when)
                return self._terms[term]
            case FactIs(fact, values):
                return self._encode_fact(fact, lambda value: value in values)
            case FactBetween(fact, low, high):
                return self._encode_fact(
                    fact,
                    lambda n: (low is None or int(n) >= low) and (high is None or int(n) <= high),
                )
            case FactKnown(fact):
                unknown = among((FACT, fact), None)
                return TruthPair(negate(unknown), unknown)
        return _certain(self._place(condition))

    def _encode_fact(self, fact: str, fits: Callable[[Value], bool]) -> TruthPair:
        classes = self._classes_of(fact)
        fitting = [number for number, values in enumerate(classes) if fits(values[0])]
        other = [number for number in range(len(classes)) if number not in fitting]
        return TruthPair(among((FACT, fact), *fitting), among((FACT, fact), *other))

    def _place(
        self, question: SwitchOn | ActionIsDone | StepCurrent | StepVisited | TrackIs
    ) -> Formula:
        match question:
            case SwitchOn(switch):
                return among((SWITCH, switch), True)
            case ActionIsDone(track, step, action):
                return among((DONE, f"{track}.{step}.{action}"), "done")
            case StepCurrent(track, step):
                return among((AT, track), step)
            case StepVisited(track, step):
                return among((VISITED, f"{track}.{step}"), True)
            case TrackIs(track, status):
                return among((AT, track), *_steps_with(self.definition.tracks[track], status))

    def gate(self, lines: Gate) -> TruthPair:
        """All lines together; the empty gate is true."""
        pairs = [self.pair(line) for line in lines]
        return TruthPair(both(*(p.true for p in pairs)), either(*(p.false for p in pairs)))


def _certain(formula: Formula) -> TruthPair:
    return TruthPair(formula, negate(formula))


def _steps_with(track: Track, status: str) -> Iterable[str | None]:
    if status == "waiting":
        return (None,)
    return tuple(step.id for step in track.steps.values() if step.end == (status == "ended"))
