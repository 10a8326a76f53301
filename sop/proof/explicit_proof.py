"""Proves a small definition without diagrams: all configurations are listed, up to a bound."""

from __future__ import annotations

from collections.abc import Iterator

from sop.definition.load import LoadedWorkflow
from sop.model.definition import Definition, Guarantee
from sop.model.finding import Finding
from sop.model.proof import BUILT_IN, Proof, ProofAnswer
from sop.proof.dropped_duties import list_possible_drops
from sop.proof.explicit_state import ExplicitStateSpace
from sop.proof.explicit_verdicts import (
    count_events_to,
    find_break,
    find_closable,
    find_dead_parts,
    find_dropped_duties,
    find_least,
    list_configurations,
)
from sop.proof.proof_findings import (
    locate_property,
    make_dead_part_finding,
    make_finding,
    report_drops,
)
from sop.proof.properties import list_paths

MOST = 5_000
"""Configurations, those of all combinations of switches together: some seconds."""
LIBRARY = "the library of diagrams: the extra 'prove' of the package sop-workflow."


def prove_by_listing(
    loaded: LoadedWorkflow, definition: Definition, bound: int = MOST
) -> Iterator[ProofAnswer]:
    """Yield the built-in properties, then each guarantee in file order.

    All of them are `unknown` if there are more configurations than the bound.
    """
    spaces = list_configurations(definition, bound)
    if spaces is None:
        for name in (*BUILT_IN, *definition.guarantees):
            yield _answer_undecided(loaded, definition, name, bound)
        possible = list_possible_drops(definition)
        yield ProofAnswer(None, tuple(report_drops(loaded, definition, possible, "warning")))
    else:
        yield from _ExplicitAnswers(loaded, definition, spaces).list_answers()


def _answer_undecided(
    loaded: LoadedWorkflow, definition: Definition, name: str, bound: int
) -> ProofAnswer:
    message = (
        f"'{name}' is not decided: there are more than {bound:,} configurations, and the library "
        "of diagrams is not installed"
    )
    place = locate_property(definition, name)
    finding = make_finding(loaded, "proof-undecided", place, message, f"Install {LIBRARY}")
    proof = Proof(name, "unknown", bound, 0.0, bound=f"{bound:,} configurations")
    return ProofAnswer(proof, (finding,))


class _ExplicitAnswers:
    """The answers from all configurations of a definition."""

    def __init__(
        self, loaded: LoadedWorkflow, definition: Definition, spaces: list[ExplicitStateSpace]
    ) -> None:
        self.loaded, self.definition, self.spaces = loaded, definition, spaces
        self.count = sum(len(space.cases) for space in spaces)

    def list_answers(self) -> Iterator[ProofAnswer]:
        yield from self._answer_closing()
        yield self._answer_nothing_dead()
        yield ProofAnswer(None, tuple(self._list_dropped_duties()))
        for guarantee in self.definition.guarantees.values():
            yield self._answer_guarantee(guarantee)

    def _answer_closing(self) -> Iterator[ProofAnswer]:
        stuck = self._count_events_to_stuck(as_told=False)
        what = "can no longer be closed"
        yield self._answer("always_can_close", "always-can-close", stuck, what)
        stuck_as_told = self._count_events_to_stuck(as_told=True)
        what += " unless a known fact is set to another value"
        answer = self._answer("can_close_as_told", "can-close-as-told", stuck_as_told, what)
        if stuck is None:
            yield answer
        else:
            yield ProofAnswer(answer.proof)  # the graver finding reports it already

    def _count_events_to_stuck(self, as_told: bool) -> int | None:
        counts = []
        for space in self.spaces:
            stuck = set(space.cases) - find_closable(space, as_told)
            counts.append(count_events_to(space, stuck))
        return find_least(counts)

    def _list_dropped_duties(self) -> Iterator[Finding]:
        dropped = find_dropped_duties(self.spaces)
        possible = list_possible_drops(self.definition)
        real = [drop for drop in possible if (drop.way, drop.action) in dropped]
        yield from report_drops(self.loaded, self.definition, real, "error")

    def _answer_guarantee(self, guarantee: Guarantee) -> ProofAnswer:
        fewest = find_least(find_break(space, guarantee) for space in self.spaces)
        what = f"breaks the guarantee '{guarantee.id}'"
        return self._answer(guarantee.id, "guarantee", fewest, what)

    def _answer(self, name: str, rule: str, fewest: int | None, what: str) -> ProofAnswer:
        if fewest is None:
            return ProofAnswer(Proof(name, "proved", self.count, 0.0))
        turns = "1 turn" if fewest == 1 else f"{fewest} turns"
        finding = make_finding(
            self.loaded,
            rule,
            locate_property(self.definition, name),
            f"after {turns} a case {what}",
            f"To see the case, install {LIBRARY}",
        )
        return ProofAnswer(Proof(name, "violated", self.count, 0.0), (finding,))

    def _answer_nothing_dead(self) -> ProofAnswer:
        dead = find_dead_parts(self.spaces)
        paths = tuple(path for path in list_paths(self.definition) if path in dead)
        findings = tuple(
            make_dead_part_finding(self.loaded, self.definition, path) for path in paths
        )
        verdict = Proof(
            "nothing_dead", "violated" if paths else "proved", self.count, 0.0, dead=paths
        )
        return ProofAnswer(verdict, findings)
