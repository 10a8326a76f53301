"""One answer of a proof: a property with its verdict and what is told of it."""

from __future__ import annotations

from sop.model.finding import Finding
from sop.model.proof import Proof
from sop.model.value import value


@value
class ProofAnswer:
    """One property with its verdict, or only findings (`proof` None)."""

    proof: Proof | None
    findings: tuple[Finding, ...] = ()
