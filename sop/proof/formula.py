"""Conditions over the variables of a model: formulas whose atoms are "variable among values".

A condition of the definition becomes two formulas, "certainly true" and "certainly false", built
from the tree that the engine evaluates. Where neither holds the condition is unknown (three-valued
logic of Kleene).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from sop.model.condition import (
    ActionIsDone,
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    Gate,
    Question,
    StepCurrent,
    StepVisited,
    SwitchOn,
    TermHolds,
    TrackIs,
    Value,
    fold_condition,
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
    """All parts hold."""

    parts: tuple[Formula, ...] = ()


@value
class Disjunction:
    """At least one part holds."""

    parts: tuple[Formula, ...] = ()


@value
class Negation:
    """The part does not hold."""

    part: Formula


Formula = Among | Conjunction | Disjunction | Negation
TRUE, FALSE = Conjunction(), Disjunction()


def among(name: Name, *values: Hashable) -> Formula:
    """Return the formula "the variable has one of these values"."""
    return Among(name, frozenset(values))


def conjoin(*parts: Formula) -> Formula:
    """Return the conjunction of the parts; parts that are TRUE are left out."""
    return _combine(parts, TRUE, FALSE, Conjunction)


def disjoin(*parts: Formula) -> Formula:
    """Return the disjunction of the parts; parts that are FALSE are left out."""
    return _combine(parts, FALSE, TRUE, Disjunction)


def _combine(
    parts: Iterable[Formula],
    neutral: Formula,
    decisive: Formula,
    join: Callable[[tuple[Formula, ...]], Formula],
) -> Formula:
    """Return the joined parts without the neutral ones; one decisive part decides alone."""
    kept = tuple(part for part in parts if part != neutral)
    if decisive in kept:
        return decisive
    return kept[0] if len(kept) == 1 else join(kept)


def negate(part: Formula) -> Formula:
    """Return the formula that holds where the part does not."""
    if part == TRUE:
        return FALSE
    if part == FALSE:
        return TRUE
    return part.part if isinstance(part, Negation) else Negation(part)


def atoms_in(formula: Formula) -> Iterator[Among]:
    """Yield every atom of the formula; one that occurs twice comes twice."""
    match formula:
        case Among():
            yield formula
        case Negation(part):
            yield from atoms_in(part)
        case Conjunction(parts) | Disjunction(parts):
            for part in parts:
                yield from atoms_in(part)


def names_in(formula: Formula) -> Iterator[Name]:
    """Yield every variable that the formula reads; one that is read twice comes twice."""
    return (atom.name for atom in atoms_in(formula))


def holds(formula: Formula, valuation: Valuation) -> bool:
    """Return whether the formula is true of one configuration."""
    match formula:
        case Among(name, values):
            return valuation[name] in values
        case Negation(part):
            return not holds(part, valuation)
        case Conjunction(parts):
            return all(holds(part, valuation) for part in parts)
        case Disjunction(parts):
            return any(holds(part, valuation) for part in parts)


# The first part of each variable's name.
AT = "at"
DONE = "done"
FACT = "fact"
VISITED = "visited"
BACK_TO = "back_to"
FRESH = "fresh"
SWITCH = "switch"
CLOSED: Name = ("closed",)


@value
class TruthPair:
    """Two formulas: where a condition is certainly true, and where it is certainly false."""

    true: Formula
    false: Formula

    @property
    def unknown(self) -> Formula:
        """Where the condition is neither."""
        return conjoin(negate(self.true), negate(self.false))

    @property
    def names(self) -> frozenset[Name]:
        """Every variable that one of the formulas reads."""
        return frozenset((*names_in(self.true), *names_in(self.false)))


class ConditionEncoder:
    """Translates the conditions of one definition into formulas.

    `classes_of` returns the groups of equivalent values of a fact: no condition distinguishes the
    values of one group.
    """

    def __init__(
        self, definition: Definition, classes_of: Callable[[str], tuple[tuple[Value, ...], ...]]
    ) -> None:
        self.definition = definition
        self._classes_of = classes_of
        self._terms: dict[str, TruthPair] = {}

    def pair(self, condition: Condition) -> TruthPair:
        """Return where the condition is certainly true and where it is certainly false."""
        return fold_condition(
            condition,
            on_question=self._encode_question,
            on_not=lambda part: TruthPair(part.false, part.true),
            on_and=_all_hold,
            on_or=_any_holds,
        )

    def gate(self, lines: Gate) -> TruthPair:
        """Return the conjunction of all lines; the empty gate is true."""
        return _all_hold([self.pair(line) for line in lines])

    def _encode_question(self, question: Question) -> TruthPair:
        match question:
            case TermHolds(term):
                return self._encode_term(term)
            case FactIs(fact, values):
                return self._encode_fact(fact, lambda value: value in values)
            case FactBetween(fact) as between:
                return self._encode_fact(fact, lambda value: between.includes(int(value)))
            case FactKnown(fact):
                unknown = among((FACT, fact), None)
                return TruthPair(negate(unknown), unknown)
        place = self._encode_place(question)
        return TruthPair(place, negate(place))

    def _encode_term(self, term: str) -> TruthPair:
        if term not in self._terms:
            self._terms[term] = self.pair(self.definition.terms[term].when)
        return self._terms[term]

    def _encode_fact(self, fact: str, fits: Callable[[Value], bool]) -> TruthPair:
        classes = self._classes_of(fact)
        fitting = [number for number, values in enumerate(classes) if fits(values[0])]
        other = set(range(len(classes))).difference(fitting)
        return TruthPair(among((FACT, fact), *fitting), among((FACT, fact), *other))

    def _encode_place(
        self, question: SwitchOn | ActionIsDone | StepCurrent | StepVisited | TrackIs
    ) -> Formula:
        """Return where the question is true; it is never unknown."""
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


def _all_hold(pairs: Sequence[TruthPair]) -> TruthPair:
    all_true = conjoin(*(pair.true for pair in pairs))
    return TruthPair(all_true, disjoin(*(pair.false for pair in pairs)))


def _any_holds(pairs: Sequence[TruthPair]) -> TruthPair:
    any_true = disjoin(*(pair.true for pair in pairs))
    return TruthPair(any_true, conjoin(*(pair.false for pair in pairs)))


def _steps_with(track: Track, status: str) -> Iterable[str | None]:
    """The steps at which the track has the status; None is the place of a track that waits."""
    if status == "waiting":
        return (None,)
    return tuple(step.id for step in track.steps.values() if step.end == (status == "ended"))
