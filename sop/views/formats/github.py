"""A check as annotations of GitHub: one workflow command a finding, which the runner shows beside its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sop.casework.check_workflow import WorkflowCheck
from sop.model.finding import Finding, Severity
from sop.views.formats.sarif import proof_limit_text
from sop.views.sanitize import clean

LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}
UNDECIDED = "proof-undecided"
"""A note in text, where the summary says it too; a warning here, where `--strict` fails because of it."""


def github(found: Sequence[WorkflowCheck], last: str, shown: Callable[[str], str]) -> str:
    """The lines for the runner, and a last one for who reads the log. `shown` gives a file's path from here."""
    commands = [command for one in found for command in _commands(one, shown)]
    return "".join(f"{row}\n" for row in (*commands, escape_log_line(last)))


def _commands(checked: WorkflowCheck, shown: Callable[[str], str]) -> Iterator[str]:
    for finding in checked.findings:
        yield _command(finding, shown)
    told = [one.message for one in checked.findings if one.rule == UNDECIDED]
    for proof in checked.proofs:
        if proof.verdict == "unknown" and not any(
            f"'{proof.guarantee}'" in message for message in told
        ):
            yield f"::warning title=sop%3A undecided::{escape_message(f'{checked.shown_as}: {proof_limit_text(proof)}')}"


def _command(finding: Finding, shown: Callable[[str], str]) -> str:
    at = finding.position
    properties = {
        "file": shown(at.path),
        "line": str(at.line),
        "col": str(at.column),
        "title": f"sop: {finding.rule}",
    }
    said = ",".join(f"{key}={escape_property(value)}" for key, value in properties.items())
    turns = (f"{number}. {turn.text}" for number, turn in enumerate(finding.flow, start=1))
    rows = (finding.message, finding.remedy, *turns)
    level = "warning" if finding.rule == UNDECIDED else LEVELS[finding.severity]
    return f"::{level} {said}::{escape_message(chr(10).join(row for row in rows if row))}"


def escape_message(text: str) -> str:
    """The text as the runner reads it back: `%`, and every line end; other letters that nobody sees by name."""
    rows = (clean(row).replace("%", "%25") for row in text.replace("\r\n", "\n").split("\n"))
    return "%0A".join(rows)


def escape_property(text: str) -> str:
    """The same for a property of a command, which ends at a comma or a colon."""
    return clean(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")


def escape_log_line(text: str) -> str:
    """A line of the log in which the runner finds no command: neither `::` at its beginning nor `##[` anywhere."""
    row = clean(" ".join(text.splitlines())).replace("##[", "# #[").lstrip()
    return f"[sop] {row}" if row.startswith("::") else row
