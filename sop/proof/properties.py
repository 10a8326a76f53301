"""Decides the properties of a definition: sets of configurations and lists of names, no words.

Can each case be closed (deadlock freedom, a liveness property), is any part dead (reachability), is
each guarantee kept, and is each fact that a step reads possible to know there?
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from sop.model.condition import FactBetween, FactIs, Gate
from sop.model.definition import Definition, Step, Track
from sop.model.value import value
from sop.proof.bdd import is_empty
from sop.proof.finite_model import Model, build_model
from sop.proof.formula import AT, CLOSED, DONE, FACT, SWITCH, Formula, among, conjoin, negate
from sop.proof.guarantee_properties import GuaranteeCheck
from sop.proof.live_places import steps_leading_to
from sop.proof.reachability import SymbolicModel, SymbolicMove
from sop.proof.read_conditions import expand_questions

if TYPE_CHECKING:
    from sop.proof.bdd import Set

Place = tuple[str | int, ...]
"""The keys that lead to a condition in the document."""


@value
class UnknowableFact:
    """A fact that a condition of a step reads although it may be unknown there.

    Nothing that can happen while the case stays at the step makes it known. `place`: the keys of
    the condition in the document.
    """

    place: Place
    step: str
    fact: str


class PropertyChecker:
    """The answers about one definition, each computed when it is first needed.

    Raises:
        MemoryError: from any answer, if the diagrams need more than `nodes` nodes.
    """

    def __init__(
        self,
        definition: Definition,
        nodes: int,
        reduced: bool = True,
        kept: Collection[str] = frozenset(),
    ) -> None:
        self.definition, self.nodes = definition, nodes
        self.model: Model = build_model(definition, reduced=reduced, kept=frozenset(kept))
        self.symbolic = SymbolicModel(self.model, nodes)

    @cached_property
    def reached(self) -> Set:
        """Every configuration that some case can be in."""
        found = self.symbolic.find_reachable_states(self.symbolic.start)
        self.symbolic.space.collect(self.nodes // 8)
        return found

    def _find_leading_states(self, goal: Set, moves: Sequence[SymbolicMove] | None = None) -> Set:
        """The reachable configurations from which moves can reach the goal."""
        return self.symbolic.find_leading_states(goal, self.reached, moves)

    @cached_property
    def can_close_as_told(self) -> Set:
        """From where a case can close even if no known fact is changed by `sop set`."""
        return self._find_leading_states(self.symbolic.closed & self.reached, self._moves_as_told)

    @cached_property
    def _moves_as_told(self) -> tuple[SymbolicMove, ...]:
        kept = build_model(self.definition, as_told=True, reduced=self.model.is_reduced)
        return tuple(self.symbolic.encode_move(move) for move in kept.moves)

    @cached_property
    def can_close(self) -> Set:
        """From where a case can close; the weaker property answers it where that one holds."""
        if self.can_close_as_told == self.reached:
            return self.reached
        return self._find_leading_states(self.can_close_as_told)

    @property
    def stuck(self) -> Set:
        """From where a case can never close."""
        return self.reached & ~self.can_close

    @property
    def stuck_as_told(self) -> Set:
        """From where a case can only close if a known fact is changed by `sop set`."""
        return self.reached & ~self.can_close_as_told

    def find_ending_states(self, track: str, as_told: bool) -> Set:
        """Return from where the track can end."""
        ends = [step.id for step in self.definition.tracks[track].steps.values() if step.end]
        goal = self.symbolic.encode_formula(among((AT, track), *ends)) & self.reached
        return self._find_leading_states(goal, self._moves_as_told if as_told else None)

    def count_bits(self) -> int:
        """Return how many bits the model's variables take."""
        return sum(variable.width for variable in self.model.variables)

    def count_configurations(self) -> int:
        """Return how many configurations were reached, over all combinations of switches.

        A case that closes automatically does so at once, so its configuration between the last
        event and the closing is not counted.
        """
        reached = self.reached
        if self.definition.closing is None:
            over = self.symbolic.encode_formula(self.model.over)
            reached = reached & ~(over & ~self.symbolic.closed)
        return self.symbolic.space.count(reached)

    def gate_at(self, place: Place) -> Gate:
        """Return the condition at this place of the document, as `UnknowableFact` names it."""
        track = self.definition.tracks[str(place[1])]
        step = track.steps[str(place[3])]
        return next(lines for here, lines in list_step_gates(track, step) if here == place)

    def find_dead_parts(self, switches: Mapping[str, bool] | None = None) -> tuple[str, ...]:
        """Return the actions, outcomes and interrupts that no case can use, in file order."""
        there = self.reached & self._encode_switches(switches)
        meets = self.symbolic.space.intersects
        used: set[str] = set()
        for move in self.symbolic.moves:
            guarded = move.guarded
            if guarded.kind in ("do", "advance", "raise") and meets(there, move.guard):
                used.add(guarded.id)
        for path, formula in self.model.can_do.items():
            if self._meets(there, formula):
                used.add(path)
        return tuple(path for path in list_paths(self.definition) if path not in used)

    def find_dead_places(self, switches: Mapping[str, bool] | None = None) -> tuple[str, ...]:
        """Return the tracks and steps that no case reaches, in file order.

        The steps of such a track are not listed again.
        """
        there, found = self.reached & self._encode_switches(switches), []
        for track in self.definition.tracks.values():
            if not self._meets(there, negate(among((AT, track.id), None))):
                found.append(track.id)
                continue
            for step in track.steps.values():
                if not self._meets(there, among((AT, track.id), step.id)):
                    found.append(step.path)
        return tuple(found)

    def _meets(self, there: Set, formula: Formula) -> bool:
        return self.symbolic.space.intersects(there, self.symbolic.encode_formula(formula))

    def find_dead_by_switch(self) -> Iterator[tuple[str, bool, tuple[str, ...]]]:
        """Yield for each value of each switch the parts that are dead only under that value."""
        always = set(self.find_dead_parts())
        for name, is_on in product(self.definition.switches, (False, True)):
            dead = self.find_dead_parts({name: is_on})
            only = tuple(path for path in dead if path not in always)
            if only:
                yield name, is_on, only

    def _encode_switches(self, switches: Mapping[str, bool] | None) -> Set:
        values = (switches or {}).items()
        return self.symbolic.encode_formula(
            conjoin(*(among((SWITCH, name), value) for name, value in values))
        )

    def check_guarantee(self, guarantee: str) -> GuaranteeCheck:
        """Return the check of the guarantee with this id."""
        return GuaranteeCheck(self.symbolic, self.reached, self.definition.guarantees[guarantee])

    def find_unknowable_facts(self) -> Iterator[UnknowableFact]:
        """Yield what is read where it may be impossible to know, in file order."""
        for step in self.definition.steps():
            track = self.definition.track_at(step.path)
            for place, lines in list_step_gates(track, step):
                for fact in self._find_read_facts(lines):
                    if not is_empty(self.find_unknown_states(track, step, lines, fact)):
                        yield UnknowableFact(place, step.path, fact)

    def _find_read_facts(self, lines: Gate) -> tuple[str, ...]:
        """The facts whose values the gate reads, in reading order."""
        found: dict[str, None] = {}
        for line in lines:
            for question in expand_questions(self.definition, line):
                if isinstance(question, FactIs | FactBetween):
                    found[question.fact] = None
        return tuple(fact for fact in found if fact in self.model.relevant.facts)

    def find_unknown_states(self, track: Track, step: Step, lines: Gate, fact: str) -> Set:
        """Return the configurations at the step in which the case waits for the fact in vain.

        There the gate and the fact are unknown, everything is done that the step has to learn the
        fact, and no run that stays at the step learns it or opens another outcome: one that does
        not skip actions, or that leads back to where the fact can be recorded.
        """
        space, encode = self.symbolic.space, self.symbolic.encode_formula
        if self.definition.facts[fact].anytime:
            none: Set = space.false
            return none
        here = conjoin(among(CLOSED, False), among((AT, track.id), step.id))
        unknown = conjoin(among((FACT, fact), None), self.model.conditions.gate(lines).unknown)
        waiting = self.reached & encode(conjoin(here, unknown, self._nothing_left(step, fact)))
        if is_empty(waiting):
            return waiting
        staying = self.reached & encode(here)
        known = encode(negate(among((FACT, fact), None)))
        goal = staying & (known | self._find_exits(track, step, fact))
        return waiting & ~self.symbolic.find_leading_states(goal, staying)

    def _find_exits(self, track: Track, step: Step, fact: str) -> Set:
        """Where an outcome is open that skips no actions, or leads back to its recording."""
        recorders = self.definition.recorders(fact)
        recording = {action.path.step for action in recorders if action.path.track == track.id}
        leading_back = steps_leading_to(track, recording)
        exits: set[str] = set()
        for outcome in step.outcomes.values():
            if not outcome.skips_actions or outcome.to in leading_back:
                exits.add(outcome.path)
        return self.symbolic.space.any(
            move.guard
            for move in self.symbolic.moves
            if move.guarded.kind == "advance" and move.guarded.id in exits
        )

    def _nothing_left(self, step: Step, fact: str) -> Formula:
        """Every action of the step that records the fact is done or waived."""
        free = self.model.relevant.free_actions
        paths = [action.path for action in self.definition.recorders(fact)]
        kept = [path for path in paths if path.parent == step.path and path not in free]
        return conjoin(*(negate(among((DONE, path), "open")) for path in kept))


def list_paths(definition: Definition) -> Iterator[str]:
    """Yield the paths of all actions, outcomes and interrupts, in file order."""
    for track in definition.tracks.values():
        for step in track.steps.values():
            yield from (action.path for action in step.actions.values())
            yield from (outcome.path for outcome in step.outcomes.values())
        yield from (interrupt.path for interrupt in track.interrupts.values())


def list_step_gates(track: Track, step: Step) -> Iterator[tuple[Place, Gate]]:
    """Yield the gates of the step's required actions and of its outcomes, each with its place."""
    here: Place = ("tracks", track.id, "steps", step.id)
    for action in step.actions.values():
        if action.required:
            yield (*here, "actions", action.id, "when"), action.when
            yield (*here, "actions", action.id, "only_if"), action.only_if
    for outcome in step.outcomes.values():
        yield (*here, "outcomes", outcome.id, "when"), outcome.when
