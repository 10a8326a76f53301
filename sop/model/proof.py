"""What a proof over all possible cases answered: a verdict a property, with a counterexample where it is violated."""

from __future__ import annotations

from typing import Literal

from sop.model.finding import FlowPlace
from sop.model.value import value

ProofVerdict = Literal["proved", "violated", "unknown"]
BUILT_IN = ("always_can_close", "can_close_as_told", "nothing_dead")
"""Properties that are proved of every workflow, listed beside its own guarantees."""


@value
class Counterexample:
    """A case that shows the fault: each turn in words with the place in the files that allows it, and the same as a
    scenario (YAML text) that the engine replays. `path` is the file it was written to, None where none was asked."""

    turns: tuple[FlowPlace, ...]
    scenario: str
    path: str | None = None


@value
class Proof:
    """One property over all possible cases. `configurations` is how many were reached (exact where proved or violated;
    how far it came where unknown), `seconds` the time this property took, `bound` what stopped an undecided one,
    `dead` the ids that no case can use (`nothing_dead` only)."""

    guarantee: str
    verdict: ProofVerdict
    configurations: int
    seconds: float
    counterexample: Counterexample | None = None
    bound: str = ""
    dead: tuple[str, ...] = ()
