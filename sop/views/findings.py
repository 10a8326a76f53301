"""What a check found, one a line, so that editors can jump: `path:line:column: severity: message [rule]`."""

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


def findings_screen(findings: Sequence[Finding], looked_at: Sequence[str] = ()) -> Blocks:
    """All findings, then how many there are. `looked_at` names the workflows that were checked."""
    lines = [block for finding in findings for block in _finding(finding)]
    return (*lines, line(summary(findings, looked_at)))


def baseline_lines(file: str, hidden: int, gone: Sequence[str], written: bool) -> Blocks:
    """How many findings the baseline takes back, and which of its findings are gone."""
    if written:
        return (line(f"Written: {file}, with {count_text(hidden, 'known finding')}."),)
    lines = [line(f"{count_text(hidden, 'known finding')} not told ({file}).")]
    if gone:
        lines.append(
            line(
                f"{count_text(len(gone), 'finding')} of the baseline {'is' if len(gone) == 1 else 'are'} gone:"
            )
        )
        lines += [line(one, indent=3, hang=5) for one in gone]
        lines.append(line("Write the baseline again, so that they do not come back unseen."))
    return tuple(lines)


def proofs_lines(found: Sequence[WorkflowCheck]) -> Blocks:
    """How many properties were proved, over how many configurations, in which time; what was not."""
    lines: list[Block] = []
    for one in found:
        if not one.proofs:
            continue
        proved = sum(proof.verdict == "proved" for proof in one.proofs)
        most = max(proof.configurations for proof in one.proofs)
        seconds = sum(proof.seconds for proof in one.proofs)
        of = f"{proved} of {count_text(len(one.proofs), 'property', 'properties')} proved over all possible cases"
        lines.append(line(f"{one.shown_as}: {of} ({_number_text(most)} states, {seconds:.1f} s)."))
        lines += [
            line(_failure_text(proof), indent=3, hang=5)
            for proof in one.proofs
            if proof.verdict != "proved"
        ]
        lines += _replays(one)
    if any(one.left for one in found):
        lines.append(line(proof_progress_text(found)))
    if lines:
        lines.append(
            line(
                "What a proof does not cover: ",
                Suggestion("check", options=(("explain", "proof"),)),
            )
        )
    return tuple(lines)


def proof_progress_text(found: Sequence[WorkflowCheck]) -> str:
    """How far a proof came that somebody interrupted."""
    decided = sum(len(one.proofs) for one in found)
    return (
        f"interrupted; {decided} of {decided + sum(one.left for one in found)} properties decided"
    )


def _number_text(number: int) -> str:
    return f"{number:,}" if number < 10_000_000 else f"{number:.1e}".replace("e+", "e")


def _failure_text(proof: Proof) -> str:
    if proof.verdict == "unknown":
        return f"Not decided: {proof.guarantee}, within {proof.bound}; {_number_text(proof.configurations)} states reached."
    turns = (
        ""
        if proof.counterexample is None
        else f", in {count_text(len(proof.counterexample.turns), 'turn')}"
    )
    return f"Violated: {proof.guarantee}{turns}."


def _replays(one: WorkflowCheck) -> Iterator[Block]:
    for proof in one.proofs:
        if proof.counterexample is not None and proof.counterexample.path is not None:
            yield line(
                "Replay it: ",
                Suggestion("workflow test", proof.counterexample.path),
                indent=3,
                hang=5,
            )


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
        yield line("Leads there: " + " -> ".join(finding.path_to), indent=3, hang=5)
    yield GAP


def _excerpt(finding: Finding) -> Iterator[Line]:
    """The source lines with their numbers, and a caret under the place."""
    if not finding.excerpt:
        return
    wide = max(4, *(len(str(number)) for number, _ in finding.excerpt))
    for number, text in finding.excerpt:
        yield unbroken_line(f" {number:>{wide}} | {text}".rstrip())
    last = finding.excerpt[-1][1]
    before = cells(clean(last[: finding.position.column - 1]))
    yield unbroken_line(f" {'':>{wide}} | {' ' * before}", Span("^", "late"))


def summary(findings: Sequence[Finding], looked_at: Sequence[str] = ()) -> str:
    """`1 error, 2 warnings.` or `No findings.`, and in which workflows."""
    severities: tuple[Severity, ...] = ("error", "warning", "note")
    counts = [(sum(finding.severity == word for finding in findings), word) for word in severities]
    said = ", ".join(count_text(number, word) for number, word in counts if number) or "No findings"
    where = f" in {count_text(len(looked_at), 'workflow')}" if looked_at else ""
    return f"{said}{where}."
