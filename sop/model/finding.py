"""What reading or checking a definition found, with its place in the author's file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file: path as given by the user, line and column counted from 1."""

    path: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True, order=True)
class FlowPlace:
    """One turn on the way to a fault: what happens, in words, and the place in the author's file that allows it."""

    position: Position
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `excerpt` are source lines (number, text) around the place; the caret goes under `position.column`
    of the last one. `path_to` are the step paths that lead there, where that helps. `flow` is the case that shows the
    fault, turn by turn, where a proof found one."""

    rule: str
    severity: Severity
    position: Position
    message: str
    remedy: str = ""
    excerpt: tuple[tuple[int, str], ...] = ()
    path_to: tuple[str, ...] = ()
    flow: tuple[FlowPlace, ...] = ()


def sort_findings(findings: list[Finding]) -> tuple[Finding, ...]:
    """The findings sorted by place, then rule and message, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda f: (f.position, f.rule, f.message)))
