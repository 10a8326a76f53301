"""The answers of a proof over all possible cases: one verdict for each property.

A property that is violated has a counterexample: a case that shows it.
"""

from __future__ import annotations

from typing import Literal

from sop.model.finding import Finding, FlowPlace
from sop.model.value import value

ProofVerdict = Literal["proved", "violated", "unknown"]
BUILT_IN = ("always_can_close", "can_close_as_told", "nothing_dead")
"""Properties that are proved of every workflow, in addition to its own guarantees."""


@value
class Counterexample:
    """A case that shows the fault.

    `turns` has each turn in words with the place in the files that allows it; `scenario` is the
    same case as a scenario (YAML text) that the engine replays. `path` is the file to which the
    scenario was written, or None.
    """

    turns: tuple[FlowPlace, ...]
    scenario: str
    path: str | None = None


@value
class Proof:
    """The verdict on one property over all possible cases.

    - `configurations`: how many were reached: all of them where the property is proved or violated,
      those found so far where it is unknown.
    - `seconds`: the time that this property took.
    - `bound`: what stopped the search where the verdict is unknown.
    - `dead`: the paths that no case can use (`nothing_dead` only).
    """

    guarantee: str
    verdict: ProofVerdict
    configurations: int
    seconds: float
    counterexample: Counterexample | None = None
    bound: str = ""
    dead: tuple[str, ...] = ()


@value
class ProofAnswer:
    """One property with its verdict and findings, or findings alone (`proof` is None)."""

    proof: Proof | None
    findings: tuple[Finding, ...] = ()
