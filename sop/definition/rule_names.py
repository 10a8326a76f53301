"""What each rule is about that reading a definition applies; the names stand in brackets behind every finding.

The rules about names and conditions have manual pages of their own among the checks.
"""

from __future__ import annotations

from collections.abc import Mapping

READING_RULES: Mapping[str, str] = {
    "bad-duration": "A length of time is a whole number and a unit of the language, as in 3 working_days.",
    "bad-form": "A form is a JSON Schema (2020-12) that stands alone, with patterns of limited length.",
    "bad-id": "Ids have small letters, digits and underscores and start with a letter.",
    "bad-time": "Dates and times are written like 2026-03-02 08:10 and are in the calendar.",
    "condition-syntax": "A condition follows the grammar of the language: questions joined by and, or, not.",
    "deadline-without-law": "A deadline that says it is law names a law entry whose reference is verified.",
    "duplicate-code": "Two tracks cannot have the same short code.",
    "duplicate-key": "A key or an id stands once.",
    "encoding": "Files are UTF-8, without control characters and bidirectional overrides.",
    "ill-typed-condition": "A question fits its subject: a fact is compared with values that it can have.",
    "missing-key": "Something that the language requires is not there.",
    "name-clash": "Facts, switches, terms and tracks have different names, because conditions use them all.",
    "no-calendar": "Working days, court days and working hours need a calendar to be counted.",
    "reserved-word": "A word of the condition language cannot be an id or a choice.",
    "too-large": "Files, texts, lists and nesting have limits far above any real workflow.",
    "unknown-action": "An action that no step has.",
    "unknown-fact": "A fact, switch or term that is not declared.",
    "unknown-form": "A form that has no schema.",
    "unknown-guarantee": "A guarantee that is not declared.",
    "unknown-interrupt": "An interrupt that no track has.",
    "unknown-key": "A key that the language does not have at this place.",
    "unknown-law": "A law entry that is not declared.",
    "unknown-outcome": "An outcome that no step of the track has.",
    "unknown-reason": "A code that no refusal has.",
    "unknown-stakeholder": "A stakeholder that is not declared.",
    "unknown-step": "A step that the track does not have.",
    "unknown-term": "A term that is not declared before it is used.",
    "unknown-track": "A track that the workflow does not have.",
    "unknown-turn": "A turn with choices that the scenario does not have.",
    "unknown-workflow": "A scenario for another workflow.",
    "unreadable-file": "A file that cannot be read, or that would be left out because of its name.",
    "wrong-type": "A value of another kind than the language asks for here.",
    "wrong-value": "A value that the language does not allow here.",
    "yaml-feature": "Anchors, aliases, tags and further documents of YAML are not used.",
    "yaml-syntax": "The file is not YAML: indentation, colons, quotes or brackets.",
}
