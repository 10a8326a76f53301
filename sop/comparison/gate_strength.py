"""Judges whether a condition holds in more cases than before, or in fewer.

The judge tries every combination of values that the conditions of both versions can distinguish.
So a condition that is reworded but means the same is not a difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeVar

from sop.checks.reasoning.satisfiability import HOLDS, NOT_FALSE, Given, Requirement, is_possible
from sop.comparison.change import quote_names, split_changes
from sop.engine.evaluate import Truth, disjoin
from sop.model.condition import (
    And,
    Condition,
    FactBetween,
    FactIs,
    Gate,
    Not,
    Or,
    TermHolds,
    iterate_questions,
)
from sop.model.definition import Definition, Step, Track
from sop.model.fact import Fact
from sop.model.value import replace, value

T = TypeVar("T", Fact, Track)

Shift = Literal["same", "wider", "narrower", "both", "undecided"]
"""`both`: wider in some cases, narrower in others. `undecided`: too many worlds to try."""

EVERY: frozenset[Truth] = frozenset({True, False, None})
"""The values of three-valued (Kleene) logic; None is unknown."""

SHIFTS: Mapping[tuple[Truth, Truth], Shift] = {
    (False, False): "same",
    (True, False): "wider",
    (False, True): "narrower",
    (True, True): "both",
}
"""(Holds in cases in which it did not before, no longer holds in some) -> shift."""

SHIFT_WORDS: Mapping[Shift, str] = {
    "both": "in other cases than before",
    "undecided": "perhaps in other cases than before",
}

OTHER_TERMS = "its terms have another meaning"
"""The difference of two gates with the same words: only the terms in them changed."""


@value
class Judge:
    """Compares gates of two versions. `both` has the facts, switches and tracks of either."""

    old: Definition
    new: Definition
    both: Definition

    def holds(self, old: Gate, new: Gate, given: Given | None = None) -> Shift:
        """Compare the cases in which all lines are true: those that let something pass."""
        return self._compare_gates(old, new, HOLDS, given or {})

    def is_not_false(self, old: Gate, new: Gate, given: Given | None = None) -> Shift:
        """Compare the cases in which no line is false: those that may still hold something back."""
        return self._compare_gates(old, new, NOT_FALSE, given or {})

    def _compare_gates(self, old: Gate, new: Gate, wanted: frozenset[Truth], given: Given) -> Shift:
        before = _strip_gate(self.old, old)
        after = _strip_gate(self.new, new)
        if before != after and self._has_retyped_fact(before + after):
            return "undecided"
        more = self._exceeds(after, before, wanted, given)
        fewer = self._exceeds(before, after, wanted, given)
        return SHIFTS.get((more, fewer), "undecided")

    def _has_retyped_fact(self, lines: Gate) -> bool:
        """Whether a line compares a fact whose values are of another type than before."""
        for line in lines:
            for question in iterate_questions(line):
                if isinstance(question, FactIs | FactBetween) and self._is_retyped(question.fact):
                    return True
        return False

    def _is_retyped(self, fact: str) -> bool:
        old, new = self.old.facts.get(fact), self.new.facts.get(fact)
        return old is not None and new is not None and old.type != new.type

    def _exceeds(
        self, inside: Gate, outside: Gate, wanted: frozenset[Truth], given: Given
    ) -> Truth:
        """Whether all of `inside` has a wanted truth in a case in which part of `outside` has not.

        None where too many cases would have to be tried.
        """
        required = [Requirement(line, wanted) for line in inside]
        lines = (line for line in outside if line not in inside)
        return disjoin(
            is_possible(self.both, [*required, Requirement(line, EVERY - wanted)], given)
            for line in lines
        )


def make_judge(old: Definition, new: Definition) -> Judge:
    """Return the judge of two versions."""
    facts = _merge_maps(old.facts, new.facts)
    for name in old.facts.keys() & new.facts.keys():
        facts[name] = _merge_facts(old.facts[name], new.facts[name])
    tracks = _merge_maps(old.tracks, new.tracks)
    for name in old.tracks.keys() & new.tracks.keys():
        tracks[name] = _merge_tracks(old.tracks[name], new.tracks[name])
    switches = {**old.switches, **new.switches}
    both = replace(new, facts=facts, tracks=tracks, switches=switches, terms={})
    return Judge(old, new, both)


def _merge_maps(old: Mapping[str, T], new: Mapping[str, T]) -> dict[str, T]:
    return {**old, **new}


def _merge_facts(old: Fact, new: Fact) -> Fact:
    """Return the fact with the values of both versions; the new fact if the types differ."""
    if old.type != new.type:
        return new
    least = [bound for bound in (old.min, new.min) if bound is not None]
    most = [bound for bound in (old.max, new.max) if bound is not None]
    return replace(
        new,
        choices=tuple(dict.fromkeys((*new.choices, *old.choices))),
        min=min(least, default=None),
        max=max(most, default=None),
        initially=None if old.initially is None else new.initially,
    )


def _merge_tracks(old: Track, new: Track) -> Track:
    """Return the new track with the steps that only the old one has."""
    steps: dict[str, Step] = {**new.steps}
    for name, step in old.steps.items():
        steps.setdefault(name, step)
    return replace(new, steps=steps)


def _strip_gate(definition: Definition, gate: Gate) -> Gate:
    """Return the conjuncts of all lines, with terms opened and without the author's words."""
    stripped: list[Condition] = []
    for line in gate:
        stripped += _split_conjunction(_strip_condition(definition, line))
    return tuple(stripped)


def _strip_condition(definition: Definition, condition: Condition) -> Condition:
    # fold_condition does not open terms, so this walks the tree itself.
    match condition:
        case And(parts):
            return And(tuple(_strip_condition(definition, part) for part in parts), "")
        case Or(parts):
            return Or(tuple(_strip_condition(definition, part) for part in parts), "")
        case Not(part):
            return Not(_strip_condition(definition, part), "")
        case TermHolds(term):
            return _strip_condition(definition, definition.terms[term].when)
    return replace(condition, text="")


def _split_conjunction(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, And):
        for part in condition.parts:
            yield from _split_conjunction(part)
    else:
        yield condition


def describe_difference(old: Gate, new: Gate) -> str:
    """Return which lines the gate lost and gained: `no longer asks 'consent is given'`."""
    before = [line.text for line in old]
    after = [line.text for line in new]
    added, removed = split_changes(before, after)
    if added and removed:
        return f"{quote_names(removed)} became {quote_names(added)}"
    if removed:
        return f"no longer asks {quote_names(removed)}"
    if added:
        return f"now asks {quote_names(added)}"
    return OTHER_TERMS
