"""What is asked of every definition: can each case close, is anything dead, is each guarantee kept, is anything asked
that cannot be known there. Each answer is a set of configurations or a list of names; words are found elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from sop.model.condition import FactBetween, FactIs, Gate
from sop.model.definition import Definition, Step, Track
from sop.model.value import value
from sop.proof.bdd import Name, is_empty
from sop.proof.finite_model import Model, build_model
from sop.proof.formula import AT, DONE, FACT, SWITCH, Formula, among, both, negate
from sop.proof.guarantee_properties import GuaranteeCheck
from sop.proof.reachability import SymbolicModel, SymbolicMove
from sop.proof.reductions import expand_questions, recordable_facts, steps_leading_to

if TYPE_CHECKING:
    from sop.proof.bdd import Set


@value
class UnknowableFact:
    """A fact that a condition of a step reads and that may still be unknown there, with nothing left that could tell
    it while the case stays. `place`: the keys of the condition in the document."""

    place: tuple[str | int, ...]
    step: str
    fact: str


class Questions:
    """The answers about one definition, each worked out when it is first asked for."""

    def __init__(self, definition: Definition, nodes: int, reduced: bool = True) -> None:
        self.definition, self.nodes = definition, nodes
        self.model: Model = build_model(definition, reduced=reduced)
        self.symbolic = SymbolicModel(self.model, nodes)

    @cached_property
    def reached(self) -> Set:
        """Every configuration that some case can be in."""
        found = self.symbolic.reachable(self.symbolic.start)
        self.symbolic.space.collect(self.nodes // 8)
        return found

    def _find_leading_states(self, goal: Set, moves: Sequence[SymbolicMove] | None = None) -> Set:
        """The configurations that were reached and from which moves can reach the goal."""
        return self.symbolic.find_leading_states(goal, self.reached, moves)

    @cached_property
    def can_close_as_told(self) -> Set:
        """From where a case can close although nobody tells another value of a fact that has one."""
        return self._find_leading_states(self.symbolic.closed & self.reached, self._moves_as_told)

    @cached_property
    def _moves_as_told(self) -> tuple[SymbolicMove, ...]:
        kept = build_model(self.definition, as_told=True, reduced=self.model.is_reduced)
        return tuple(self.symbolic.symbolic(move) for move in kept.moves)

    @cached_property
    def can_close(self) -> Set:
        """From where a case can close. Where it can as told, nothing more has to be looked for."""
        if self.can_close_as_told == self.reached:
            return self.reached
        return self._find_leading_states(self.can_close_as_told)

    @property
    def stuck(self) -> Set:
        return self.reached & ~self.can_close

    @property
    def stuck_as_told(self) -> Set:
        return self.reached & ~self.can_close_as_told

    def can_end(self, track: str, as_told: bool) -> Set:
        """From where the track can end."""
        ends = (step.id for step in self.definition.tracks[track].steps.values() if step.end)
        goal = self.symbolic.set(among((AT, track), *ends)) & self.reached
        return self._find_leading_states(goal, self._moves_as_told if as_told else None)

    def bits(self) -> int:
        """How many bits the model's variables take."""
        return sum(variable.width for variable in self.model.variables)

    def lines_at(self, place: tuple[str | int, ...]) -> Gate:
        """The condition at this place of the document, as `Unknowable` names it."""
        track = self.definition.tracks[str(place[1])]
        step = track.steps[str(place[3])]
        return next(lines for here, lines in _list_asked_conditions(track, step) if here == place)

    def configurations(self) -> int:
        """How many configurations were reached; each combination of switches counts. Where a case closes by itself, it
        does so at once, and between its last event and the closing there is none."""
        reached = self.reached
        if self.definition.closing is None:
            reached = reached & ~(self.symbolic.set(self.model.over) & ~self.symbolic.closed)
        return self.symbolic.space.count(reached)

    def dead(self, switches: Mapping[str, bool] | None = None) -> tuple[str, ...]:
        """Actions, outcomes and interrupts that no case can use, in file order."""
        there, meet = (
            self.reached & self._reached_under_switches(switches),
            self.symbolic.space.intersects,
        )
        used: set[str] = set()
        for move in self.symbolic.moves:
            if move.move.kind in ("do", "advance", "raise") and meet(there, move.guard):
                used.add(move.move.id)
        for path, formula in self.model.can_do.items():
            if meet(there, self.symbolic.set(formula)):
                used.add(path)
        return tuple(path for path in self._ids() if path not in used)

    def dead_places(self, switches: Mapping[str, bool] | None = None) -> tuple[str, ...]:
        """Steps and tracks that no case comes to, in file order; the steps of such a track are not listed again."""
        there, found = self.reached & self._reached_under_switches(switches), []
        for track in self.definition.tracks.values():
            if not self._meets(there, negate(among((AT, track.id), None))):
                found.append(track.id)
                continue
            steps = track.steps.values()
            found += [
                step.path
                for step in steps
                if not self._meets(there, among((AT, track.id), step.id))
            ]
        return tuple(found)

    def _meets(self, there: Set, formula: Formula) -> bool:
        return self.symbolic.space.intersects(there, self.symbolic.set(formula))

    def dead_under(self) -> Iterator[tuple[str, bool, tuple[str, ...]]]:
        """For each value of each switch, what is dead under it and not under the other."""
        always = set(self.dead())
        for name in self.definition.switches:
            for is_on in (False, True):
                only = tuple(path for path in self.dead({name: is_on}) if path not in always)
                if only:
                    yield name, is_on, only

    def _reached_under_switches(self, switches: Mapping[str, bool] | None) -> Set:
        names: dict[Name, bool] = {
            (SWITCH, name): value for name, value in (switches or {}).items()
        }
        return self.symbolic.set(both(*(among(name, value) for name, value in names.items())))

    def _ids(self) -> Iterator[str]:
        for track in self.definition.tracks.values():
            for step in track.steps.values():
                yield from (action.path for action in step.actions.values())
                yield from (outcome.path for outcome in step.outcomes.values())
            yield from (interrupt.path for interrupt in track.interrupts.values())

    def check_guarantee(self, guarantee: str) -> GuaranteeCheck:
        return GuaranteeCheck(self.symbolic, self.reached, self.definition.guarantees[guarantee])

    def unknowable(self) -> Iterator[UnknowableFact]:
        """What is asked where it may not be known, in file order."""
        for track in self.definition.tracks.values():
            for step in track.steps.values():
                for place, lines in _list_asked_conditions(track, step):
                    for fact in self._facts(lines):
                        if not is_empty(self.unknown_there(track, step, lines, fact)):
                            yield UnknowableFact(place, step.path, fact)

    def _facts(self, lines: Gate) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for line in lines:
            for question in expand_questions(self.definition, line):
                if (
                    isinstance(question, FactIs | FactBetween)
                    and question.fact in self.model.relevant.facts
                ):
                    found[question.fact] = None
        return tuple(found)

    def unknown_there(self, track: Track, step: Step, lines: Gate, fact: str) -> Set:
        """Where the case is at the step, all that it can do there to learn the fact is done, the gate is unknown and
        the fact is, and no run that stays at the step learns it or opens another way on: one that skips nothing, or
        that leads back to where the fact can be recorded."""
        here = both(among(("closed",), False), among((AT, track.id), step.id))
        unknown = both(among((FACT, fact), None), self.model.conditions.gate(lines).unknown)
        none: Set = self.symbolic.space.false
        if self.definition.facts[fact].anytime:
            return none
        waiting = self.reached & self.symbolic.set(
            both(here, unknown, self._require_nothing_left(step, fact))
        )
        if is_empty(waiting):
            return none
        asked_again = steps_leading_to(track, self._find_recording_steps(track, fact))
        ways = {
            o.path for o in step.outcomes.values() if not o.skips_actions or o.to in asked_again
        }
        staying = self.reached & self.symbolic.set(here)
        way_on = self.symbolic.space.any(
            move.guard
            for move in self.symbolic.moves
            if move.move.kind == "advance" and move.move.id in ways
        )
        known = self.symbolic.set(negate(among((FACT, fact), None)))
        return waiting & ~self.symbolic.find_leading_states(staying & (known | way_on), staying)

    def _find_recording_steps(self, track: Track, fact: str) -> set[str]:
        return {
            step.id
            for step in track.steps.values()
            if any(fact in recordable_facts(a) for a in step.actions.values())
        }

    def _require_nothing_left(self, step: Step, fact: str) -> Formula:
        """Every action of the step that records the fact is done or waived."""
        recording = [
            a
            for a in step.actions.values()
            if fact in recordable_facts(a) and a.path not in self.model.relevant.free
        ]
        return both(*(negate(among((DONE, action.path), "open")) for action in recording))


def _list_asked_conditions(
    track: Track, step: Step
) -> Iterator[tuple[tuple[str | int, ...], Gate]]:
    here: tuple[str | int, ...] = ("tracks", track.id, "steps", step.id)
    for action in step.actions.values():
        if action.required:
            yield (*here, "actions", action.id, "when"), action.when
            yield (*here, "actions", action.id, "only_if"), action.only_if
    for outcome in step.outcomes.values():
        yield (*here, "outcomes", outcome.id, "when"), outcome.when
