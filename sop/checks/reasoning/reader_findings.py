"""What the findings of reading mean: they come before any rule, and are told whichever rules are listed."""

from __future__ import annotations

from collections.abc import Mapping

READING: Mapping[str, str] = {
    "allowance": (
        "A comment `# sop: allow RULE, because REASON` at the end of a line, or alone above it, takes back the warnings"
        " and notes of that rule on that line. It is told when it allows nothing, gives no reason, or names no rule."
        " Errors cannot be allowed."
    ),
    "yaml-syntax": "The text is not YAML; nothing after this place could be read.",
    "yaml-feature": "Anchors, aliases, tags and further documents are YAML, but no part of the definition language.",
    "duplicate-key": "A key stands twice in one map; one of the two would be lost silently.",
    "unreadable-file": "A file or folder is missing, cannot be opened, or is not text in UTF-8.",
    "too-large": "A file, a text or a nesting is larger than any definition needs.",
    "unknown-key": "A key that the language does not have at this place; often a slip, or a text without its quotes.",
    "missing-key": "A key that the language requires at this place.",
    "wrong-type": "A map, list, text or number where the language asks for another of these.",
    "wrong-value": "A value that the language does not allow at this place.",
    "bad-id": "An id has small letters, digits and underscores and starts with a letter.",
    "bad-duration": "A length of time that cannot be read; write a whole number and a unit, like 3 working_days.",
    "bad-time": "A date or time that cannot be read, or that does not exist.",
    "bad-form": "A form that is no JSON Schema of the kind that evidence can be checked against.",
    "reserved-word": "A word of the condition language used as an id or choice; conditions could not be read then.",
    "name-clash": "One name for two things between which a condition could not choose.",
    "condition-syntax": "A condition that does not follow the grammar; the caret shows where reading stopped.",
    "no-calendar": "A deadline in working days or hours without the calendar or hours that it counts by.",
    "encoding": "The file is not UTF-8, or holds characters that cannot be seen or that turn the writing around.",
    "unknown-guarantee": "A guarantee that the workflow does not have.",
    "unknown-interrupt": "An interrupt that no track, or not this one, has.",
    "unknown-outcome": "An outcome that the step does not have.",
    "unknown-turn": "A turn or choice that the scenario does not have.",
    "unknown-reason": "A reason code that no refusal has.",
    "unknown-workflow": "A scenario of a workflow that is not this one.",
}
