"""Does a condition hold in more cases than before, or in fewer? Judged over every world that both versions can tell
apart, so that a condition said in other words is no difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal

from sop.checks.reasoning.satisfiability import HOLDS, NOT_FALSE, Given, Requirement, is_possible
from sop.comparison.change import quote_names
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
from sop.model.definition import Definition, Fact, Track
from sop.model.value import value

Shift = Literal["same", "wider", "narrower", "both", "undecided"]
"""`both`: wider in some cases, narrower in others. `undecided`: too many worlds to try."""
EVERY: frozenset[Truth] = frozenset({True, False, None})


@value
class Judge:
    """Compares gates of the two versions. `both` holds the facts, switches and tracks of either."""

    old: Definition
    new: Definition
    both: Definition

    def holds(self, old: Gate, new: Gate, given: Given | None = None) -> Shift:
        """In which cases all lines are true: what lets something pass."""
        return self._shift(old, new, HOLDS, given or {})

    def is_not_false(self, old: Gate, new: Gate, given: Given | None = None) -> Shift:
        """In which cases no line is false: what keeps something back as long as it may hold."""
        return self._shift(old, new, NOT_FALSE, given or {})

    def _shift(self, old: Gate, new: Gate, sure: frozenset[Truth], given: Given) -> Shift:
        before = tuple(part for line in old for part in _parts(_strip_condition(self.old, line)))
        after = tuple(part for line in new for part in _parts(_strip_condition(self.new, line)))
        if before != after and self._has_retyped_fact(before + after):
            return "undecided"
        more, fewer = (
            self._exceeds(after, before, sure, given),
            self._exceeds(before, after, sure, given),
        )
        if more is None or fewer is None:
            return "undecided"
        return {
            (False, False): "same",
            (True, False): "wider",
            (False, True): "narrower",
            (True, True): "both",
        }[more, fewer]  # type: ignore[return-value]

    def _has_retyped_fact(self, lines: Gate) -> bool:
        """Whether a line asks about a fact whose values are of another type than before."""
        asked_about = {
            q.fact
            for line in lines
            for q in iterate_questions(line)
            if isinstance(q, FactIs | FactBetween)
        }
        old, new = self.old.facts, self.new.facts
        return any(
            fact in old and fact in new and old[fact].type != new[fact].type for fact in asked_about
        )

    def _exceeds(self, inside: Gate, outside: Gate, sure: frozenset[Truth], given: Given) -> Truth:
        """Whether in some world all of `inside` is sure while something of `outside` is not."""
        here = [Requirement(line, sure) for line in inside]
        lines = (line for line in outside if line not in inside)
        return disjoin(
            is_possible(self.both, [*here, Requirement(line, EVERY - sure)], given)
            for line in lines
        )


def make_judge(old: Definition, new: Definition) -> Judge:
    """The judge of two versions."""
    facts = {**old.facts, **new.facts}
    facts |= {
        name: _both_facts(old.facts[name], new.facts[name])
        for name in old.facts.keys() & new.facts.keys()
    }
    tracks = {**old.tracks, **new.tracks}
    tracks |= {
        name: _both_tracks(old.tracks[name], new.tracks[name])
        for name in old.tracks.keys() & new.tracks.keys()
    }
    switches = {**old.switches, **new.switches}
    return Judge(old, new, replace(new, facts=facts, tracks=tracks, switches=switches, terms={}))


def _both_facts(old: Fact, new: Fact) -> Fact:
    if old.type != new.type:
        return new
    choices = tuple(dict.fromkeys((*new.choices, *old.choices)))
    least = min((one for one in (old.min, new.min) if one is not None), default=None)
    most = max((one for one in (old.max, new.max) if one is not None), default=None)
    initially = new.initially if old.initially is not None else None
    return replace(new, choices=choices, min=least, max=most, initially=initially)


def _both_tracks(old: Track, new: Track) -> Track:
    return replace(
        new,
        steps={
            **new.steps,
            **{name: old.steps[name] for name in old.steps if name not in new.steps},
        },
    )


def _strip_condition(definition: Definition, condition: Condition) -> Condition:
    """The condition with its terms opened, without the author's words."""
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


def _parts(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, And):
        for part in condition.parts:
            yield from _parts(part)
    else:
        yield condition


def describe_difference(old: Gate, new: Gate) -> str:
    """What the lines asked and ask: `no longer asks 'consent is given'`."""
    before, after = [line.text for line in old], [line.text for line in new]
    less, more = (
        [one for one in before if one not in after],
        [one for one in after if one not in before],
    )
    if less and more:
        return f"{quote_names(less)} became {quote_names(more)}"
    if less:
        return f"no longer asks {quote_names(less)}"
    return f"now asks {quote_names(more)}" if more else "by what its terms mean"


SHIFT_WORDS: Mapping[Shift, str] = {
    "both": "in other cases than before",
    "undecided": "perhaps in other cases than before",
}
