"""Proves a small definition without diagrams: every configuration is listed, and beyond a bound nothing is claimed."""

from __future__ import annotations

from collections.abc import Iterator

from sop.definition.load import Loaded
from sop.definition.source import PathTo
from sop.model.definition import Definition
from sop.model.finding import Finding, Severity
from sop.model.proof import BUILT_IN, Proof
from sop.proof.answered import Answered
from sop.proof.explicit import Explored
from sop.proof.listed import closing, dead, fewest_to, is_broken, listed

MOST = 5_000
"""Configurations, those of all switches together: some seconds."""
INSTALL = "Install the library of diagrams: pip install 'sop-workflow[prove]'."


def answers_by_listing(
    loaded: Loaded, definition: Definition, bound: int = MOST
) -> Iterator[Answered]:
    """The built-in properties, then each guarantee in file order; all of them `unknown` where the bound is too low."""
    all_of = listed(definition, bound)
    if all_of is None:
        yield from (_undecided(loaded, name, bound) for name in (*BUILT_IN, *definition.guarantees))
    else:
        yield from _Listing(loaded, definition, all_of).answers()


def _undecided(loaded: Loaded, name: str, bound: int) -> Answered:
    message = f"'{name}' is not decided: there are more than {bound:,} configurations, and no diagrams to hold them"
    finding = _finding(loaded, "proof-undecided", "note", _place(loaded, name), message, INSTALL)
    return Answered(
        Proof(name, "unknown", bound, 0.0, bound=f"{bound:,} configurations"), (finding,)
    )


class _Listing:
    """The answers over all configurations of a definition."""

    def __init__(self, loaded: Loaded, definition: Definition, all_of: list[Explored]) -> None:
        self.loaded, self.definition, self.all_of = loaded, definition, all_of
        self.count = sum(len(one.cases) for one in all_of)

    def answers(self) -> Iterator[Answered]:
        stuck = self._to_stuck(as_told=False)
        yield self._closes("always_can_close", "error", stuck, told=True)
        yield self._closes(
            "can_close_as_told", "warning", self._to_stuck(as_told=True), told=stuck is None
        )
        yield self._nothing_dead()
        for guarantee in self.definition.guarantees.values():
            fewest = _least(is_broken(one, guarantee) for one in self.all_of)
            yield self._judged(
                guarantee.id, "guarantee", "error", fewest, f"breaks the guarantee '{guarantee.id}'"
            )

    def _to_stuck(self, as_told: bool) -> int | None:
        return _least(fewest_to(one, set(one.cases) - closing(one, as_told)) for one in self.all_of)

    def _closes(self, name: str, severity: Severity, fewest: int | None, told: bool) -> Answered:
        what = "comes to where it can never be closed"
        what += ", unless a fact that was told changes" if severity == "warning" else ""
        answered = self._judged(name, name.replace("_", "-"), severity, fewest, what)
        return answered if told else Answered(answered.proof)  # told once, by the graver finding

    def _judged(
        self, name: str, rule: str, severity: Severity, fewest: int | None, what: str
    ) -> Answered:
        if fewest is None:
            return Answered(Proof(name, "proved", self.count, 0.0))
        turns = f"{fewest} turn{'' if fewest == 1 else 's'}"
        message, remedy = (
            f"a case {what}, after {turns}",
            f"To see the case: {INSTALL[0].lower()}{INSTALL[1:]}",
        )
        finding = _finding(self.loaded, rule, severity, _place(self.loaded, name), message, remedy)
        return Answered(Proof(name, "violated", self.count, 0.0), (finding,))

    def _nothing_dead(self) -> Answered:
        found = dead(self.all_of)
        paths = tuple(path for path in _in_file_order(self.definition) if path in found)
        findings = tuple(
            _finding(
                self.loaded,
                "nothing-dead",
                "error",
                place_of_path(self.definition, path),
                f"'{path}' can happen in no case",
                "Mend the condition that shuts it, or delete it.",
            )
            for path in paths
        )
        return Answered(
            Proof("nothing_dead", "violated" if paths else "proved", self.count, 0.0, dead=paths),
            findings,
        )


def _least(found: Iterator[int | None]) -> int | None:
    return min((one for one in found if one is not None), default=None)


def _in_file_order(definition: Definition) -> Iterator[str]:
    for track in definition.tracks.values():
        for step in track.steps.values():
            yield from (action.path for action in step.actions.values())
            yield from (outcome.path for outcome in step.outcomes.values())
        yield from (interrupt.path for interrupt in track.interrupts.values())


def _place(loaded: Loaded, name: str) -> PathTo:
    is_guarantee = loaded.definition is not None and name in loaded.definition.guarantees
    return ("guarantees", name) if is_guarantee else ("title",)


def _finding(
    loaded: Loaded, rule: str, severity: Severity, place: PathTo, message: str, remedy: str
) -> Finding:
    position = loaded.source.at(place, key=True)
    return Finding(rule, severity, position, message, remedy, loaded.source.excerpt(position))


def place_of_path(definition: Definition, path: str) -> PathTo:
    """Where in the document the track, step, action, outcome or interrupt with this path stands."""
    track, *rest = path.split(".")
    if not rest:
        return ("tracks", track)
    if len(rest) == 1:
        kind = "interrupts" if rest[0] in definition.tracks[track].interrupts else "steps"
        return ("tracks", track, kind, rest[0])
    kind = "actions" if rest[1] in definition.tracks[track].steps[rest[0]].actions else "outcomes"
    return ("tracks", track, "steps", rest[0], kind, rest[1])
