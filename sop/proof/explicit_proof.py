"""Proves a small definition without diagrams: every configuration is listed, and beyond a bound nothing is claimed."""

from __future__ import annotations

from collections.abc import Iterator

from sop.definition.load import LoadedWorkflow
from sop.definition.source_map import PathTo
from sop.model.definition import Definition
from sop.model.finding import Finding, Severity
from sop.model.proof import BUILT_IN, Proof
from sop.proof.answered import ProofAnswer
from sop.proof.explicit_state import ExplicitStateSpace
from sop.proof.explicit_verdicts import (
    count_events_to,
    find_break,
    find_closable,
    find_dead_parts,
    list_configurations,
)

MOST = 5_000
"""Configurations, those of all switches together: some seconds."""
INSTALL = "Install the library of diagrams: the extra 'prove' of the package sop-workflow."


def prove_by_listing(
    loaded: LoadedWorkflow, definition: Definition, bound: int = MOST
) -> Iterator[ProofAnswer]:
    """The built-in properties, then each guarantee in file order; all of them `unknown` where the bound is too low."""
    all_of = list_configurations(definition, bound)
    if all_of is None:
        yield from (
            _answer_undecided(loaded, name, bound) for name in (*BUILT_IN, *definition.guarantees)
        )
    else:
        yield from _ExplicitAnswers(loaded, definition, all_of).answers()


def _answer_undecided(loaded: LoadedWorkflow, name: str, bound: int) -> ProofAnswer:
    message = f"'{name}' is not decided: there are more than {bound:,} configurations, and no diagrams to hold them"
    finding = _make_finding(
        loaded, "proof-undecided", "note", _place(loaded, name), message, INSTALL
    )
    return ProofAnswer(
        Proof(name, "unknown", bound, 0.0, bound=f"{bound:,} configurations"), (finding,)
    )


class _ExplicitAnswers:
    """The answers over all configurations of a definition."""

    def __init__(
        self, loaded: LoadedWorkflow, definition: Definition, all_of: list[ExplicitStateSpace]
    ) -> None:
        self.loaded, self.definition, self.all_of = loaded, definition, all_of
        self.count = sum(len(one.cases) for one in all_of)

    def answers(self) -> Iterator[ProofAnswer]:
        stuck = self._count_events_to_stuck(as_told=False)
        yield self._answer_closes("always_can_close", "error", stuck, told=True)
        yield self._answer_closes(
            "can_close_as_told",
            "warning",
            self._count_events_to_stuck(as_told=True),
            told=stuck is None,
        )
        yield self._answer_nothing_dead()
        for guarantee in self.definition.guarantees.values():
            fewest = _find_least(find_break(one, guarantee) for one in self.all_of)
            yield self._answer_judged(
                guarantee.id, "guarantee", "error", fewest, f"breaks the guarantee '{guarantee.id}'"
            )

    def _count_events_to_stuck(self, as_told: bool) -> int | None:
        return _find_least(
            count_events_to(one, set(one.cases) - find_closable(one, as_told))
            for one in self.all_of
        )

    def _answer_closes(
        self, name: str, severity: Severity, fewest: int | None, told: bool
    ) -> ProofAnswer:
        what = "comes to where it can never be closed"
        what += ", unless a fact that was told changes" if severity == "warning" else ""
        answered = self._answer_judged(name, name.replace("_", "-"), severity, fewest, what)
        return answered if told else ProofAnswer(answered.proof)  # told once, by the graver finding

    def _answer_judged(
        self, name: str, rule: str, severity: Severity, fewest: int | None, what: str
    ) -> ProofAnswer:
        if fewest is None:
            return ProofAnswer(Proof(name, "proved", self.count, 0.0))
        turns = f"{fewest} turn{'' if fewest == 1 else 's'}"
        message, remedy = (
            f"a case {what}, after {turns}",
            f"To see the case: {INSTALL[0].lower()}{INSTALL[1:]}",
        )
        finding = _make_finding(
            self.loaded, rule, severity, _place(self.loaded, name), message, remedy
        )
        return ProofAnswer(Proof(name, "violated", self.count, 0.0), (finding,))

    def _answer_nothing_dead(self) -> ProofAnswer:
        found = find_dead_parts(self.all_of)
        paths = tuple(path for path in _in_file_order(self.definition) if path in found)
        findings = tuple(
            _make_finding(
                self.loaded,
                "nothing-dead",
                "error",
                locate_path(self.definition, path),
                f"'{path}' can happen in no case",
                "Mend the condition that shuts it, or delete it.",
            )
            for path in paths
        )
        return ProofAnswer(
            Proof("nothing_dead", "violated" if paths else "proved", self.count, 0.0, dead=paths),
            findings,
        )


def _find_least(found: Iterator[int | None]) -> int | None:
    return min((one for one in found if one is not None), default=None)


def _in_file_order(definition: Definition) -> Iterator[str]:
    for track in definition.tracks.values():
        for step in track.steps.values():
            yield from (action.path for action in step.actions.values())
            yield from (outcome.path for outcome in step.outcomes.values())
        yield from (interrupt.path for interrupt in track.interrupts.values())


def _place(loaded: LoadedWorkflow, name: str) -> PathTo:
    is_guarantee = loaded.definition is not None and name in loaded.definition.guarantees
    return ("guarantees", name) if is_guarantee else ("title",)


def _make_finding(
    loaded: LoadedWorkflow, rule: str, severity: Severity, place: PathTo, message: str, remedy: str
) -> Finding:
    position = loaded.source.at(place, key=True)
    return Finding(rule, severity, position, message, remedy, loaded.source.excerpt(position))


def locate_path(definition: Definition, path: str) -> PathTo:
    """Where in the document the track, step, action, outcome or interrupt with this path stands."""
    track, *rest = path.split(".")
    if not rest:
        return ("tracks", track)
    if len(rest) == 1:
        kind = "interrupts" if rest[0] in definition.tracks[track].interrupts else "steps"
        return ("tracks", track, kind, rest[0])
    kind = "actions" if rest[1] in definition.tracks[track].steps[rest[0]].actions else "outcomes"
    return ("tracks", track, "steps", rest[0], kind, rest[1])
