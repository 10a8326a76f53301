"""Small random definitions whose every configuration can be listed, with guarantees of every
pattern.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from random import Random

from sop.model.definition import Closing, Definition, Guarantee, Outcome, Pattern, Term, Track
from sop.model.duration import Due
from sop.model.fact import Fact
from sop.proof.dropped_duties import list_possible_drops
from tests.engine import building as b
from tests.engine.generator import WHO, Author, some

PATTERNS: tuple[Pattern, ...] = (
    "absence",
    "universality",
    "existence",
    "precedence",
    "response",
    "precondition",
)
FEATURES = (
    "interrupt",
    "hold",
    "back",
    "cross-track",
    "re-entry",
    "waiver",
    "starts",
    "closing",
    "anytime",
    "switch",
    "after",
    "again",
    "may_record",
    "only_if",
    "when",
    "skips_actions",
    "wait from a fact",
    "at_opening",
    "initially",
    "known",
    "visited",
    "done",
    "even_on_hold",
    "term",
    "integer",
    "two emergencies",
    "tells",
    "drops_waiting",
)


class SmallAuthor(Author):
    """Writes a definition with few facts and few actions, so that its configurations can be
    counted.
    """

    def _facts(self) -> tuple[Fact, ...]:
        random = self.random
        initially = {"initially": random.random() < 0.3} if random.random() < 0.7 else {}
        facts = [
            b.flag("safe"),
            b.flag("alarm", anytime=some(random, WHO, 1, 2), **initially),
            b.choice("kind", "glass", "metal", "none_seen"),
            b.choice("region", "north", "south", at_opening=True),
            b.number("tests", 0, 2),
            b.moment("found_at", anytime=WHO[:1] if random.random() < 0.3 else ()),
        ]
        chosen = random.sample(facts, random.choice((1, 2, 2, 3)))
        chosen += [facts[1]] if random.random() < 0.2 else []
        chosen += [facts[5]] if random.random() < 0.2 else []
        return tuple(fact for fact in facts if fact in chosen) or (facts[0],)

    def _about_fact(self):  # type: ignore[no-untyped-def]
        return super()._about_fact() if self.readable else self._about_known()

    def definition(self) -> Definition:
        random = self.random
        self.switches = self.switches[: random.choice((0, 0, 1))]
        for name in ("find", "mend", "inform")[: random.choice((1, 2, 2, 2, 3))]:
            work = [f"s{n}" for n in range(1, random.choice((2, 2, 3)))]
            pauses = random.choice((0, 0, 0, 0, 1, 2, 2, 2, 3))
            self.pauses[name] = [f"pause{n}" for n in range(1, pauses + 1)]
            self.shape[name] = [
                *work,
                *self.pauses[name],
                *(f"end{n}" for n in range(1, random.randint(2, 3))),
            ]
            for step in (*work, *self.pauses[name]):
                most = (1, 1, 2, 2) if step in self.pauses[name] else (1, 2, 2, 3)
                self.actions[f"{name}.{step}"] = [f"a{n}" for n in range(1, random.choice(most))]
        if random.random() < 0.3:
            self.terms = (Term("urgent", self.condition(1), "is urgent"),)
        tracks = [self._track(name, number) for number, name in enumerate(self.shape)]
        closing = (
            Closing(some(random, WHO, 1, 2), self.gate(0.4), self.chance(0.4))
            if self.chance(0.45)
            else None
        )
        guarantees = {f"g{n}": self._guarantee(f"g{n}") for n in range(1, random.randint(2, 5))}
        made = b.workflow(
            *tracks, facts=self.facts, closing=closing, switches=self.switches, terms=self.terms
        )
        return replace(made, guarantees=guarantees)

    def _due(self) -> Due:
        return Due(self._length())

    def _outcome(self, track: str, step: str, name: str) -> Outcome:
        made = super()._outcome(track, step, name)
        if made.wait is None or made.wait.from_fact is None or made.wait.from_fact in self._names():
            return made
        return replace(made, wait=None)

    def _names(self) -> set[str]:
        return {fact.id for fact in self.facts}

    def question(self):  # type: ignore[no-untyped-def]
        if not self.switches and self.random.random() < 0.06:
            return self._about_place()
        return super().question() if self.switches else self._asked()

    def _asked(self):  # type: ignore[no-untyped-def]
        if self.terms and self.chance(0.12):
            return b.term(self.terms[0].id)
        return self.random.choice(
            (self._about_fact, self._about_fact, self._about_known, self._about_place)
        )()

    def _guarantee(self, name: str) -> Guarantee:
        pattern = self.random.choice(PATTERNS)
        second = (
            self.condition(1) if pattern in ("precedence", "response", "precondition") else None
        )
        only = self.condition(1) if self.chance(0.3) else None
        first = (
            self._about_place()
            if pattern == "precondition" and self.chance(0.7)
            else self.condition(1)
        )
        return Guarantee(name, pattern, first, second, only)


def small_definitions(seed: object) -> Iterator[Definition]:
    """Random definitions without end, the same ones for the same seed."""
    return (small_definition(seed, number) for number in count(1))


def small_definition(seed: object, number: int) -> Definition:
    """The definition with this number; of every twelfth, interrupts have their first meaning."""
    made = SmallAuthor(Random(f"{seed}/{number}")).definition()
    return replace(made, meaning=1) if number % 12 == 0 else made


def without_tells(definition: Definition) -> Definition:
    """The definition whose interrupts record nothing."""
    tracks = {
        track.id: replace(
            track,
            interrupts={
                name: replace(interrupt, tells={}) for name, interrupt in track.interrupts.items()
            },
        )
        for track in definition.tracks.values()
    }
    return replace(definition, tracks=tracks)


def features(definition: Definition) -> set[str]:
    """Which features of the language the definition uses."""
    from sop.model.condition import ActionIsDone as Done
    from sop.model.condition import (
        FactBetween,
        FactIs,
        FactKnown,
        StepVisited,
        SwitchOn,
        TermHolds,
        iterate_questions,
    )
    from sop.proof.read_conditions import expand_questions, list_conditions

    found: set[str] = set()
    asked = [q for c in list_conditions(definition) for q in expand_questions(definition, c)]
    found |= {"known"} if any(isinstance(q, FactKnown) for q in asked) else set()
    found |= {"visited"} if any(isinstance(q, StepVisited) for q in asked) else set()
    found |= {"done"} if any(isinstance(q, Done) for q in asked) else set()
    found |= {"switch"} if any(isinstance(q, SwitchOn) for q in asked) else set()
    found |= (
        {"integer"}
        if any(isinstance(q, FactIs | FactBetween) and q.fact == "tests" for q in asked)
        else set()
    )
    if any(
        isinstance(q, TermHolds) for c in list_conditions(definition) for q in iterate_questions(c)
    ):
        found.add("term")
    found |= {"closing"} if definition.closing else set()
    found |= {"at_opening"} if any(f.at_opening for f in definition.facts.values()) else set()
    found |= {"anytime"} if any(f.anytime for f in definition.facts.values()) else set()
    found |= (
        {"initially"} if any(f.initially is not None for f in definition.facts.values()) else set()
    )
    for track in definition.tracks.values():
        found |= _of_track(definition, track)
    if len(list_possible_drops(definition)) < len(list_possible_drops(definition, admitted=True)):
        found.add("drops_waiting")
    return found


def _of_track(definition: Definition, track: Track) -> set[str]:
    from sop.proof.read_conditions import expand_questions

    found: set[str] = set()
    steps = list(track.steps)
    found |= {"interrupt"} if track.interrupts else set()
    found |= {"tells"} if any(one.tells for one in track.interrupts.values()) else set()
    pauses = [step.id for step in track.steps.values() if step.resumes]
    for interrupt in track.interrupts.values():
        if interrupt.to in pauses and {*pauses} & {*interrupt.sources}:
            found.add("two emergencies")
    found |= {"hold"} if track.on_hold_while is not None else set()
    found |= {"starts"} if track.starts else set()
    gates = [track.starts, track.on_hold_while or ()]
    for number, step in enumerate(track.steps.values()):
        found |= {"back"} if step.resumes else set()
        for action in step.actions.values():
            gates += [action.when, action.only_if]
            marks = {
                "waiver": action.waivable_by, "after": action.after, "again": action.again,
                "may_record": action.may_record, "only_if": action.only_if, "when": action.when,
                "even_on_hold": action.even_on_hold,
            }  # fmt: skip
            found |= {name for name, there in marks.items() if there}
        for outcome in step.outcomes.values():
            gates.append(outcome.when)
            found |= {"skips_actions"} if outcome.skips_actions else set()
            found |= {"wait from a fact"} if outcome.wait and outcome.wait.from_fact else set()
            found |= {"re-entry"} if outcome.to in steps[: number + 1] else set()
    for gate in gates:
        for line in gate:
            others = [
                q
                for q in expand_questions(definition, line)
                if getattr(q, "track", track.id) != track.id
            ]
            found |= {"cross-track"} if others else set()
    return found
