"""The rules whose findings come from the reader: all of them, in this one place.

The reader (`definition`) makes these findings, because a definition with such a mistake cannot be
compiled. The checks only give them a name, a severity and a manual page. Every other rule is a file
next to this one, with its logic in it.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping, Sequence

from sop.model.finding import Finding, Severity


class ReaderRule:
    """A rule whose findings the reader makes; its manual page is `pages/<rule>.md`.

    The attributes are in capitals as in the file of a rule, so that both can be used alike.
    """

    def __init__(self, name: str, severity: Severity) -> None:
        self.NAME = name
        self.SEVERITY: Severity = severity

    def read_page(self) -> str:
        """Return the manual page. Read only when asked for: most runs print no page."""
        data = pkgutil.get_data(__package__, f"pages/{self.NAME}.md")
        if data is None:
            raise FileNotFoundError(f"The page of rule '{self.NAME}' is not installed.")
        return data.decode("utf-8").strip()

    def select(self, findings: Sequence[Finding]) -> Iterator[Finding]:
        """Yield those findings of the reader that have this rule's name."""
        return (finding for finding in findings if finding.rule == self.NAME)


READER_RULES: tuple[ReaderRule, ...] = (
    ReaderRule("unknown-fact", "error"),
    ReaderRule("unknown-term", "error"),
    ReaderRule("unknown-step", "error"),
    ReaderRule("unknown-action", "error"),
    ReaderRule("unknown-track", "error"),
    ReaderRule("unknown-stakeholder", "error"),
    ReaderRule("unknown-law", "error"),
    ReaderRule("unknown-form", "error"),
    ReaderRule("ill-typed-condition", "error"),
    ReaderRule("duplicate-code", "error"),
    ReaderRule("deadline-without-law", "error"),
)

READER_FINDINGS: Mapping[str, str] = {
    "allowance": (
        "A comment `# sop: allow RULE, because REASON` at the end of a line, or alone above it,"
        " suppresses the warnings and notes of that rule on that line. It is reported when it"
        " allows nothing, gives no reason, or names a rule that does not exist."
        " Errors cannot be allowed."
    ),
    "yaml-syntax": "The text is not valid YAML; nothing after this place could be read.",
    "text-before-comment": (
        "A # after a blank ends the text, and the words after it are a comment;"
        " reported where no blank follows the #, because the words then look like a part of it."
    ),
    "yaml-feature": (
        "Anchors, aliases, tags and further documents are YAML, but are not part of the"
        " definition language."
    ),
    "duplicate-key": (
        "The same key is used twice in one map; one of the two would be lost silently."
    ),
    "unreadable-file": (
        "A file or folder is missing, cannot be opened, or is not text encoded in UTF-8."
    ),
    "too-large": "A file, a text or a nesting is larger than any definition needs.",
    "unknown-key": (
        "A key that the language does not have at this place; often a typing error,"
        " or a text without its quotes."
    ),
    "missing-key": "A key that the language requires at this place is missing.",
    "wrong-type": (
        "A map, list, text or number where the language requires a different one of these."
    ),
    "wrong-value": "A value that the language does not allow at this place.",
    "bad-id": ("An ID has only small letters, digits and underscores, and starts with a letter."),
    "bad-duration": (
        "A length of time that cannot be read; write a whole number and a unit,"
        " for example 3 working_days."
    ),
    "bad-time": "A date or time that cannot be read, or that does not exist.",
    "bad-form": (
        "A form that is not a JSON Schema of the kind that evidence can be checked against."
    ),
    "reserved-word": (
        "A word of the condition language that is used as an ID or choice;"
        " conditions could not be read then."
    ),
    "name-clash": "One name for two things, so that a condition could mean either.",
    "condition-syntax": (
        "A condition that does not follow the grammar; the caret shows where reading stopped."
    ),
    "no-calendar": (
        "A deadline in working days or hours without the calendar or the working hours"
        " that it is counted by."
    ),
    "encoding": (
        "The file is not encoded in UTF-8, or has characters that are invisible or that reverse"
        " the direction of the text."
    ),
    "unknown-guarantee": "A guarantee that the workflow does not have.",
    "unknown-interrupt": "An interrupt that no track, or not this one, has.",
    "unknown-outcome": "An outcome that the step does not have.",
    "unknown-turn": "A turn or choice that the scenario does not have.",
    "unknown-reason": "A reason code that no refusal has.",
    "unknown-workflow": "A scenario that belongs to a different workflow.",
}
"""What the reader's other findings mean, in one sentence each. They are reported on every run."""
