"""Problems of a text that learners read: too long, unexplained, or in need of a second reader.

The rules find words, not meanings. A note asks a person to read the text, and claims nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from sop.model.definition import Definition
from sop.model.finding import Severity
from sop.model.scenario import Scenario

LONGEST = 400
"""About six lines of a terminal: what is read before a question."""
FEWEST_DIGITS = 7
"""The length of the shortest telephone numbers with their area code."""
ABBREVIATION = re.compile(r"(?<![\w.-])[A-Z]{2,8}(?![\w-])")
SENTENCE = re.compile(r"[^.!?]+[.!?]?")
NUMBER = re.compile(r"(?<![\w/-])\+?\(?\d[\d ()/-]{5,}\d(?![\w/-])")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
PEOPLE = re.compile(r"\b[A-Z][a-z]+(?:ians?|eans?|icans?|ese|ish|anis?|alis?|aqis?|elis?|ais?)\b")
"""Words that end as the names of nationalities do."""
CRIME = re.compile(
    r"\b(?:crimes?|criminals?|thie(?:f|ves)|steal\w*|stole\w*|robber\w*|robbed|gangs?|gangsters?|"
    r"smuggl\w+|drugs?|dealers?|frauds?|fraudsters?|cheats?|murder\w*|kidnap\w+|illegals?|"
    r"illegally|launder\w+|pimps?|brothels?|bribe\w*|violent)\b",
    re.IGNORECASE,
)


class TextProblem(NamedTuple):
    """One problem of one text."""

    rule: str
    severity: Severity
    message: str
    remedy: str


def find_problems(text: str, explained: Collection[str]) -> Iterator[TextProblem]:
    """Yield the problems of one text; `explained` are abbreviations that need no explanation."""
    if len(text) > LONGEST:
        yield TextProblem(
            rule="long-text",
            severity="warning",
            message=f"the text has {len(text)} characters; at a terminal, {LONGEST} are the most",
            remedy="Shorten it, or make two turns of it.",
        )
    for short in dict.fromkeys(ABBREVIATION.findall(text)):
        if short not in explained:
            yield TextProblem(
                rule="unexplained-abbreviation",
                severity="warning",
                message=f"the abbreviation '{short}' is not explained",
                remedy=f"Write it in full at least once: … ({short}).",
            )
    for number in _telephone_numbers(text):
        yield TextProblem(
            rule="telephone-number",
            severity="warning",
            message=f"'{number}' looks like a telephone number, and numbers change",
            remedy="Remove it. Real numbers go into sop.toml: helplines = […].",
        )
    for sentence in SENTENCE.findall(text):
        yield from _find_people_and_crime(sentence)


def _telephone_numbers(text: str) -> Iterator[str]:
    for match in NUMBER.finditer(text):
        digits = sum(character.isdigit() for character in match[0])
        if digits >= FEWEST_DIGITS and not DATE.search(match[0]):
            yield match[0]


def _find_people_and_crime(sentence: str) -> Iterator[TextProblem]:
    people, crime = PEOPLE.search(sentence), CRIME.search(sentence)
    if people and crime:
        yield TextProblem(
            rule="people-and-crime",
            severity="note",
            message=f"'{people[0]}' and '{crime[0]}' are in one sentence",
            remedy=(
                "Ask a second person to read it: where people come from says nothing about "
                "what they do."
            ),
        )


def collect_known_abbreviations(
    definition: Definition, scenario: Scenario, texts: Collection[str]
) -> frozenset[str]:
    """Return the abbreviations that need no explanation.

    They are the short names and ids of stakeholders, the codes of tracks, and those that a title or
    a text of the scenario writes in full: `the care order (CO)`, `CO (care order)`.
    """
    known = {track.code for track in definition.tracks.values()}
    for stakeholder in definition.stakeholders.values():
        known |= {stakeholder.short, stakeholder.id.upper()}
    text = " ".join((definition.title, scenario.title, *texts))
    known |= {short for short in ABBREVIATION.findall(text) if _is_spelled_out(short, text)}
    return frozenset(known)


def _is_spelled_out(short: str, text: str) -> bool:
    return f"({short})" in text or f"{short} (" in text
