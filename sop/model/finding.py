"""A finding of reading or checking a definition, with its place in the author's file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file: the path as the user gave it; line and column count from 1."""

    path: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True, order=True)
class FlowPlace:
    """One turn of a case that leads to a fault, and the place in the file that permits the turn."""

    position: Position
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    `excerpt` has source lines (number, text) up to the place; the caret goes under
    `position.column` of the last line. `path_to` has the step paths that lead to the place, if they
    help. `flow` is the counterexample of a proof, turn by turn; empty without one.
    """

    rule: str
    severity: Severity
    position: Position
    message: str
    remedy: str = ""
    excerpt: tuple[tuple[int, str], ...] = ()
    path_to: tuple[str, ...] = ()
    flow: tuple[FlowPlace, ...] = ()


def sort_findings(findings: list[Finding]) -> tuple[Finding, ...]:
    """Return each finding once, sorted by place, then by rule and message."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda f: (f.position, f.rule, f.message)))
