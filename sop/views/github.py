"""A check as annotations of GitHub: one workflow command a finding, which the runner shows beside its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sop.casework.checking import Checked
from sop.model.finding import Finding, Severity
from sop.views.sarif import undecided_text
from sop.views.visible import clean

LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}
UNDECIDED = "proof-undecided"
"""A note in text, where the summary says it too; a warning here, where `--strict` fails because of it."""


def github(found: Sequence[Checked], last: str, shown: Callable[[str], str]) -> str:
    """The lines for the runner, and a last one for who reads the log. `shown` gives a file's path from here."""
    commands = [command for one in found for command in _commands(one, shown)]
    return "".join(f"{row}\n" for row in (*commands, in_log(last)))


def _commands(checked: Checked, shown: Callable[[str], str]) -> Iterator[str]:
    for finding in checked.findings:
        yield _command(finding, shown)
    told = [one.message for one in checked.findings if one.rule == UNDECIDED]
    for proof in checked.proofs:
        if proof.verdict == "unknown" and not any(
            f"'{proof.guarantee}'" in message for message in told
        ):
            yield f"::warning title=sop%3A undecided::{escaped(f'{checked.shown_as}: {undecided_text(proof)}')}"


def _command(finding: Finding, shown: Callable[[str], str]) -> str:
    at = finding.position
    properties = {
        "file": shown(at.path),
        "line": str(at.line),
        "col": str(at.column),
        "title": f"sop: {finding.rule}",
    }
    said = ",".join(f"{key}={escaped_property(value)}" for key, value in properties.items())
    turns = (f"{number}. {turn.text}" for number, turn in enumerate(finding.flow, start=1))
    rows = (finding.message, finding.remedy, *turns)
    level = "warning" if finding.rule == UNDECIDED else LEVELS[finding.severity]
    return f"::{level} {said}::{escaped(chr(10).join(row for row in rows if row))}"


def escaped(text: str) -> str:
    """The text as the runner reads it back: `%`, and every line end; other letters that nobody sees by name."""
    rows = (clean(row).replace("%", "%25") for row in text.replace("\r\n", "\n").split("\n"))
    return "%0A".join(rows)


def escaped_property(text: str) -> str:
    """The same for a property of a command, which ends at a comma or a colon."""
    return clean(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")


def in_log(text: str) -> str:
    """A line of the log in which the runner finds no command: neither `::` at its beginning nor `##[` anywhere."""
    row = clean(" ".join(text.splitlines())).replace("##[", "# #[").lstrip()
    return f"[sop] {row}" if row.startswith("::") else row
