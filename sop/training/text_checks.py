"""What is wrong with a text that learners read: too long, unexplained, or better looked at by a second person.

The rules find words, not meanings: a note asks somebody to look, and nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from sop.model.definition import Definition
from sop.model.finding import Severity
from sop.model.scenario import Scenario

LONGEST = 400
ABBREVIATION = re.compile(r"(?<![\w.-])[A-Z]{2,8}(?![\w-])")
SENTENCE = re.compile(r"[^.!?]+[.!?]?")
NUMBER = re.compile(r"(?<![\w/-])\+?\(?\d[\d ()/-]{5,}\d(?![\w/-])")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
PEOPLE = re.compile(r"\b[A-Z][a-z]+(?:ians?|eans?|icans?|ese|ish|anis?|alis?|aqis?|elis?|ais?)\b")
CRIME = re.compile(
    r"\b(?:crimes?|criminals?|thie(?:f|ves)|steal\w*|stole\w*|robber\w*|robbed|gangs?|gangsters?|smuggl\w+|drugs?|dealers?|"
    r"frauds?|fraudsters?|cheats?|murder\w*|kidnap\w+|illegals?|illegally|launder\w+|pimps?|brothels?|bribe\w*|violent)\b",
    re.IGNORECASE,
)


class TextProblem(NamedTuple):
    """One thing to look at in one text."""

    rule: str
    severity: Severity
    message: str
    remedy: str


def find_problems(text: str, explained: Collection[str]) -> Iterator[TextProblem]:
    """All of one text. `explained` are the abbreviations that need no explanation."""
    if len(text) > LONGEST:
        said = f"the text has {len(text)} letters; more than {LONGEST} are not read at a terminal"
        yield TextProblem("long-text", "warning", said, "Shorten it, or make two turns of it.")
    for short in dict.fromkeys(ABBREVIATION.findall(text)):
        if short not in explained:
            said = f"'{short}' is explained nowhere"
            yield TextProblem(
                "unexplained-abbreviation",
                "warning",
                said,
                f"Write it out, once at least: … ({short}).",
            )
    for number in _numbers(text):
        said = f"'{number}' looks like a telephone number, and numbers change"
        yield TextProblem(
            "telephone-number",
            "warning",
            said,
            "Take it out; real ones stand in sop.toml: helplines = […].",
        )
    for sentence in SENTENCE.findall(text):
        people, crime = PEOPLE.search(sentence), CRIME.search(sentence)
        if people and crime:
            said = f"'{people[0]}' and '{crime[0]}' stand in one sentence"
            remedy = "Let somebody look: where people come from says nothing about what they do."
            yield TextProblem("people-and-crime", "note", said, remedy)


def _numbers(text: str) -> Iterator[str]:
    for found in NUMBER.finditer(text):
        if not DATE.search(found[0]) and sum(sign.isdigit() for sign in found[0]) >= 7:
            yield found[0]


def collect_known_abbreviations(
    definition: Definition, scenario: Scenario, texts: Collection[str]
) -> frozenset[str]:
    """The abbreviations that need no explanation: short names of stakeholders, codes of tracks, and what the workflow's
    titles or the scenario's own texts write out beside it: `the care order (CO)`, `CO (care order)`."""
    known = {one.short for one in definition.stakeholders.values()}
    known |= {track.code for track in definition.tracks.values()} | {
        one.upper() for one in definition.stakeholders
    }
    written = " ".join((definition.title, scenario.title, *texts))
    return frozenset(
        known | {one for one in ABBREVIATION.findall(written) if _is_spelled_out(one, written)}
    )


def _is_spelled_out(short: str, text: str) -> bool:
    return f"({short})" in text or f"{short} (" in text
