"""Proves a definition: each property over all possible cases, with findings for the author."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Literal

from sop.definition.load import LoadedWorkflow
from sop.model.calendar import Calendar
from sop.model.definition import Definition
from sop.model.finding import Finding, FlowPlace
from sop.model.proof import BUILT_IN, Proof, ProofAnswer
from sop.proof.bdd import has_diagrams
from sop.proof.closing_proof import prove_can_close, prove_can_close_as_told
from sop.proof.counterexample_replay import PlayedRun, ReplayRefused, replay_trace
from sop.proof.counterexample_search import find_trace
from sop.proof.counterexample_text import describe_run
from sop.proof.drop_states import find_drop_states, find_dropped_duties
from sop.proof.dropped_duties import PossibleDrop, list_kept_actions, list_possible_drops
from sop.proof.explicit_proof import prove_by_listing
from sop.proof.guarantee_proof import prove_guarantee
from sop.proof.proof_findings import (
    locate_path,
    locate_property,
    make_dead_part_finding,
    report_drops,
)
from sop.proof.proof_session import ProofSession
from sop.proof.properties import PropertyChecker, UnknowableFact

ProofPart = Literal["all", "built in", "guarantees"]
DEFAULT_NODES = 24_000_000
"""The budget: nodes of all diagrams together, about 32 bytes each with what belongs to them."""
RULE_OF = {name: name.replace("_", "-") for name in BUILT_IN}
MOST_LISTED = 6
"""Dead parts that a note lists before it only counts the rest."""


def prove_workflow(
    loaded: LoadedWorkflow,
    nodes: int = DEFAULT_NODES,
    calendar: Calendar | None = None,
    part: ProofPart = "all",
) -> Iterator[ProofAnswer]:
    """Yield the built-in properties, findings about single places, then the guarantees.

    `part` selects the guarantees alone or all the rest; each takes about half of the time. Yields
    nothing if the definition could not be compiled. Where the library of diagrams is missing, every
    configuration is listed, up to a bound.
    """
    if loaded.definition is None:
        return
    if not has_diagrams():
        if part != "guarantees":
            yield from prove_by_listing(loaded, loaded.definition)
        return
    prover = Prover(loaded, loaded.definition, nodes, calendar or Calendar())
    if part != "guarantees":
        yield from prover.prove_built_in()
    if part != "built in":
        yield from prover.prove_guarantees()


class Prover:
    """Decides the properties of one definition within one budget, and reports them."""

    def __init__(
        self, loaded: LoadedWorkflow, definition: Definition, nodes: int, calendar: Calendar
    ) -> None:
        self.definition = definition
        self.session = ProofSession(loaded, definition, nodes, calendar)

    def prove_built_in(self) -> Iterator[ProofAnswer]:
        """Yield the built-in properties, then the findings that belong to no property."""
        # The weaker property comes first: where it holds, the other one follows without a search.
        yield self._decide("can_close_as_told", partial(prove_can_close_as_told, self.session))
        yield self._decide("always_can_close", partial(prove_can_close, self.session))
        yield self._decide("nothing_dead", self._prove_nothing_dead)
        yield from self._list_findings(self._find_dead_by_switch)
        yield from self._list_findings(self._find_unknowable_facts)
        yield ProofAnswer(None, tuple(self._find_dropped_duties()))

    def prove_guarantees(self) -> Iterator[ProofAnswer]:
        """Yield whether each run keeps each guarantee, in file order."""
        for guarantee in self.definition.guarantees.values():
            yield self._decide(guarantee.id, partial(prove_guarantee, self.session, guarantee))

    def _decide(self, name: str, prove: Callable[[], ProofAnswer]) -> ProofAnswer:
        """The answer; `unknown` if the budget is used up."""
        try:
            answer = prove()
            self.session.collect()
            return answer
        except MemoryError:
            return self._answer_undecided(name)
        except ReplayRefused as disagreement:
            return self._report_disagreement(name, disagreement)

    def _report_disagreement(self, name: str, refused: ReplayRefused) -> ProofAnswer:
        """The engine does not play the case that the proof found: one of the two is wrong."""
        message = (
            f"'{name}' does not hold, but the engine refuses the case that the proof found "
            f"({refused})"
        )
        remedy = "This is an error of the program. Report it to the maintainers."
        place = locate_property(self.definition, name)
        rule = "guarantee" if name in self.definition.guarantees else RULE_OF[name]
        finding = self.session.make_finding(rule, place, message, remedy)
        return ProofAnswer(self.session.make_proof(name, "violated"), (finding,))

    def _answer_undecided(self, name: str) -> ProofAnswer:
        reached = self.session.count_reached()
        bound = f"{self.session.nodes:,} nodes"
        message = (
            f"'{name}' is not decided within {bound}; {reached:.3g} configurations were reached"
        )
        place = locate_property(self.definition, name)
        remedy = "Raise the budget of nodes."
        finding = self.session.make_finding("proof-undecided", place, message, remedy)
        return ProofAnswer(Proof(name, "unknown", reached, 0.0, bound=bound), (finding,))

    def _list_findings(self, find: Callable[[], Iterator[Finding]]) -> Iterator[ProofAnswer]:
        try:
            yield ProofAnswer(None, tuple(find()))
        except MemoryError:
            return

    # What is dead

    def _prove_nothing_dead(self) -> ProofAnswer:
        checker = self.session.checker
        dead, places = checker.find_dead_parts(), checker.find_dead_places()
        if not dead and not places:
            return ProofAnswer(self.session.make_proof("nothing_dead", "proved"))
        findings = tuple(self._report_dead(dead, places))
        return ProofAnswer(self.session.make_proof("nothing_dead", "violated", dead=dead), findings)

    def _report_dead(self, dead: tuple[str, ...], places: tuple[str, ...]) -> Iterator[Finding]:
        for path in places:
            message = f"the track '{path}' never starts"
            if "." in path:
                message = f"no case reaches the step '{path}'"
            place, remedy = locate_path(self.definition, path), "Make it reachable, or delete it."
            yield self.session.make_finding("nothing-dead", place, message, remedy)
        prefixes = tuple(f"{place}." for place in places)
        for path in dead:
            if not path.startswith(prefixes):  # else the finding about its step reports it
                yield make_dead_part_finding(self.session.loaded, self.definition, path)

    def _find_dead_by_switch(self) -> Iterator[Finding]:
        for name, is_on, paths in self.session.checker.find_dead_by_switch():
            listed = ", ".join(paths[:MOST_LISTED])
            if len(paths) > MOST_LISTED:
                listed += f" and {len(paths) - MOST_LISTED} more"
            message = f"with '{name}' {'on' if is_on else 'off'} no case can use {listed}"
            yield self.session.make_finding("dead-under-switch", ("switches", name), message)

    # What interrupted steps still owe

    def _find_dropped_duties(self) -> Iterator[Finding]:
        """Report what drops a required action: errors, or warnings if that is not decided."""
        loaded, definition = self.session.loaded, self.definition
        possible = list_possible_drops(definition)
        if not possible:
            return
        try:
            checker = self.session.build_duty_checker(list_kept_actions(possible))
            dropped = find_dropped_duties(checker, possible)
            flows = {drop.way: self._play_drop(checker, drop) for drop in reversed(dropped)}
        except MemoryError:
            yield from report_drops(loaded, definition, possible, "warning")
            return
        yield from report_drops(loaded, definition, dropped, "error", flows)

    def _play_drop(self, checker: PropertyChecker, drop: PossibleDrop) -> tuple[FlowPlace, ...]:
        """The turns of a case up to the way; none if the engine refuses them."""
        trace = find_trace(checker.symbolic, find_drop_states(checker, drop))
        if trace is None:
            return ()
        try:
            played = replay_trace(checker.model, trace, self.session.calendar)
        except ReplayRefused:
            return ()  # the finding is reported without a case
        return describe_run(played, self.session.loaded.source)

    # What is read where it may be impossible to know

    def _find_unknowable_facts(self) -> Iterator[Finding]:
        for found in self.session.checker.find_unknowable_facts():
            message = (
                f"'{found.fact}' may still be unknown here, and nothing that happens at "
                f"{found.step} makes it known"
            )
            turns: tuple[FlowPlace, ...] = ()
            shown = self._find_unknown_case(found)
            if shown is not None:
                turns = describe_run(shown, self.session.loaded.source)
            remedy = "Record it before this step, or in it."
            yield self.session.make_finding(
                "unknown-where-read", found.place, message, remedy, turns
            )

    def _find_unknown_case(self, found: UnknowableFact) -> PlayedRun | None:
        """A case in which the fact is unknown there; None if the engine refuses it."""
        checker = self.session.exact_checker
        track, step = self.definition.track_at(found.step), self.definition.step(found.step)
        gate = checker.gate_at(found.place)
        goal = checker.find_unknown_states(track, step, gate, found.fact)
        trace = find_trace(checker.symbolic, goal)
        if trace is None:
            return None
        try:
            return replay_trace(checker.model, trace, self.session.calendar)
        except ReplayRefused:
            return None  # the finding is reported without a case
