"""A workflow with findings of every severity, a property of each verdict, and hostile words in all
of them.
"""

from __future__ import annotations

from sop.casework.check_workflow import WorkflowCheck
from sop.model.finding import Finding, FlowPlace, Position
from sop.model.proof import Counterexample, Proof

HOSTILE = "100 % wrong,\r\n::set-output name=a::b\n##[error]x \x1b[2J\u202e<b>&"
TURNS = (
    FlowPlace(Position("w/a b.yaml", 4, 3), "the warden opens the case"),
    FlowPlace(Position("w/a b.yaml", 9, 5), f"the warden goes home: {HOSTILE}"),
)


def finding(
    rule: str, severity: str, message: str, line: int = 7, flow: tuple[FlowPlace, ...] = ()
) -> Finding:
    excerpt = ((line, f"  - {message}"),)
    return Finding(
        rule,
        severity,
        Position("w/a b.yaml", line, 3),
        message,
        f"Mend: {HOSTILE}",
        excerpt,
        (),
        flow,
    )  # type: ignore[arg-type]


def checked(
    *findings: Finding, proofs: tuple[Proof, ...] = (), must_be_told: bool = False
) -> WorkflowCheck:
    prints = tuple(f"{number:032x}" for number in range(len(findings)))
    places = tuple(f"tracks.drill.steps.step_{number}" for number in range(len(findings)))
    told = frozenset(findings if must_be_told else ())
    return WorkflowCheck("a b", "w/a b.yaml", findings, prints, places, proofs, told)


SHOWS_IT = Counterexample(TURNS, "title: Shortest\n")
PROOFS = (
    Proof("always_can_close", "proved", 812, 0.25),
    Proof("told_their_rights", "violated", 12, 0.5, SHOWS_IT),
    Proof("nothing_dead", "unknown", 99, 1.0, None, "100 nodes"),
)
EVERYTHING = checked(
    finding("constant-condition", "error", HOSTILE),
    finding("long-text", "warning", "too long"),
    finding("unused-term", "note", "never used"),
    finding("yaml-syntax", "error", "not YAML"),
    finding("guarantee", "error", "'told_their_rights' does not hold", 9, TURNS),
    proofs=PROOFS,
)
