"""What a check found, one a line, so that editors can jump: `path:line:column: severity: message [rule]`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sop.model.finding import Finding, Severity
from sop.views.layout import GAP, Block, Blocks, Line, Span, Tone, in_ascii, line, whole
from sop.views.visible import cells, clean
from sop.views.wording import counted

TONES: dict[Severity, Tone] = {"error": "late", "warning": "caution", "note": ""}


def findings_screen(findings: Sequence[Finding], looked_at: Sequence[str] = ()) -> Blocks:
    """All findings, then how many there are. `looked_at` names the workflows that were checked."""
    lines = [block for finding in findings for block in _finding(finding)]
    return (*lines, line(summary(findings, looked_at)))


def baseline_lines(file: str, hidden: int, gone: Sequence[str], written: bool) -> Blocks:
    """How many findings the baseline takes back, and which of its findings are gone."""
    if written:
        return (line(f"Written: {file}, with {counted(hidden, 'known finding')}."),)
    lines = [line(f"{counted(hidden, 'known finding')} not told ({file}).")]
    if gone:
        lines.append(line(f"{counted(len(gone), 'finding')} of the baseline {'is' if len(gone) == 1 else 'are'} gone:"))
        lines += [line(one, indent=3, hang=5) for one in gone]
        lines.append(line("Write it anew with --write-baseline, so that they do not come back unseen."))
    return tuple(lines)


def _finding(finding: Finding) -> Iterator[Block]:
    at = finding.position
    yield whole(
        f"{at.path}:{at.line}:{at.column}: ", Span(finding.severity, TONES[finding.severity]),
        f": {' '.join(finding.message.splitlines())} [{finding.rule}]",
    )  # fmt: skip
    yield from _excerpt(finding)
    if finding.remedy:
        yield line(in_ascii(finding.remedy), indent=3, hang=5)
    if finding.path_to:
        yield line("Leads there: " + " -> ".join(finding.path_to), indent=3, hang=5)
    yield GAP


def _excerpt(finding: Finding) -> Iterator[Line]:
    """The source lines with their numbers, and a caret under the place."""
    if not finding.excerpt:
        return
    wide = max(4, *(len(str(number)) for number, _ in finding.excerpt))
    for number, text in finding.excerpt:
        yield whole(f" {number:>{wide}} | {text}".rstrip())
    last = finding.excerpt[-1][1]
    before = cells(clean(last[: finding.position.column - 1]))
    yield whole(f" {'':>{wide}} | {' ' * before}", Span("^", "late"))


def summary(findings: Sequence[Finding], looked_at: Sequence[str] = ()) -> str:
    """`1 error, 2 warnings.` or `No findings.`, and in which workflows."""
    severities: tuple[Severity, ...] = ("error", "warning", "note")
    counts = [(sum(finding.severity == word for finding in findings), word) for word in severities]
    said = ", ".join(counted(number, word) for number, word in counts if number) or "No findings"
    where = f" in {counted(len(looked_at), 'workflow')}" if looked_at else ""
    return f"{said}{where}."
