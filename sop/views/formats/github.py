"""A check as annotations of GitHub: one workflow command for each finding.

The runner shows each next to the line of its file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sop.casework.check_workflow import WorkflowCheck
from sop.model.finding import Finding, Severity
from sop.model.proof import Proof
from sop.views.formats.sarif import proof_limit_text
from sop.views.sanitize import clean

LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}

# A note in text, where the summary repeats it. Here a warning, because `--strict` fails on it.
UNDECIDED = "proof-undecided"


def github(checks: Sequence[WorkflowCheck], last: str, shown: Callable[[str], str]) -> str:
    """Return the lines for the runner, and `last` for the reader of the log.

    `shown` returns a file's path as seen from the current folder.
    """
    commands = [command for check in checks for command in _commands(check, shown)]
    return "".join(f"{row}\n" for row in (*commands, escape_log_line(last)))


def _commands(check: WorkflowCheck, shown: Callable[[str], str]) -> Iterator[str]:
    for finding in check.findings:
        yield _command(finding, shown)
    reported = [finding.message for finding in check.findings if finding.rule == UNDECIDED]
    for proof in check.proofs:
        if proof.verdict == "unknown" and not _is_named(proof, reported):
            message = escape_message(f"{check.shown_as}: {proof_limit_text(proof)}")
            yield f"::warning title=sop%3A undecided::{message}"


def _is_named(proof: Proof, messages: Sequence[str]) -> bool:
    return any(f"'{proof.guarantee}'" in message for message in messages)


def _command(finding: Finding, shown: Callable[[str], str]) -> str:
    at = finding.position
    properties = {
        "file": shown(at.path),
        "line": str(at.line),
        "col": str(at.column),
        "title": f"sop: {finding.rule}",
    }
    listed = ",".join(f"{key}={escape_property(value)}" for key, value in properties.items())
    turns = [f"{number}. {turn.text}" for number, turn in enumerate(finding.flow, start=1)]
    message = "\n".join(filter(None, (finding.message, finding.remedy, *turns)))
    level = LEVELS[finding.severity]
    if finding.rule == UNDECIDED:
        level = "warning"
    return f"::{level} {listed}::{escape_message(message)}"


def escape_message(text: str) -> str:
    """Return the text so that the runner reads it back: `%` and line ends are escaped.

    Invisible characters are replaced by their names.
    """
    rows = (clean(row).replace("%", "%25") for row in text.replace("\r\n", "\n").split("\n"))
    return "%0A".join(rows)


def escape_property(text: str) -> str:
    """Return the text for a property of a command, which ends at a comma or a colon."""
    return clean(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")


def escape_log_line(text: str) -> str:
    """Return a line in which the runner finds no command: no `::` at its start, no `##[` in it."""
    row = clean(" ".join(text.splitlines())).replace("##[", "# #[").lstrip()
    if row.startswith("::"):
        return f"[sop] {row}"
    return row
