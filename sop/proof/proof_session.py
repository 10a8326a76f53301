"""What the proofs of one workflow share: its checkers, its budget, replay and findings."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sop.definition.load import LoadedWorkflow
from sop.definition.source_map import PathTo
from sop.model.calendar import Calendar
from sop.model.definition import Definition
from sop.model.finding import Finding, FlowPlace
from sop.model.proof import Counterexample, Proof, ProofVerdict
from sop.proof.counterexample_replay import PlayedRun, ReplayRefused, replay_trace, shorten_run
from sop.proof.counterexample_search import Trace
from sop.proof.proof_findings import make_finding
from sop.proof.properties import PropertyChecker

EXACT_BITS = 70
"""Up to this many bits, counterexamples are searched in the unreduced model: the shortest ones."""


class ProofSession:
    """One workflow within one budget of nodes.

    Raises:
        MemoryError: from any checker, if the budget is used up.
    """

    def __init__(
        self, loaded: LoadedWorkflow, definition: Definition, nodes: int, calendar: Calendar
    ) -> None:
        self.loaded, self.definition = loaded, definition
        self.nodes, self.calendar = nodes, calendar
        self._checker: PropertyChecker | None = None
        self._exact_checker: PropertyChecker | None = None

    def build_duty_checker(self, kept: Collection[str]) -> PropertyChecker:
        """Return a checker whose model follows these actions: the usual one if it does already."""
        if not self.checker.model.relevant.free_actions & set(kept):
            return self.checker
        return PropertyChecker(self.definition, self.nodes, kept=kept)

    @property
    def checker(self) -> PropertyChecker:
        """The answers from the reduced model."""
        if self._checker is None:
            self._checker = PropertyChecker(self.definition, self.nodes)
        return self._checker

    @property
    def exact_checker(self) -> PropertyChecker:
        """The checker in which counterexamples are searched.

        A small definition is searched unreduced, so that the shortest case is found.
        """
        if self.checker.count_bits() > EXACT_BITS:
            return self.checker
        if self._exact_checker is None:
            self._exact_checker = PropertyChecker(self.definition, self.nodes, reduced=False)
        return self._exact_checker

    def collect(self) -> None:
        """Free unused nodes if half of the budget is used."""
        if self._checker is not None:
            self._checker.symbolic.space.collect(self.nodes // 2)

    def count_reached(self) -> int:
        """Return how many configurations the search reached before the budget was used up."""
        return 0 if self._checker is None else self._checker.symbolic.count_reached()

    def replay(
        self,
        checker: PropertyChecker,
        trace: Trace | None,
        is_faulty: Callable[[PlayedRun], bool],
    ) -> PlayedRun:
        """Return the run as the engine plays it, without the turns that the fault does not need.

        Raises:
            ReplayRefused: there is no run, or the engine refuses it or sees no fault in it.
        """
        if trace is None:
            raise ReplayRefused("no run leads to a fault that the proof has found")
        played = replay_trace(checker.model, trace, self.calendar)
        if not is_faulty(played):
            raise ReplayRefused("the engine plays the run and sees no fault")
        return shorten_run(played, is_faulty, self.calendar)

    def make_proof(
        self,
        name: str,
        verdict: ProofVerdict,
        shown: Counterexample | None = None,
        dead: tuple[str, ...] = (),
    ) -> Proof:
        """Return the verdict with the number of reached configurations."""
        return Proof(name, verdict, self.checker.count_configurations(), 0.0, shown, dead=dead)

    def make_finding(
        self,
        rule: str,
        place: PathTo,
        message: str,
        remedy: str = "",
        flow: tuple[FlowPlace, ...] = (),
    ) -> Finding:
        """Return the finding at this place of the workflow."""
        return make_finding(self.loaded, rule, place, message, remedy, flow)
