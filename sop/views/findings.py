"""The findings of a check, in the form that editors can follow to the place.

`path:line:column: severity: message [rule]`
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sop.casework.check_workflow import WorkflowCheck
from sop.model.finding import Finding, Severity
from sop.model.proof import Proof
from sop.model.suggestion import Suggestion
from sop.views.labels import count_text
from sop.views.sanitize import cells, clean
from sop.views.terminal.blocks import (
    GAP,
    Block,
    Blocks,
    Line,
    Span,
    Tone,
    ascii_sentence,
    line,
    unbroken_line,
)

TONES: dict[Severity, Tone] = {"error": "late", "warning": "caution", "note": ""}
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
LONGEST_NUMBER = 10_000_000  # a longer number of states is read as a power of ten


def findings_screen(findings: Sequence[Finding], looked_at: Sequence[str] = ()) -> Blocks:
    """Return all findings, then their number. `looked_at` names the workflows that were checked."""
    lines = [block for finding in findings for block in _finding(finding)]
    return (*lines, line(summary(findings, looked_at)))


def baseline_lines(file: str, hidden: int, gone: Sequence[str], written: bool) -> Blocks:
    """Return how many findings the baseline suppresses, and which of its findings are gone."""
    known = count_text(hidden, "known finding")
    if written:
        return (line(f"Written: {file}, with {known}."),)
    lines = [line(f"{known} suppressed ({file}).")]
    if gone:
        verb = "is" if len(gone) == 1 else "are"
        lines.append(line(f"{count_text(len(gone), 'finding')} of the baseline {verb} gone:"))
        lines += [line(finding, indent=3, hang=5) for finding in gone]
        remedy = "Write the baseline again, so that they cannot come back unnoticed."
        lines.append(line(remedy))
    return tuple(lines)


def proofs_lines(checks: Sequence[WorkflowCheck]) -> Blocks:
    """Return how many properties were proved, over how many states, and what was not proved."""
    lines: list[Block] = []
    for check in checks:
        if check.proofs:
            lines += _proof_lines(check)
    if any(check.left for check in checks):
        lines.append(line(proof_progress_text(checks)))
    if lines:
        limits = Suggestion("check", options=(("explain", "proof"),))
        lines.append(line("What a proof does not cover: ", limits))
    return tuple(lines)


def _proof_lines(check: WorkflowCheck) -> Iterator[Block]:
    failed = [proof for proof in check.proofs if proof.verdict != "proved"]
    proved = len(check.proofs) - len(failed)
    properties = count_text(len(check.proofs), "property", "properties")
    states = _number_text(max(proof.configurations for proof in check.proofs))
    seconds = sum(proof.seconds for proof in check.proofs)
    yield line(
        f"{check.shown_as}: {proved} of {properties} proved over all possible cases "
        f"({states} states, {seconds:.1f} s)."
    )
    for proof in failed:
        yield line(_failure_text(proof), indent=3, hang=5)
    for proof in check.proofs:
        if proof.counterexample is not None and proof.counterexample.path is not None:
            replay = Suggestion("workflow test", proof.counterexample.path)
            yield line("Replay it: ", replay, indent=3, hang=5)


def proof_progress_text(checks: Sequence[WorkflowCheck]) -> str:
    """Return how far a proof came that was interrupted."""
    decided = sum(len(check.proofs) for check in checks)
    total = decided + sum(check.left for check in checks)
    return f"interrupted; {decided} of {total} properties decided"


def _number_text(number: int) -> str:
    if number < LONGEST_NUMBER:
        return f"{number:,}"
    return f"{number:.1e}".replace("e+", "e")


def _failure_text(proof: Proof) -> str:
    if proof.verdict == "unknown":
        states = _number_text(proof.configurations)
        return f"Not decided: {proof.guarantee}, within {proof.bound}; {states} states reached."
    if proof.counterexample is None:
        return f"Violated: {proof.guarantee}."
    turns = count_text(len(proof.counterexample.turns), "turn")
    return f"Violated: {proof.guarantee}, in {turns}."


def _finding(finding: Finding) -> Iterator[Block]:
    at = finding.position
    yield unbroken_line(
        f"{at.path}:{at.line}:{at.column}: ",
        Span(finding.severity, TONES[finding.severity]),
        f": {' '.join(finding.message.splitlines())} [{finding.rule}]",
    )
    yield from _excerpt(finding)
    if finding.remedy:
        yield line(ascii_sentence(finding.remedy), indent=3, hang=5)
    for number, turn in enumerate(finding.flow, start=1):
        yield line(f"{number:>2}  {turn.text}", indent=5, hang=9)
    if finding.path_to:
        yield line("Path to it: " + " -> ".join(finding.path_to), indent=3, hang=5)
    yield GAP


def _excerpt(finding: Finding) -> Iterator[Line]:
    """Yield the source lines with their numbers, and a caret under the place."""
    if not finding.excerpt:
        return
    wide = max(4, *(len(str(number)) for number, _ in finding.excerpt))
    for number, text in finding.excerpt:
        yield unbroken_line(f" {number:>{wide}} | {text}".rstrip())
    last = finding.excerpt[-1][1]
    before = cells(clean(last[: finding.position.column - 1]))
    yield unbroken_line(f" {'':>{wide}} | {' ' * before}", Span("^", "late"))


def summary(findings: Sequence[Finding], looked_at: Sequence[str] = ()) -> str:
    """Return `1 error, 2 warnings in 1 workflow.` or `No findings.`"""
    found = [finding.severity for finding in findings]
    counts = [count_text(found.count(word), word) for word in SEVERITIES if word in found]
    total = ", ".join(counts) or "No findings"
    if looked_at:
        return f"{total} in {count_text(len(looked_at), 'workflow')}."
    return f"{total}."
